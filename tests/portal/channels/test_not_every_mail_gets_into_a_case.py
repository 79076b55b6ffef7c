"""Strangers, machines and what nobody can read get no further than a list; what fails is tried again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.accounts.models import User
from portal.mail_in import actions
from portal.mail_in.addresses import reply_address
from portal.mail_in.models import IncomingMail
from portal.mail_in.tasks import read_mail
from portal.notifications.models import Mail
from returns.models import Case
from tests.portal.channels.mails import a_mail, take, written
from tests.returns.conftest import monday_morning, private_folder
from tests.returns.makers import make_question

__all__ = ["monday_morning", "private_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers_come_by_mail")]
S, R = IncomingMail.State, IncomingMail.Reason


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
