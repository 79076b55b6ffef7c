"""An answer to a mail about a case comes into the case: by its signed address, once, as its customer wrote it."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.mail_in.addresses import read, reply_address
from portal.mail_in.models import IncomingMail
from portal.mail_in.tasks import read_mail
from portal.notifications.actions import as_message, transport
from portal.notifications.models import Mail
from portal.notifications.receivers import mail_case_answered
from returns import actions as cases
from returns.models import Case, Message
from returns.signals import message_posted
from tests.portal.channels.mails import QUOTED, a_mail, of_a_guest, take, written
from tests.returns.conftest import monday_morning, private_folder
from tests.returns.makers import make_question, make_return, pdf, picture

__all__ = ["monday_morning", "private_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers_come_by_mail")]
S, R = IncomingMail.State, IncomingMail.Reason


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
