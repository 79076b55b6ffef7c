"""An answer to a mail about a case comes into the case: by its signed address, once, and as its customer wrote it."""

import base64
import imaplib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.env_mail import MailIn
from portal.mail_in import actions, polling
from portal.mail_in.actions import receive
from portal.mail_in.addresses import read, reply_address
from portal.mail_in.models import IncomingMail
from portal.mail_in.tasks import look_into_mailbox, read_mail
from portal.notifications.actions import as_message, transport
from portal.notifications.models import Mail
from portal.notifications.receivers import mail_case_answered
from returns import actions as cases
from returns.models import Case, Message
from returns.signals import message_posted
from tests.portal.channels.mails import QUOTED, Mailbox, a_mail
from tests.returns.conftest import monday_morning, private_folder
from tests.returns.makers import make_question, make_return, pdf, picture

__all__ = ["monday_morning", "private_folder"]
pytestmark = pytest.mark.django_db
S, R = IncomingMail.State, IncomingMail.Reason


@pytest.fixture(autouse=True)
def answers_come_by_mail(settings: Any) -> None:
    settings.MAIL_REPLY = ("reply", "shop.example")


def take(message: EmailMessage | bytes, *recipients: str) -> IncomingMail:
    """As it comes in and is read."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    mail, _is_new = receive(raw, recipients, timezone.now())
    read_mail.call(mail.pk)
    mail.refresh_from_db()
    return mail


def written(case: Case) -> list[tuple[str, str]]:
    """Who wrote what, after the first message."""
    return [(each.author, each.body) for each in case.messages.order_by("pk")][1:]


def of_a_guest() -> Case:
    return Case.objects.create(
        kind="question", reference="Q-7F3K9Q", customer=None, email="zoe@example.com", language="pl", subject="Kubek",
        opened_at=timezone.now(), unanswered_since=None, submission_key=uuid4(), status="waiting",
    )  # fmt: skip


# --- addresses -------------------------------------------------------------------------------------


def test_every_mail_about_a_case_says_where_its_answer_goes(anna: User, mia: User) -> None:
    case = make_question(anna)
    cases.post_message(case, by=mia, body="Which cup?", now=timezone.now())
    from_signal(case)
    mail = Mail.objects.get(kind="case_answered")
    assert re.fullmatch(r"reply\+q-[a-z0-9]{6}-[a-z2-7]{26}@shop\.example", mail.reply_to)
    assert "You can also just answer this mail" in mail.text
    assert "You can also just answer this mail" in mail.html
    assert as_message(mail, transport()).message()["Reply-To"] == mail.reply_to


def from_signal(case: Case) -> None:
    """Nothing commits in a test: the news is told by hand."""
    mail_case_answered(message=case.messages.filter(author="agent").latest("pk"))


def test_without_the_setting_mails_say_what_they_always_said(anna: User, mia: User, settings: Any) -> None:
    settings.MAIL_REPLY = ("", "")
    case = make_question(anna)
    cases.post_message(case, by=mia, body="Which cup?", now=timezone.now())
    from_signal(case)
    mail = Mail.objects.get(kind="case_answered")
    assert (mail.reply_to, reply_address(case)) == ("", "")
    assert "answer this mail" not in mail.text + mail.html


def test_a_domain_that_takes_every_name_works_too(anna: User, settings: Any) -> None:
    settings.MAIL_REPLY = ("", "reply.shop.example")
    case = make_question(anna)
    assert re.fullmatch(r"case-q-\w{6}-\w{26}@reply\.shop\.example", reply_address(case))
    assert take(a_mail(case)).state == S.APPLIED


def test_no_address_is_longer_than_mail_allows(anna: User) -> None:
    assert len(reply_address(make_question(anna)).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    [
        "", "reply@shop.example", "reply+@shop.example", "reply+q-7f3k9q@shop.example",
        "reply+q-7f3k9q-abc@shop.example", "reply+q-7f3k9q-" + "a" * 26 + "@evil.example",
        "reply+Q-7F3K9Q-" + "1" * 26 + "@shop.example",
        "other+q-7f3k9q-" + "a" * 26 + "@shop.example", "reply+q-7f3k9q-" + "a" * 26 + "@shop.example.evil.example",
        "\x00", "a" * 100_000,
    ],
)  # fmt: skip
def test_hear_another_shape_say_nothing(address: str) -> None:
    assert read(address) is None


# --- into the case ---------------------------------------------------------------------------------


def test_what_was_written_comes_into_the_case_without_what_was_quoted(anna: User) -> None:
    case = make_question(anna)
    mail = take(a_mail(case, "The blue one.\n\nBest regards\nAnna" + QUOTED))
    assert (mail.state, mail.case, mail.reason) == (S.APPLIED, case, "")
    assert written(case) == [("customer", "The blue one.")]
    message = mail.message
    assert message is not None
    assert message.user_id == anna.pk


def test_an_answer_hands_the_turn_to_us(anna: User, mia: User) -> None:
    case = make_question(anna)
    cases.post_message(case, by=mia, body="Which cup?", now=timezone.now())
    case.refresh_from_db()
    assert (case.status, case.unanswered_since) == ("waiting", None)
    take(a_mail(case))
    case.refresh_from_db()
    assert case.status == "open"
    assert case.unanswered_since is not None


def test_an_answer_to_a_closed_question_opens_it_again(anna: User, mia: User) -> None:
    case = make_question(anna)
    cases.close(case, by=mia, version=case.version, now=timezone.now())
    take(a_mail(case))
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("open", None)


def test_an_answer_to_a_cancelled_return_opens_the_thread_and_not_the_return(anna: User) -> None:
    case = make_return(anna)
    cases.cancel(case, by=anna, version=case.version, now=timezone.now())
    take(a_mail(case))
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("cancelled", None)


def test_the_same_mail_again_is_one_message(anna: User) -> None:
    case = make_question(anna)
    message = a_mail(case)
    first, again = take(message), take(message)
    IncomingMail.objects.filter(pk=first.pk).update(state=S.RECEIVED, due_at=timezone.now())
    read_mail.call(first.pk)
    assert first.pk == again.pk
    assert len(written(case)) == 1


def test_a_mail_without_a_message_id_is_known_by_its_bytes(anna: User) -> None:
    case = make_question(anna)
    message = a_mail(case, Message_ID=None)
    take(message)
    take(message)
    assert len(written(case)) == 1


def test_a_copy_to_the_bare_mailbox_does_not_stand_in_the_way(anna: User) -> None:
    """The same Message-ID twice: once to nobody's address, once to the signed one, which only the envelope says."""
    case = make_question(anna)
    message = a_mail(None)
    assert take(message).state == S.UNPLACED
    assert take(message, reply_address(case)).state == S.APPLIED


