"""The mail about an offer: only where no mail about the same thing goes out already, and only while it still holds."""

from datetime import datetime

from django.utils.translation import gettext, override

from portal.accounts.models import User
from portal.notifications.compose import page_url
from portal.notifications.models import Mail, MailSettings
from portal.notifications.optional import queue_news
from portal.notifications.untold import each
from portal.proactive.candidates import STUCK
from portal.proactive.models import Nudge, ProactiveSettings, RuleName
from portal.proactive.queries import holds, offered
from portal.proactive.words import words
from returns.models import ReturnReminder

AT_ONCE = 200


def send_mails(now: datetime) -> None:
    """Those that are due; what is decided is never decided again."""
    due = offered(now).filter(mail_due_at__lte=now).select_related("person")
    each(lambda row: write(row, now), due[:AT_ONCE])


def write(row: Nudge, now: datetime) -> bool:
    """Whether a mail went. The row is asked first, so that a killed process writes it once (dedupe_key)."""
    goes = may_write(row, now)
    mail = queue(row) if goes else None
    sent = mail is not None and mail.state != Mail.State.UNWANTED
    Nudge.objects.filter(pk=row.pk).update(mail_due_at=None, mailed_at=now if sent else None)
    return sent


def may_write(row: Nudge, now: datetime) -> bool:
    on = ProactiveSettings.load().of(row.rule)
    return on.is_on and on.by_mail and isinstance(row.person, User) and holds(row, now) and not is_told(row, now)


def is_told(row: Nudge, now: datetime) -> bool:
    """By another mail of ours, sent, waiting or unwanted; or by none, because the operator leaves it to the shop."""
    news = MailSettings.load()
    if row.rule == RuleName.PARCEL and row.shipment is not None:
        if row.shipment.status not in STUCK and not news.parcel_delayed:
            return True
        return has_mail(f"shipment-{row.shipment.pk}-delayed") and row.shipment.status not in STUCK
    if row.rule == RuleName.INVOICE:
        return not news.invoice_ready or has_mail(f"invoice-{row.invoice_id}")
    if row.rule == RuleName.DEADLINE:
        return ReturnReminder.objects.filter(case=row.case_id, name=ReturnReminder.Name.SEND_BACK).exists()
    return False


def has_mail(key: str) -> bool:
    return Mail.objects.filter(dedupe_key=key).exists()


def queue(row: Nudge) -> Mail:
    person = row.person
    assert isinstance(person, User)  # noqa: S101 - may_write has looked
    language = person.language
    if row.case is not None:
        url = page_url("cases:detail", language, reference=row.case.reference)
    elif row.order is not None:
        url = page_url("orders:detail", language, slug=row.order.slug)
    else:
        url = page_url("home", language)
    with override(language):
        said = words(row)
        facts = {
            "title": said.title,
            "words": said.text,
            "about_case": row.case is not None,
            "number": row.order.number if row.order else "",
            "article": row.article.title if row.article and row.article.live else "",
            "contact": gettext("If something stays unclear, write to us from there: a person answers."),
            "url": url,
        }
    return queue_news("proactive_help", person, facts, dedupe_key=f"nudge-{row.pk}")
