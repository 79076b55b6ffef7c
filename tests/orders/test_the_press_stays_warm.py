"""The child that makes documents: quick, capped, replaced when it breaks, and alone with what it was given."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from orders import tasks
from orders.actions import issue_invoice
from orders.documents import press as pressroom
from orders.documents.press import LENGTH, Press, PressFailed, Sheet
from orders.documents.sweeping import HOURS, sweep_documents
from orders.files import keep
from orders.models import Invoice
from tests.orders.makers import PLACED, make_order
from tests.orders.papers import MADE_AT, sheet, snapshot

PAGE = '<html lang="en"><head><title>A page</title></head><body><h1>A page</h1>{}</body></html>'


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    own = Press()
    yield own
    own.stop()


def page(inside: str = "") -> Sheet:
    return Sheet(html=PAGE.format(inside))


def pid(press: Press) -> int:
    assert press.child
    return press.child.pid


def test_one_child_makes_many(press: Press) -> None:
    first = press.print(page(), MADE_AT)
    same = pid(press)
    assert press.print(page(), MADE_AT) == first
    assert pid(press) == same


def test_a_killed_child_is_replaced(press: Press) -> None:
    press.print(page(), MADE_AT)
    os.kill(pid(press), signal.SIGKILL)
    assert press.child
    press.child.wait()
    assert press.print(page(), MADE_AT).pdf.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "outside", ['<img src="file:///etc/passwd">', '<link rel="attachment" href="file:///etc/passwd">']
)
def test_it_reaches_nothing_outside(press: Press, outside: str) -> None:
    with pytest.raises(PressFailed, match="not allowed in a document"):
        press.print(page(outside), MADE_AT)


def test_it_has_caps_of_its_own(press: Press) -> None:
    press.print(page(), MADE_AT)
    megabytes = 1024 * 1024
    assert resource.prlimit(pid(press), resource.RLIMIT_DATA) == (512 * megabytes, 512 * megabytes)
    soft, _hard = resource.prlimit(pid(press), resource.RLIMIT_CPU)
    assert 20 <= soft <= 60


def test_memory_ends_at_the_cap_and_the_next_page_is_made(press: Press) -> None:
    press.print(page(), MADE_AT)
    # What is there now, and no more: the same wall, reached at once.
    resource.prlimit(pid(press), resource.RLIMIT_DATA, (200 * 1024 * 1024, 200 * 1024 * 1024))
    with pytest.raises(PressFailed):
        press.print(page("<p>x" * 60_000), MADE_AT)
    assert press.print(page(), MADE_AT).pdf


def test_a_slow_child_is_killed(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    press.print(page(), MADE_AT)
    slow = pid(press)
    os.kill(slow, signal.SIGSTOP)
    monkeypatch.setattr(pressroom, "WALL_SECONDS", 0.1)
    with pytest.raises(PressFailed, match="not ready in time"):
        press.print(page(), MADE_AT)
    with pytest.raises(ProcessLookupError):
        os.kill(slow, 0)


def test_it_gets_no_secrets_of_ours(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush-hush")
    press.stop()
    press.print(page(), MADE_AT)
    assert b"hush-hush" not in Path(f"/proc/{pid(press)}/environ").read_bytes()


def test_it_ends_with_its_parent() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "orders.documents.pressing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write(LENGTH.pack(1000) + b"half a job")
    child.stdin.close()
    assert child.wait(60) == 0 or child.returncode == 1
    child.stdout.close()


def test_a_page_that_is_no_archive_is_never_stamped_as_one(press: Press) -> None:
    with pytest.raises(PressFailed, match="NotThatPdf"):
        press.print(Sheet(html="<html><body>no title, no language</body></html>"), MADE_AT)


@pytest.mark.django_db
def test_a_worker_killed_at_work_leaves_one_document(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PRESS", press)
    invoice = issue_invoice(make_order(), "FV/2026/11/0042", PLACED.date(), "pl")
    Invoice.objects.update(snapshot=snapshot())

    def killed(*_asked: Any, **_said: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "_ready", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.render_invoice.call(invoice.pk)
    monkeypatch.undo()
    monkeypatch.setattr(tasks, "PRESS", press)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.file.name) == ("waiting", "")
    assert tasks.render_invoice.call(invoice.pk) is False, "its lease still runs"
    Invoice.objects.update(render_due_at=timezone.now())
    assert tasks.render_invoice.call(invoice.pk) is True
    assert tasks.render_invoice.call(invoice.pk) is False
    invoice.refresh_from_db()
    assert invoice.state == "ready"
    names = {str(invoice.file.name), str(invoice.xml_file.name)}
    assert all(storages["private"].exists(name) for name in names)


@pytest.mark.django_db
def test_files_that_no_row_names_are_swept_after_a_day() -> None:
    name = keep("invoices", ".pdf", b"%PDF- nobody's")
    storage, folder = storages["private"], name.split("/")[1]
    now = timezone.now().replace(hour=int(folder, 16) % HOURS)
    sweep_documents(now)
    assert storage.exists(name)
    sweep_documents(now + timedelta(hours=HOURS * 2))
    assert not storage.exists(name)


def test_a_document_is_checked_before_it_is_made(press: Press) -> None:
    wrong = Sheet(html=sheet("correction").html, xml=sheet("correction").xml.replace(b"-49.00", b"-48.00"))
    printed = press.print(wrong, MADE_AT)
    assert printed.failed
    assert printed.pdf == b""
