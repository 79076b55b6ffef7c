"""A mailbox is looked into, or a provider calls: each mail is kept once, and none is lost between."""

import base64
import imaplib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from portal.accounts.models import User
from portal.env_mail import MailIn
from portal.mail_in import polling
from portal.mail_in.addresses import reply_address
from portal.mail_in.models import IncomingMail
from portal.mail_in.tasks import look_into_mailbox, read_mail
from returns.models import Case
from tests.portal.channels.mails import QUOTED, Mailbox, a_mail, written
from tests.returns.conftest import monday_morning, private_folder
from tests.returns.makers import make_question, picture

__all__ = ["monday_morning", "private_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers_come_by_mail")]
S, R = IncomingMail.State, IncomingMail.Reason


@pytest.fixture
def mailbox(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    boxes = []

    def stand(mails: list[bytes], **options: Any) -> Mailbox:
        box = Mailbox(mails, **options)
        boxes.append(box)
        settings.MAIL_IN = box.settings
        # Without TLS on this machine; that the true one has it is asked below.
        monkeypatch.setattr(polling, "connect", lambda: imaplib.IMAP4("127.0.0.1", box.settings.port, timeout=5))
        return box

    yield stand
    for box in boxes:
        box.stop()


def test_a_mailbox_is_looked_into_and_each_mail_is_taken_once(anna: User, mailbox: Any) -> None:
    case = make_question(anna)
    box = mailbox([a_mail(case, "One").as_bytes(), a_mail(None, "Two").as_bytes()])
    assert look_into_mailbox.call(0) == 2
    assert look_into_mailbox.call(0) == 0
    assert box.seen == {1, 2}
    assert sorted(IncomingMail.objects.values_list("state", flat=True)) == ["received", "unplaced"]
    call_command("tick")
    assert written(case) == [("customer", "One")]


def test_a_mail_is_marked_only_after_it_is_kept(anna: User, mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    box = mailbox([a_mail(make_question(anna)).as_bytes()])
    monkeypatch.setattr(polling, "receive", lambda *_a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        look_into_mailbox.call(0)
    assert box.seen == set()
    monkeypatch.undo()


def test_a_mailbox_that_breaks_off_brings_the_mail_again_and_it_is_one(anna: User, mailbox: Any) -> None:
    case = make_question(anna)
    box = mailbox([a_mail(case, "One").as_bytes()])
    box.breaks_at = "STORE"
    assert look_into_mailbox.call(0) == 0
    box.breaks_at = ""
    look_into_mailbox.call(0)
    assert IncomingMail.objects.count() == 1


@pytest.mark.parametrize("trouble", ["password", "away"])
def test_a_mailbox_in_trouble_is_told_without_its_password(
    trouble: str, mailbox: Any, caplog: pytest.LogCaptureFixture
) -> None:
    box = mailbox([], password="other" if trouble == "password" else "right")
    if trouble == "away":
        box.stop()
    assert look_into_mailbox.call(0) == 0
    assert "could not be read" in caplog.text
    assert "right" not in caplog.text


def test_of_a_huge_mail_only_the_headings_are_fetched(
    anna: User, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_BYTES", 2000)
    monkeypatch.setattr("portal.mail_in.rules.MOST_BYTES", 2000)
    box = mailbox([a_mail(make_question(anna), "x" * 5000).as_bytes()])
    look_into_mailbox.call(0)
    mail = IncomingMail.objects.get()
    assert (mail.reason, mail.size > 5000) == (R.TOO_LARGE, True)
    assert not any("BODY.PEEK[]" in said for said in box.said)


def test_nobody_looks_without_the_setting() -> None:
    assert look_into_mailbox.call(0) == 0


# --- a provider that calls -------------------------------------------------------------------------

PASSWORD = "a-long-password-of-the-provider"


@pytest.fixture
def provider(settings: Any) -> Any:
    """provider(document, password=…) delivers as Postmark does."""
    settings.MAIL_IN = MailIn("postmark", user="shop", password=PASSWORD)
    settings.ANYMAIL = {"WEBHOOK_SECRET": f"shop:{PASSWORD}"}

    def deliver(document: Any, password: str = PASSWORD) -> int:
        word = base64.b64encode(f"shop:{password}".encode()).decode()
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        answer = Client(raise_request_exception=False).post(
            "/hooks/mail/", body, content_type="application/json", headers={"Authorization": f"Basic {word}"}
        )
        return answer.status_code

    return deliver


def delivery(case: Case, **fields: Any) -> dict[str, Any]:
    """https://postmarkapp.com/developer/webhooks/inbound-webhook"""
    address = reply_address(case)
    return {
        "FromFull": {"Email": "anna@example.com", "Name": "Anna"},
        "ToFull": [{"Email": address, "Name": ""}],
        "OriginalRecipient": address,
        "Subject": "Re: your case",
        "MessageID": "22c74902-a0c1-4511-804f2-341342852c90",
        "Headers": [{"Name": "Message-ID", "Value": "<a@mail.example>"}],
        "TextBody": "It is broken." + QUOTED,
        "HtmlBody": "",
        "Attachments": [
            {"Name": "photo.jpg", "Content": base64.b64encode(picture()).decode(), "ContentType": "image/jpeg"}
        ],
        **fields,
    }


def test_a_provider_delivers_and_its_repetition_changes_nothing(anna: User, provider: Any) -> None:
    case = make_question(anna)
    assert [provider(delivery(case)), provider(delivery(case))] == [200, 200]
    read_mail.call(IncomingMail.objects.get().pk)
    assert written(case) == [("customer", "It is broken.")]
    assert case.attachments.count() == 1


def test_a_wrong_password_gets_nothing_in(anna: User, provider: Any) -> None:
    assert provider(delivery(make_question(anna)), password="wrong") == 401
    assert IncomingMail.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"RecordType": "Bounce"}', b"\xff"])
def test_a_delivery_nobody_can_read_is_refused(body: bytes, provider: Any) -> None:
    assert provider(body) == 400


def test_the_door_is_not_there_without_a_provider(client: Client) -> None:
    assert client.post("/hooks/mail/", b"{}", content_type="application/json").status_code == 404


def test_a_delivery_report_that_a_provider_hands_over_is_left_alone(anna: User, provider: Any) -> None:
    case = make_question(anna)
    headers = [{"Name": "Message-ID", "Value": "<b@mail.example>"}, {"Name": "Return-Path", "Value": "<>"}]
    assert provider(delivery(case, Headers=headers)) == 200
    mail = IncomingMail.objects.get()
    read_mail.call(mail.pk)
    mail.refresh_from_db()
    assert mail.reason == R.AUTOMATIC
