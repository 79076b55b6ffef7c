"""Mails about people's own data. Their owner hears of everything that was done, also when somebody else asked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from orders.templatetags.formats import day
from portal.accounts.models import DataRequest, User
from portal.accounts.privacy import signals
from portal.accounts.privacy.keeping import keep_token
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.optional import first_name


@receiver(signals.export_ready, dispatch_uid="mail_export_ready")
def mail_export_ready(request: DataRequest, **kwargs: Any) -> None:
    """Guests wait on the page of their link: a second mail could carry no other link than the first."""
    user = request.user
    if isinstance(user, User) and request.expires_at:
        facts = {
            "name": first_name(user),
            "url": page_url("privacy:overview", user.language),
            "until": in_full(request.expires_at, user.language),
        }
        queue_mail("data_export_ready", user.email, user.language, facts, dedupe_key=f"export-{request.pk}-ready")


@receiver(signals.request_asked, dispatch_uid="mail_data_link")
def mail_data_link(request: DataRequest, token: str, **kwargs: Any) -> None:
    facts = {
        "url": page_url("privacy:guest", request.language, token=token),
        "until": in_full(request.link_until, request.language) if request.link_until else "",
    }
    queue_mail("data_link", request.email, request.language, facts)


@receiver(signals.has_account, dispatch_uid="mail_data_has_account")
def mail_data_has_account(email: str, language: str, **kwargs: Any) -> None:
    queue_mail("data_has_account", email, language, {"url": page_url("privacy:overview", language)})


@receiver(signals.erasure_planned, dispatch_uid="mail_erasure_planned")
def mail_erasure_planned(request: DataRequest, day: date, **kwargs: Any) -> None:
    user = request.user
    if isinstance(user, User):
        facts = {
            "name": first_name(user),
            "day": on_a_day(day, user.language),
            "url": page_url("privacy:keep_by_link", user.language, token=keep_token(request)),
        }
        queue_mail("erasure_planned", user.email, user.language, facts, dedupe_key=f"erasure-{request.pk}-planned")


@receiver(signals.erasure_stopped, dispatch_uid="mail_erasure_stopped")
def mail_erasure_stopped(request: DataRequest, **kwargs: Any) -> None:
    user = request.user
    if isinstance(user, User):
        facts = {"name": first_name(user), "url": page_url("accounts:overview", user.language)}
        queue_mail("erasure_stopped", user.email, user.language, facts, dedupe_key=f"erasure-{request.pk}-stopped")


@receiver(signals.person_erased, dispatch_uid="mail_data_erased")
def mail_data_erased(email: str, language: str, kept: dict[str, int], key: UUID, **kwargs: Any) -> None:
    facts = {"kept": kept, "url": page_url("privacy:page", language)}
    queue_mail("data_erased", email, language, facts, dedupe_key=f"erased-{key}")


@receiver(signals.account_idle, dispatch_uid="mail_account_idle")
def mail_account_idle(user: User, goes_date: date, **kwargs: Any) -> None:
    facts = {
        "name": first_name(user),
        "day": on_a_day(goes_date, user.language),
        "url": page_url("account_login", user.language),
    }
    queue_mail("account_idle", user.email, user.language, facts, dedupe_key=f"idle-{user.pk}-{goes_date}")


def in_full(moment: datetime, language: str) -> str:
    """Not "tomorrow": that is another day for whoever reads it tomorrow."""
    return f"{on_a_day(timezone.localdate(moment), language)}, {timezone.localtime(moment):%H:%M}"


def on_a_day(moment: date, language: str) -> str:
    with override(language):
        return day(moment)
