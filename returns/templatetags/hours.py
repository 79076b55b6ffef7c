"""How soon we answer, on pages: exact where a page is made for its reader, timeless where it is kept."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from orders.templatetags.formats import day
from returns.hours import queries
from returns.hours.queries import promise as promise_of
from returns.hours.wording import always, by_when, clock_of, open_now, sentence
from returns.models import ReturnSettings

register = template.Library()
register.filter(by_when)


@register.filter
def day_by(at: datetime | None) -> str:
    """For mails: a date in full, with the time where one was promised."""
    if at is None:
        return ""
    return f"{day(at)}, {clock}" if (clock := clock_of(at)) else day(at)


@register.simple_tag(takes_context=True)
def how_soon(context: Any, kind: str = "question") -> dict[str, Any]:
    """{words, is_exact}: what holds whenever the page is read; is_exact says that there is a moment to ask for."""
    row = context.get("order") or context.get("shop") or None
    said = queries.hours_with(row)
    if said.schedule.has_hours:
        return {"words": always(said.target(kind, 2, "first_reply")), "is_exact": True}
    days = getattr(row, "answer_days", None)
    if days is None:
        days = ReturnSettings.load(request_or_site=context.get("request")).answer_days
    words = ngettext(
        "A person reads every message. You get an answer within %(days)s working day.",
        "A person reads every message. You get an answer within %(days)s working days.",
        days,
    )
    return {"words": words % {"days": days} if days else "", "is_exact": False}


@register.simple_tag
def open_words() -> str:
    """Open now and until when, or when we open; "" where no hours are set."""
    return open_now(queries.schedule(), timezone.now())


@register.simple_tag
def promise(kind: str = "question") -> dict[str, Any]:
    """{words, is_open, opens_at}: for a page made for its reader now. See includes/promise.html."""
    said = promise_of(kind, timezone.now())
    return {"words": sentence(said), "is_open": said.is_open, "opens_at": said.opens_at}
