"""ClamAV looks at files where there is one: what is found is refused, what nobody could judge held and not served."""

import itertools
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from returns.actions import keep_uploads, post_message
from returns.models import Attachment, Upload, private_storage
from returns.scanning import actions as scanner
from returns.scanning import look_again
from returns.scanning.clamd import NoVerdict, infection
from tests.returns.makers import make_question, picture, upload

pytestmark = pytest.mark.django_db


class Daemon:
    """A stand-in of clamd: reads INSTREAM as documented, answers with what `says` makes of the bytes."""

    def __init__(self, path: Path | None = None) -> None:
        self.says: Any = lambda content: b"stream: OK\0"
        self.got: list[bytes] = []
        self.sock = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.sock.bind(str(path) if path else ("127.0.0.1", 0))
        self.sock.listen()
        self.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{self.sock.getsockname()[1]}"
        self.thread = Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                talk, _address = self.sock.accept()
            except OSError:
                return
            with talk, talk.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", said.read(4))[0]:
                    content += said.read(length)
                self.got.append(content)
                talk.sendall(self.says(content))

    def stop(self) -> None:
        self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        self.thread.join(2)


@pytest.fixture
def daemon(settings: Any) -> Iterator[Daemon]:
    found = Daemon()
    settings.CLAMD_URL = found.url
    yield found
    found.stop()


def send(anna: User, *files: Any) -> tuple[Any, list[str]]:
    case, key = make_question(anna), uuid4()
    refusals = keep_uploads(by=anna, key=key, files=files or [upload()], now=timezone.now())
    return post_message(case, by=anna, body="See the photo", now=timezone.now(), key=key), refusals


def url_of(file: Attachment, size: str = "full") -> str:
    return f"/cases/{file.case.reference}/files/{file.pk}/{size}/"


def status(client: Client, url: str) -> int:
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer)  # type: ignore[arg-type]
    return answer.status_code


def test_without_a_scanner_files_are_as_before(anna: User, as_user: Any) -> None:
    message, refusals = send(anna)
    file = message.attachments.get()
    assert (file.scan, refusals) == ("", [])
    assert status(as_user(anna), url_of(file)) == 200


def test_a_clean_file_is_served_at_once(anna: User, as_user: Any, daemon: Daemon) -> None:
    message, _refusals = send(anna)
    file = message.attachments.get()
    assert status(as_user(anna), url_of(file)) == 200
    with file.file.open("rb") as stored:
        assert daemon.got == [stored.read()]


def test_a_file_with_something_in_it_is_refused_and_nothing_of_it_stays(anna: User, daemon: Daemon) -> None:
    daemon.says = lambda content: b"stream: Eicar-Test-Signature FOUND\0"
    message, refusals = send(anna)
    assert refusals == [
        "“photo.jpg” was not taken: our virus scanner found something in it. Please check your device, then send "
        "another file."
    ]
    assert (message.attachments.count(), Upload.objects.count()) == (0, 0)
    assert not private_storage().exists("cases")


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"PONG\0", b"stream: OK, really\0", b"\xff" * 5000]
)
def test_a_file_nobody_could_judge_is_held_and_not_served(
    answer: bytes, anna: User, mia: User, as_user: Any, daemon: Daemon
) -> None:
    daemon.says = lambda content: answer
    message, refusals = send(anna)
    file = message.attachments.get()
    assert (file.scan, refusals) == ("held", [])
    for person in (anna, mia):
        for size in ("full", "small"):
            assert status(as_user(person), url_of(file, size)) == 404
    page = as_user(anna).get(f"/cases/{file.case.reference}/").content.decode()
    assert "“photo.jpg” is being checked." in page
    assert url_of(file) not in page


def test_tick_looks_again_and_what_is_fine_appears(anna: User, as_user: Any, settings: Any) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    message, _refusals = send(anna)
    file = message.attachments.get()
    assert look_again(timezone.now()) == 0
    daemon = Daemon()
    settings.CLAMD_URL = daemon.url
    call_command("tick")
    daemon.stop()
    file.refresh_from_db()
    assert file.scan == ""
    assert status(as_user(anna), url_of(file)) == 200
    assert b"being checked" not in as_user(anna).get(f"/cases/{file.case.reference}/").content


def test_what_is_found_later_is_dropped_and_the_case_says_so(anna: User, as_user: Any, daemon: Daemon) -> None:
    daemon.says = lambda content: b""
    message, _refusals = send(anna)
    file = message.attachments.get()
    names = [file.file.name, file.thumbnail.name]
    daemon.says = lambda content: b"stream: Eicar FOUND\0"
    assert look_again(timezone.now()) == 1
    assert not any(private_storage().exists(name) for name in names)
    assert status(as_user(anna), url_of(file)) == 404
    sentence = "“photo.jpg” was removed: our virus scanner found something in it. Please send another file."
    assert sentence in as_user(anna).get(f"/cases/{file.case.reference}/").content.decode()


def test_a_file_nobody_can_judge_keeps_no_other_waiting(anna: User, daemon: Daemon) -> None:
    daemon.says = lambda content: b"INSTREAM size limit exceeded. ERROR\0"
    first, _second, third = (send(anna)[0].attachments.get() for _number in range(3))
    private_storage().delete(first.file.name)
    Attachment.objects.filter(pk=third.pk).update(file=private_storage().save("cases/other.jpg", ContentFile(b"fine")))
    daemon.says = lambda content: b"stream: OK\0" if content == b"fine" else b"INSTREAM size limit exceeded. ERROR\0"
    assert look_again(timezone.now()) == 1
    assert list(Attachment.objects.order_by("pk").values_list("scan", flat=True)) == ["held", "held", ""]


def test_a_slow_scanner_does_not_keep_tick_from_the_rest(anna: User, daemon: Daemon, monkeypatch: Any) -> None:
    daemon.says = lambda content: b""
    for _number in range(2):
        send(anna)
    daemon.says = lambda content: b"stream: OK\0"
    moments = itertools.count(0, 15)  # every look at the clock is 15 seconds later
    monkeypatch.setattr(scanner, "monotonic", lambda: next(moments))
    assert look_again(timezone.now()) == 1
    assert look_again(timezone.now()) == 1, "the next minute goes on"
    assert not Attachment.objects.filter(scan="held").exists()


def test_a_held_file_keeps_waiting_while_its_form_is_written(anna: User, daemon: Daemon) -> None:
    daemon.says = lambda content: b""
    key = uuid4()
    assert keep_uploads(by=anna, key=key, files=[upload()], now=timezone.now()) == []
    daemon.says = lambda content: b"stream: OK\0"
    assert look_again(timezone.now()) == 1
    message = post_message(make_question(anna), by=anna, body="Here", now=timezone.now(), key=key)
    assert message.attachments.get().scan == ""


def test_a_scanner_behind_a_unix_socket_is_asked_too(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path / "clamd.ctl")
    content = picture(size=(900, 900)) * 3
    assert infection(content, daemon.url) == ""
    assert daemon.got == [content]
    daemon.stop()
    with pytest.raises(NoVerdict):
        infection(content, "unix:///nowhere/clamd.ctl")


def test_somebody_elses_held_file_answers_like_nothing(anna: User, ben: User, as_user: Any) -> None:
    message, _refusals = send(anna)
    Attachment.objects.update(scan="held")
    assert status(as_user(ben), url_of(message.attachments.get())) == 404
