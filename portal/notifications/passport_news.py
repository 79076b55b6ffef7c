"""Liability or guarantee ends soon: a mail to whoever bought it, once, if they want such mails."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import override

from orders.access import orders_of
from orders.templatetags.formats import day
from portal.accounts.models import User
from portal.notifications.compose import page_url
from portal.notifications.models import Mail, MailSettings
from portal.notifications.optional import queue_news
from returns.models import PassportReminder
from returns.passport.signals import period_ends_soon


@receiver(period_ends_soon, dispatch_uid="mail_period_ends")
def mail_period_ends(reminder: PassportReminder, **kwargs: Any) -> Mail | None:
    """Nothing to guests, to who left the company, nor where the operator switched it off."""
    line = reminder.order_line
    order = line.order
    person = order.customer
    if not isinstance(person, User) or not MailSettings.load().sends("period_ends", reminder.made_at):
        return None
    if not orders_of(person).filter(pk=order.pk).exists():
        return None
    with override(person.language):
        facts = {
            "product": line.name,
            "number": order.number,
            "day": day(reminder.ends_date),
            "is_guarantee": reminder.period == PassportReminder.Period.GUARANTEE,
            "guarantor": line.guarantor,
            "url": page_url("cases:passport", person.language, slug=order.slug, pk=line.pk),
        }
    return queue_news("period_ends", person, facts, dedupe_key=f"period-{reminder.pk}")
