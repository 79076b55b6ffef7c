"""Which articles stand beside a form: all that fit, or by chance none, so that their effect can be measured.

Chance decides once for a browser and a week, in its session; the row that is counted says nothing of the person.
A browser that comes back within the week goes on with the row it has. Only forms of signed-in customers are counted:
a page for everybody looks the same for everybody.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from orders.access import is_somebody
from orders.models import Order
from returns.models.help_offer import HelpOffer, HelpOfferSettings
from returns.starting.helping import Article, articles

MATURE = timedelta(days=7)
KEEP = timedelta(days=396)  # thirteen months, as all counts about reading
IN_SESSION = "help_offers"


@dataclass(frozen=True, slots=True)
class Offered:
    """What to show. `kind` is empty where nothing can be answered for, so no button asks whether it helped."""

    articles: Sequence[Article]
    held_out: bool = False
    kind: str = ""


def offered(request: HttpRequest, kind: str, order: Order | None, *, while_typing: bool = False) -> Offered:
    """`while_typing`: the form suggests articles as somebody writes, even if none stands there from the start."""
    found = articles(request, kind, order)
    user: Any = request.user
    if not kind or not (found or while_typing) or not is_somebody(user) or user.is_staff:
        return Offered(found)
    kept = _kept(request, timezone.localdate())
    if kind not in kept["forms"]:
        row = HelpOffer.objects.create(
            day=timezone.localdate(),
            kind=kind,
            language=(get_language() or "")[:10],
            held_out=kept["held_out"],
            articles=[] if kept["held_out"] else [each.url[:300] for each in found],
        )
        kept["forms"][kind] = row.pk
        request.session[IN_SESSION] = kept
    if kept["held_out"]:
        return Offered((), held_out=True)
    return Offered(found, kind=kind if found else "")


def _kept(request: HttpRequest, today: date) -> dict[str, Any]:
    """{"until": ISO day, "held_out", "forms": {kind: row}}; a new draw when the week is over."""
    kept: dict[str, Any] | None = request.session.get(IN_SESSION)
    if kept and kept["until"] >= today.isoformat():
        return kept
    percent = HelpOfferSettings.load(request_or_site=request).hold_out_percent
    return {
        "until": (today + MATURE).isoformat(),
        "held_out": secrets.randbelow(100) < percent,
        "forms": {},
    }


def answered(request: HttpRequest, kind: str) -> bool:
    """She says that an article settled it. False when nothing was offered to her."""
    rows = request.session.get(IN_SESSION, {}).get("forms", {})
    return bool(HelpOffer.objects.filter(pk=rows.get(kind), held_out=False).update(solved=True))


def asked(request: HttpRequest) -> None:
    """A case was sent from this browser: no form of this week was answered by an article. Counted after commit."""
    kept = request.session.get(IN_SESSION)
    if kept and kept["until"] >= timezone.localdate().isoformat():
        rows = list(kept["forms"].values())
        transaction.on_commit(lambda: HelpOffer.objects.filter(pk__in=rows).update(asked=True))


def sweep(today: date) -> int:
    return HelpOffer.objects.filter(day__lt=today - KEEP).delete()[0]