def test_mail_servers_may_write_the_address_large(anna: User) -> None:
    case = make_question(anna)
    assert take(a_mail(case, To=reply_address(case).upper())).state == S.APPLIED


def test_a_guest_writes_into_the_guests_own_case() -> None:
    case = of_a_guest()
    mail = take(a_mail(case, From="zoe@example.com"))
    assert mail.state == S.APPLIED
    message = case.messages.get()
    assert (message.author, message.user, message.body) == ("customer", None, "It is broken.")
    case.refresh_from_db()
    assert (case.status, case.unanswered_since is not None) == ("open", True)


def test_an_address_from_before_the_guest_had_an_account_still_works(anna: User) -> None:
    case = of_a_guest()
    old = reply_address(case)
    Case.objects.filter(pk=case.pk).update(customer=anna)
    assert take(a_mail(case, To=old)).state == S.APPLIED
    assert case.messages.get().user == anna


def test_agents_see_when_another_address_has_sent_it(anna: User, as_user: Any) -> None:
    case = make_question(anna)
    take(a_mail(case, From="Somebody <else@example.net>"))
    note = case.messages.get(internal=True)
    assert note.body == "The mail before this note came from another address: else@example.net"
    assert b"else@example.net" not in as_user(anna).get(f"/cases/{case.reference}/").content


# --- files -----------------------------------------------------------------------------------------


def with_files(case: Case, *files: tuple[str, str, bytes], text: str = "See the photo.") -> EmailMessage:
    message = a_mail(case, text)
    for name, kind, content in files:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


