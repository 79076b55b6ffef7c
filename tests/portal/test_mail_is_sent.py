"""Mail is a row first: it survives a server that is down, a worker that dies, and a replayed event."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from portal.accounts.models import PrivacySettings
from portal.notifications import actions, rules
from portal.notifications.actions import deliver, queue_mail, store_mail
from portal.notifications.backend import AttachmentsAreNotSent
from portal.notifications.models import Mail
from portal.notifications.privacy import forget_mails
from portal.notifications.queries import mails_due

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Down(EmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError("nobody answers")


class Refusing(EmailBackend):
    def send_messages(self, messages: object) -> int:
        raise OSError("550 go away")


def use(settings, backend: type) -> None:
    settings.MAIL_TRANSPORT = {"backend": f"{__name__}.{backend.__name__}"}


def waiting(**fields) -> Mail:
    mail = store_mail(to="anna@example.com", subject="Hello", text="Hello Anna", kind="other", **fields)
    Mail.objects.filter(pk=mail.pk).update(due_at=NOW, created_at=NOW)
    return mail


def again(mail: Mail) -> Mail:
    mail.refresh_from_db()
    return mail


def test_what_django_sends_becomes_one_row_a_reader(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send_mail("Hi", "Text", None, ["anna@example.com", "Ben <ben@example.com>"], html_message="<p>Text</p>")
    assert set(Mail.objects.values_list("to", "html", "state")) == {
        ("anna@example.com", "<p>Text</p>", "sent"),
        ("ben@example.com", "<p>Text</p>", "sent"),
    }
    assert [message.to for message in django_mail.outbox] == [["anna@example.com"], ["ben@example.com"]]
    assert django_mail.outbox[0].alternatives[0].mimetype == "text/html"
    assert django_mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_of_a_transaction_that_fails_is_never_sent(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        waiting()
    assert len(callbacks) == 1
    assert not django_mail.outbox


def test_attachments_are_refused_loudly():
    message = EmailMessage("Hi", "Text", None, ["anna@example.com"])
    message.attach("invoice.pdf", b"%PDF-", "application/pdf")
    with pytest.raises(AttachmentsAreNotSent):
        message.send()


def test_a_line_end_in_a_header_sends_nothing():
    with pytest.raises(BadHeaderError):
        EmailMultiAlternatives("Hi\r\nBcc: x@example.com", "Text", None, ["anna@example.com"]).send()
    assert not Mail.objects.exists()


def test_our_own_subjects_are_one_line_whatever_is_in_them():
    mail = store_mail(to="anna@example.com", subject="A\r\nBcc: x@example.com\x00 \u2028B", text="", kind="other")
    assert mail.subject == "A Bcc: x@example.com B"


def test_while_the_server_is_down_the_row_waits_and_is_sent_afterwards(settings):
    mail = waiting()
    up = settings.MAIL_TRANSPORT
    use(settings, Down)
    moment = NOW
    for _ in range(30):
        deliver(mail.pk, moment)
        moment += rules.UNREACHABLE_WAIT
    assert (again(mail).state, mail.attempts) == ("ready", 0)
    assert "nobody answers" in mail.error
    settings.MAIL_TRANSPORT = up
    deliver(mail.pk, moment)
    assert again(mail).state == "sent"
    assert mail.error == ""


def test_after_an_outage_of_an_hour_everything_is_out_within_five_minutes():
    assert timedelta(minutes=5) > rules.UNREACHABLE_WAIT + timedelta(minutes=1)


def test_a_mail_that_is_refused_is_tried_ten_times_and_then_shown_as_given_up(settings):
    use(settings, Refusing)
    mail = waiting(secret=True)
    moment = NOW
    for _ in range(20):
        deliver(mail.pk, moment)
        moment += timedelta(hours=2)
    assert (again(mail).state, mail.attempts) == ("dead", 10)
    assert mail.text == ""


def test_waiting_times_grow_and_stay_within_an_hour():
    waits = [rules.next_try(attempts, NOW) - NOW for attempts in range(1, 10)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=1)
    assert rules.next_try(10, NOW) is None


def test_a_worker_that_dies_after_sending_sends_again_under_the_same_message_id(monkeypatch):
    mail = waiting()

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(actions, "finish", die)
        with pytest.raises(Killed):
            deliver(mail.pk, NOW)
    deliver(mail.pk, NOW + timedelta(seconds=5))
    assert len(django_mail.outbox) == 1
    later = NOW + rules.LEASE + timedelta(seconds=1)
    assert mails_due(later).get() == mail
    deliver(mail.pk, later)
    assert again(mail).state == "sent"
    assert len({message.extra_headers["Message-ID"] for message in django_mail.outbox}) == 1
    assert len(django_mail.outbox) == 2


def test_a_sent_mail_is_not_sent_again():
    mail = waiting()
    for _ in range(3):
        deliver(mail.pk, NOW)
    assert len(django_mail.outbox) == 1


def test_a_secret_is_forgotten_once_it_is_sent():
    mail = waiting(secret=True, html="<p>code</p>")
    deliver(mail.pk, NOW)
    assert (again(mail).text, mail.html, mail.subject) == ("", "", "Hello")
    assert "Hello Anna" in django_mail.outbox[0].body


def test_the_same_news_twice_is_one_mail():
    context = {"name": "Anna", "reference": "R-1", "url": "https://testserver/x", "about": "x"}
    first, second = (
        queue_mail("case_cancelled", "anna@example.com", "en", context, dedupe_key="case-1") for _ in range(2)
    )
    assert first == second
    assert Mail.objects.count() == 1


def test_a_mail_of_an_unknown_kind_is_a_mistake():
    with pytest.raises(KeyError):
        queue_mail("newsletter", "anna@example.com", "en", {})


def test_old_mails_are_forgotten_and_waiting_ones_are_not():
    sent, ready = waiting(), waiting()
    deliver(sent.pk, NOW)
    assert forget_mails(NOW + timedelta(days=89), PrivacySettings()) == 0
    assert forget_mails(NOW + timedelta(days=91), PrivacySettings()) == 1
    assert Mail.objects.get() == ready


def test_the_log_names_no_address_and_no_words(settings, caplog):
    caplog.set_level(logging.DEBUG)
    use(settings, Down)
    deliver(waiting().pk, NOW)
    assert "anna" not in caplog.text.lower()


def test_a_mail_is_due_only_when_its_time_has_come():
    mail = waiting()
    assert not mails_due(NOW - timedelta(seconds=1)).exists()
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now() + timedelta(hours=1))
    deliver(mail.pk, timezone.now())
    assert again(mail).state == "ready"
