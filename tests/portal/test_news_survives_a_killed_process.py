"""A process is killed right after its commit: the receivers never ran. tick does what they would have done."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from orders.models import Invoice
from portal.accounts.models import User
from portal.notifications.models import Mail
from returns import actions
from returns.models import Case
from tests.portal.test_linking_orders import make_order

pytestmark = pytest.mark.django_db
# In these tests nothing is ever committed, so no receiver of news runs: every process dies at its commit.
AGO = timedelta(minutes=10)


def ask(anna: User, ago: timedelta = AGO) -> Case:
    case, _is_new = actions.open_question(
        by=anna,
        order=None,
        subject="Mug",
        body="Does it fit?",
        submission_key=uuid4(),
        language="en",
        now=timezone.now() - ago,
    )
    return case


def kinds() -> list[str]:
    return sorted(Mail.objects.values_list("kind", flat=True))


def test_a_new_case_is_confirmed_once(anna: User) -> None:
    ask(anna)
    call_command("tick")
    call_command("tick")
    assert kinds() == ["case_opened"]
    assert Mail.objects.get().to == anna.email


def test_the_process_that_made_the_news_is_given_time_and_old_news_is_dropped(anna: User) -> None:
    ask(anna, timedelta(seconds=30))
    ask(anna, timedelta(days=4))
    call_command("tick")
    assert kinds() == []


def test_answers_and_decisions_are_told_each_in_one_mail(anna: User, mia: User) -> None:
    case, now = ask(anna), timezone.now() - AGO
    actions.post_message(case, by=mia, body="It does.", now=now)
    actions.post_message(case, by=mia, body="Nice customer", internal=True, now=now)
    case.refresh_from_db()
    actions.close(case, by=mia, version=case.version, now=now, message="Glad to help.")
    call_command("tick")
    call_command("tick")
    assert kinds() == ["case_answered", "case_answered", "case_opened"]
    assert sorted(mail.text.count("Glad to help.") for mail in Mail.objects.all()) == [0, 0, 1]
    assert not Mail.objects.filter(text__contains="Nice customer").exists()


def test_an_impossible_address_does_not_keep_the_others_mails(anna: User, ben: User) -> None:
    ask(anna)
    ask(ben)
    User.objects.filter(pk=anna.pk).update(email="nowhere")
    call_command("tick")
    assert [mail.to for mail in Mail.objects.all()] == [ben.email]


def test_a_finished_invoice_is_announced_to_whoever_was_there(anna: User) -> None:
    order, now = make_order(anna.email, customer=anna), timezone.now()
    for number, joined in (("1", now - timedelta(days=1)), ("2", now)):
        User.objects.filter(pk=anna.pk).update(date_joined=joined)
        fields: dict[str, Any] = {"order": order, "number": number, "slug": number, "language": "en", "total": 1}
        ready = {"state": "ready", "rendered_at": now - AGO}
        Invoice.objects.create(**fields, **ready, currency="PLN", issued_date=now.date())
        call_command("tick")
    assert kinds() == ["invoice_ready"]


def test_an_order_finds_the_owner_of_its_confirmed_address(anna: User, ben: User) -> None:
    EmailAddress.objects.filter(user=ben).update(verified=False)
    hers, his, nobodys = make_order(anna.email, "1"), make_order(ben.email, "2"), make_order("", "3")
    call_command("tick")
    owners = []
    for order in (hers, his, nobodys):
        order.refresh_from_db()
        owners.append(order.customer)
    assert owners == [anna, None, None]


def test_a_word_with_the_end_of_a_reopened_thread_is_mailed(
    anna: User, mia: User, django_capture_on_commit_callbacks: Any
) -> None:
    case = ask(anna)
    Case.objects.filter(pk=case.pk).update(status=Case.Status.CLOSED)
    with django_capture_on_commit_callbacks(execute=True):
        actions.close(case, by=mia, version=case.version, now=timezone.now(), message="All is settled.")
    assert "All is settled." in Mail.objects.get(kind="case_answered").text