@pytest.mark.parametrize("is_guest", [False, True])
def test_files_are_checked_like_those_of_a_form_and_refusals_are_told_once(
    is_guest: bool, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    case = of_a_guest() if is_guest else make_question(anna)
    message = with_files(
        case,
        ("photo.jpg", "image/jpeg", picture()),
        ("bill.pdf", "application/pdf", pdf()),
        ("run.exe", "application/octet-stream", b"MZ"),
        ("smime.p7s", "application/pkcs7-signature", b"x"),
    )
    with django_capture_on_commit_callbacks(execute=True):
        mail = take(message)
    with django_capture_on_commit_callbacks(execute=True):
        take(message)
    assert mail.message is not None
    assert sorted(mail.message.attachments.values_list("name", flat=True)) == ["bill.pdf", "photo.jpg"]
    told = Mail.objects.get(kind="files_refused")
    assert told.to == case.email
    assert "run.exe" in told.text
    assert "smime" not in told.text


def test_only_a_photo_is_an_answer_too(anna: User) -> None:
    case = make_question(anna)
    mail = take(with_files(case, ("photo.jpg", "image/jpeg", picture()), text=""))
    assert mail.message is not None
    assert (mail.message.body, mail.message.attachments.count()) == ("", 1)


def test_only_a_bad_file_writes_nothing_and_says_why(anna: User, django_capture_on_commit_callbacks: Any) -> None:
    case = make_question(anna)
    with django_capture_on_commit_callbacks(execute=True):
        mail = take(with_files(case, ("run.exe", "application/octet-stream", b"MZ"), text=""))
    assert (mail.state, mail.message, written(case)) == (S.APPLIED, None, [])
    assert Mail.objects.filter(kind="files_refused").count() == 1


def test_the_logo_of_a_signature_is_no_photo(anna: User) -> None:
    case = make_question(anna)
    message = a_mail(case)
    message.add_alternative("<p>It is broken.</p><img src='cid:logo'>", subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(  # type: ignore[union-attr]
        picture(size=(8, 8)), maintype="image", subtype="jpeg", cid="<logo>", filename="logo.jpg", disposition="inline"
    )
    mail = take(message)
    assert mail.message is not None
    assert mail.message.attachments.count() == 0


def test_a_mail_in_html_alone_is_read_as_text(anna: User) -> None:
    case = make_question(anna)
    message = a_mail(case)
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>It is <b>broken</b> &amp; wet.</p><script>alert(1)</script>"
        '<p>&lt;script&gt;</p><div class="gmail_quote"><p>We wrote</p></div></body></html>',
        subtype="html",
    )
    take(message)
    assert written(case) == [("customer", "It is broken & wet.\n\n<script>")]


# --- not into the case -----------------------------------------------------------------------------


def test_a_wrong_signature_gets_nobody_into_a_case_whoever_it_says_it_is(anna: User) -> None:
    case = make_question(anna)
    good = reply_address(case)
    letter = "a" if good[-len("@shop.example") - 1] != "a" else "b"
    forged = good.replace("@", f"{letter}@").replace(good.split("@")[0][-1] + letter, letter)
    mail = take(a_mail(case, To=forged))
    assert (mail.state, mail.reason, mail.case) == (S.UNPLACED, R.WRONG_SIGNATURE, None)
    assert written(case) == []


def test_an_address_of_one_case_opens_no_other(anna: User, ben: User) -> None:
    mine, theirs = make_question(ben), make_question(anna)
    address = reply_address(mine).replace(mine.reference.lower(), theirs.reference.lower())
    assert take(a_mail(theirs, To=address)).reason == R.WRONG_SIGNATURE
    assert written(theirs) == []


def test_in_reply_to_and_subject_prove_nothing(anna: User) -> None:
    case = make_question(anna)
    mail = take(a_mail(None, Subject=f"Re: {case.reference}", In_Reply_To="<x@testserver>"))
    assert (mail.state, mail.reason) == (S.UNPLACED, R.NOT_SIGNED)
    assert written(case) == []


def test_strangers_get_no_answer(anna: User, django_capture_on_commit_callbacks: Any) -> None:
    before = Mail.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        take(a_mail(None))
        take(a_mail(None, To="reply+q-222222-" + "a" * 26 + "@shop.example"))
    assert Mail.objects.count() == before


def test_a_case_of_nobody_takes_no_mail(anna: User) -> None:
    case = make_question(anna)
    address = reply_address(case)
    Case.objects.filter(pk=case.pk).update(customer=None, email="")
    mail = take(a_mail(case, To=address))
    assert (mail.state, mail.reason) == (S.UNPLACED, R.NO_CASE)


def test_an_account_that_is_switched_off_writes_nothing(anna: User) -> None:
    case = make_question(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert take(a_mail(case)).reason == R.BLOCKED


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, R.AUTOMATIC),
        ({"Auto_Submitted": "auto-generated; x"}, R.AUTOMATIC),
        ({"Precedence": "bulk"}, R.AUTOMATIC),
        ({"Precedence": "auto_reply"}, R.AUTOMATIC),
        ({"Return_Path": "<>"}, R.AUTOMATIC),
        ({"X_Autoreply": "yes"}, R.AUTOMATIC),
        ({"List_Id": "<list.example>"}, R.AUTOMATIC),
        ({"From": "MAILER-DAEMON@example.com"}, R.AUTOMATIC),
        ({"Content_Type": "multipart/report"}, R.AUTOMATIC),
        ({"From": "reply@shop.example"}, R.LOOP),
    ],
)
def test_machines_that_answer_are_left_alone(headers: dict[str, str], reason: str, anna: User) -> None:
    case = make_question(anna)
    kind = headers.pop("Content_Type", "")
    message = a_mail(case, **headers)
    if kind:
        message.replace_header("Content-Type", kind)
    mail = take(message)
    assert (mail.state, mail.reason) == (S.IGNORED, reason)
    assert written(case) == []


