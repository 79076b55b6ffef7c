"""An editor has decided about a tip: its writer hears of it, once."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver

from kb.models import Tip
from kb.signals import tip_decided
from portal.accounts.models import User
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.optional import queue_news

STATES = {Tip.State.ACCEPTED: "tip_accepted", Tip.State.USED: "tip_accepted", Tip.State.REJECTED: "tip_rejected"}


@receiver(tip_decided, dispatch_uid="mail_tip_decided")
def mail_tip_decided(tip: Tip, **kwargs: Any) -> Mail | None:
    kind = STATES.get(Tip.State(tip.state))
    person = tip.user
    if kind is None or not isinstance(person, User):
        return None
    rejected = kind == "tip_rejected"
    return queue_news(
        kind,
        person,
        {
            "name": tip.first_name,
            "about": tip.article.title,
            "words": tip.text,
            "reason": tip.reason,
            "used": tip.state == Tip.State.USED,
            "url": page_url("accounts:reading", person.language) if rejected else article_url(tip),
        },
        dedupe_key=f"tip-{tip.pk}-{tip.state}",
    )


def article_url(tip: Tip) -> str:
    parts = tip.article.get_url_parts()
    return f"{settings.SITE_URL}{parts[2] if parts else '/'}#tips"
