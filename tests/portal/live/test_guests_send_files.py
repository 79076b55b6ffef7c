"""A guest shows what is broken: her photo goes into the conversation, and whoever has no key sees nothing of it."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from portal.accounts.models import User
from portal.live.limits import LIMITS
from returns.actions import post_message
from returns.models import Attachment, Case
from returns.models.files import private_storage
from tests.portal.live.conftest import OURS
from tests.returns.makers import picture, upload
from tests.returns.test_files_are_scanned import daemon
from tests.returns.test_sending_files import photo_with_secrets

__all__ = ["daemon"]


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(private_storage()), name, str(tmp_path))
    return tmp_path


@pytest.fixture
def address(mia_is_here: User) -> str:
    answer = Client().post("/live/", {"body": "The lid is broken.", "email": "gast@example.com"}, headers=OURS)
    return str(answer["Location"])


def say(address: str, *files: Any, body: str = "Look:", key: UUID | None = None, **headers: str) -> Any:
    sent = {"body": body, "submission_key": str(key or uuid4()), "photos": list(files)}
    return Client().post(f"{address}say/", sent, headers=OURS | headers)


def stored(folder: Path) -> int:
    return sum(each.is_file() for each in folder.rglob("*"))


def test_her_photo_goes_into_the_case_without_what_it_knew(address: str, mia: User, as_user: Any) -> None:
    assert 'name="photos"' in Client().get(address).content.decode()
    assert say(address, upload(photo_with_secrets("JPEG"))).status_code == 302
    file = Attachment.objects.get()
    assert (file.case, file.message.body) == (Case.objects.get(), "Look:")
    page = Client().get(address).content.decode()
    shown = f"{address}files/{file.pk}/full/"
    assert shown in page
    answer = Client().get(shown)
    picture = b"".join(answer)
    assert not Image.open(io.BytesIO(picture)).getexif()
    assert b"GPS" not in picture
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"
    assert file.name in as_user(mia).get(f"/admin/cases/{file.case.reference}/").content.decode()


def test_a_photo_needs_no_words_and_nothing_at_all_is_told(address: str) -> None:
    assert say(address, upload(), body="").status_code == 302
    answer = say(address, body="")
    assert (answer.status_code, "Please write something, or add a file." in answer.content.decode()) == (422, True)


def test_what_cannot_be_sent_is_named_and_the_rest_is_there(address: str, storage: Path) -> None:
    answer = say(address, upload(), upload(b"MZ no picture", "tool.exe"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "tool.exe" in text
    assert "Everything else was sent." in text
    assert Case.objects.get().messages.last().attachments.count() == 1
    before = stored(storage)
    answer = say(address, upload(b"MZ no picture", "tool.exe"), body="")
    assert (answer.status_code, "tool.exe" in answer.content.decode()) == (422, True)
    assert Case.objects.get().messages.count() == 2
    assert stored(storage) == before


def test_the_script_gets_all_or_nothing_and_the_form_that_follows_is_written_once(address: str, storage: Path) -> None:
    key, wrong = uuid4(), (b"MZ no picture", "tool.exe")
    assert say(address, upload(), upload(*wrong), key=key, **{"X-Live": "1"}).status_code == 422
    assert Case.objects.get().messages.count() == 1
    assert stored(storage) == 0
    say(address, upload(), upload(*wrong), key=key)
    say(address, upload(), upload(*wrong), key=key)
    assert Case.objects.get().messages.count() == 2
    assert Attachment.objects.count() == 1


def test_nobody_else_sees_it(address: str, anna: User, as_user: Any) -> None:
    say(address, upload())
    file = Attachment.objects.get()
    path = f"files/{file.pk}/full/"
    other = Client().post("/live/", {"body": "Hm?", "email": "ola@example.com"}, headers=OURS)["Location"]
    for client in (Client(), as_user(anna)):
        assert client.get(f"{other}{path}").status_code == 404
        assert client.get(f"/live/{file.case.reference}/{path}").status_code == 404
        assert client.get(f"{address[:-2]}x/{path}").status_code == 404
    assert Client().get(f"{address}files/{file.pk}/huge/").status_code == 404
    Case.objects.filter(pk=file.case_id).update(customer=anna)
    assert Client().get(f"{address}{path}").status_code == 404
    hers = as_user(anna).get(f"/live/{file.case.reference}/{path}")
    assert (hers.status_code, b"".join(hers) != b"") == (200, True)


def test_a_file_of_an_internal_note_stays_inside(address: str, mia: User) -> None:
    case = Case.objects.get()
    note = post_message(case, by=mia, body="Seen.", internal=True, now=timezone.now())
    say(address, upload())
    Attachment.objects.update(message=note)
    assert Client().get(f"{address}files/{Attachment.objects.get().pk}/full/").status_code == 404


def test_the_scanner_looks_at_it(address: str, daemon: Any, storage: Path) -> None:
    daemon.says = lambda content: b"stream: Eicar-Test-Signature FOUND\0"
    answer = say(address, upload(), body="")
    assert (answer.status_code, "our virus scanner found something" in answer.content.decode()) == (422, True)
    assert (Attachment.objects.count(), stored(storage)) == (0, 0)
    daemon.says = lambda content: b""
    say(address, upload())
    held = Attachment.objects.get()
    assert "is being checked" in Client().get(address).content.decode()
    assert Client().get(f"{address}files/{held.pk}/full/").status_code == 404


def test_a_line_cannot_have_files_decoded_without_end(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "file", (2, 3600))
    answer = say(address, upload(), upload(picture("PNG"), "b.png"), upload(picture("GIF"), "c.gif"))
    assert answer.status_code == 422
    assert "c.gif" in answer.content.decode()
    assert Attachment.objects.count() == 2