def test_a_person_whose_program_says_that_it_is_no_machine_is_heard(anna: User) -> None:
    assert take(a_mail(make_question(anna), Auto_Submitted="no", Return_Path="<anna@example.com>")).state == S.APPLIED


def test_nothing_written_is_nothing_posted(anna: User) -> None:
    case = make_question(anna)
    assert take(a_mail(case, "\n \n")).reason == R.EMPTY


def test_too_many_mails_wait_for_the_next_hour_and_none_is_lost(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.mail_in.queries.MOST_AN_HOUR", 2)
    case = make_question(anna)
    states = [take(a_mail(case, f"Number {number}")).state for number in range(3)]
    assert states == [S.APPLIED, S.APPLIED, S.RECEIVED]
    late = IncomingMail.objects.get(state=S.RECEIVED)
    assert late.reason == R.TOO_MANY
    IncomingMail.objects.update(applied_at=timezone.now() - timedelta(hours=2))
    IncomingMail.objects.filter(pk=late.pk).update(due_at=timezone.now())
    read_mail.call(late.pk)
    assert len(written(case)) == 3


def test_a_mail_that_is_too_large_is_told_and_not_kept(
    anna: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("portal.mail_in.rules.MOST_BYTES", 2000)
    case = make_question(anna)
    with django_capture_on_commit_callbacks(execute=True):
        mail = take(a_mail(case, "x" * 3000))
        take(a_mail(None, "x" * 3000))
    assert (mail.state, mail.reason, bytes(mail.raw)) == (S.UNPLACED, R.TOO_LARGE, b"")
    assert "larger than 25 MB" in Mail.objects.get(kind="files_refused").text


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\xff\xfe", b"\r\n\r\nbody", b"To: =?utf-8?q?=ff=fe?=\r\nSubject: =?nonsense?b?!!?=\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 500,
        b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
        b"From: <\r\nTo: ,,,<>,;\r\nMessage-ID: \x00\r\n\r\nx", b"Subject: " + b"a" * 100_000 + b"\r\n\r\nx",
    ],
)  # fmt: skip
def test_strange_mails_are_kept_and_break_nothing(raw: bytes, anna: User) -> None:
    case = make_question(anna)
    assert take(raw).state == S.UNPLACED
    assert take(raw, reply_address(case)).state in (S.APPLIED, S.IGNORED)


def test_a_mail_of_a_thousand_envelopes_is_given_up_and_not_run_into(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deeper than Python's stack."""
    case = make_question(anna)
    raw = f"To: {reply_address(case)}\r\nFrom: anna@example.com\r\n".encode()
    raw += b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    mail = take(raw)
    assert mail.state in (S.RECEIVED, S.IGNORED)
    IncomingMail.objects.filter(pk=mail.pk, state=S.RECEIVED).update(attempts=9, due_at=timezone.now())
    read_mail.call(mail.pk)
    mail.refresh_from_db()
    assert mail.state in (S.DEAD, S.IGNORED)


def test_a_failure_is_tried_again(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_question(anna)
    monkeypatch.setattr(actions, "post", lambda *_a: 1 / 0)
    mail = take(a_mail(case))
    assert (mail.state, mail.reason, mail.attempts) == (S.RECEIVED, R.FAILED, 1)
    monkeypatch.undo()
    IncomingMail.objects.update(due_at=timezone.now())
    call_command("tick")
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (S.APPLIED, "")


def test_old_mails_are_forgotten(anna: User) -> None:
    take(a_mail(make_question(anna)))
    assert actions.purge(timezone.now()) == 0
    assert actions.purge(timezone.now() + timedelta(days=31)) == 1


# --- a mailbox that is looked into -----------------------------------------------------------------


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


def test_messages_are_told_to_the_desk_like_those_of_the_page(
    anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Message] = []
    hear = lambda message, **_rest: heard.append(message)  # noqa: E731
    message_posted.connect(hear, weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        take(a_mail(of_a_guest()))
        take(a_mail(make_question(anna)))
    message_posted.disconnect(hear)
    assert len(heard) == 2
