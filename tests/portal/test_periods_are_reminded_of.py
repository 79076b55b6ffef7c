from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.models import OrderLine
from portal.accounts.models import User
from portal.notifications.missed import tell_missed_news
from portal.notifications.models import Mail, MailChoice, MailSettings
from portal.notifications.passport_news import mail_period_ends
from returns.models import PassportReminder
from tests.orders.makers import make_order

pytestmark = pytest.mark.django_db


def reminder(owner: User | None, period: str = "liability") -> PassportReminder:
    line: OrderLine = make_order(owner).lines.get(external_id="mug")
    OrderLine.objects.filter(pk=line.pk).update(guarantor="Brewers")
    ends = timezone.localdate() + timedelta(days=30)
    made = PassportReminder.objects.create(order_line=line, period=period, ends_date=ends, made_at=timezone.now())
    return PassportReminder.objects.get(pk=made.pk)


def test_the_owner_gets_a_mail_that_leads_to_the_passport(anna: User) -> None:
    sent = mail_period_ends(reminder(anna))
    assert sent is not None
    assert sent.subject.startswith("We are liable for Kubek ceramiczny until ")
    assert "/items/" in sent.text
    assert "List-Unsubscribe" in sent.headers


def test_a_guarantee_names_who_gives_it(anna: User) -> None:
    sent = mail_period_ends(reminder(anna, "guarantee"))
    assert sent is not None
    assert "The guarantee of Brewers for Kubek ceramiczny (order 1001) ends on " in sent.text


def test_nobody_gets_it_twice(anna: User) -> None:
    first = reminder(anna)
    assert mail_period_ends(first) == mail_period_ends(first)
    assert Mail.objects.count() == 1


def test_guests_and_who_does_not_want_it_get_none(anna: User) -> None:
    assert mail_period_ends(reminder(None)) is None
    PassportReminder.objects.all().delete()
    MailChoice.objects.create(user=anna, group="products", wanted=False)
    unwanted = mail_period_ends(reminder(anna))
    assert unwanted is not None
    assert unwanted.state == Mail.State.UNWANTED


def test_the_operator_may_switch_it_off(anna: User) -> None:
    settings = MailSettings.load()
    settings.period_ends = False
    settings.save()
    assert mail_period_ends(reminder(anna)) is None


def test_what_a_killed_process_did_not_tell_is_told(anna: User, django_capture_on_commit_callbacks: Any) -> None:
    row = reminder(anna)
    with django_capture_on_commit_callbacks(execute=True):
        tell_missed_news(row.made_at + timedelta(minutes=5))
    assert Mail.objects.filter(kind="period_ends").count() == 1
