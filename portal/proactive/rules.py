"""When help is offered before somebody asks, to whom, and what came of it. Pure: clock and chance are parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import pgettext_lazy

from kb.figures.intervals import Difference, difference


class RuleName(models.TextChoices):
    PARCEL = "parcel", pgettext_lazy("proactive help", "Parcel late or stuck")
    INVOICE = "invoice", pgettext_lazy("proactive help", "Invoice corrected")
    RETURN = "return", pgettext_lazy("proactive help", "Return not here")
    DEADLINE = "deadline", pgettext_lazy("proactive help", "Last day to send back is near")
    SEARCH = "search", pgettext_lazy("proactive help", "Searched twice in vain")
    ARTICLE = "article", pgettext_lazy("proactive help", "Long on one article")


# These are news of an order or a case; the others are about what somebody is doing right now, and no mail's business.
BY_MAIL = (RuleName.PARCEL, RuleName.INVOICE, RuleName.RETURN, RuleName.DEADLINE)

# What is older is left alone: an import of last year's orders offers nobody anything.
NEWS_FOR = timedelta(days=3)
DEADLINE_IS_NEAR = timedelta(days=3)
CAPPED_FOR = timedelta(days=7)
MATURE = timedelta(days=7)
SHOWN_FOR = timedelta(days=14)
# By then the mail about the same thing, if there is one, is a row.
MAIL_AFTER = timedelta(minutes=10)
# Two searches this close are one visit.
VISIT = timedelta(minutes=30)
SEARCHES = 2
LONG_SECONDS = 180
LONG_RATIO = 1.5
# Below this many on either side a difference says nothing.
FEWEST = 30
KEEP = timedelta(days=395)


def is_long(seconds: int, expected_seconds: int) -> bool:
    """Three minutes, and half as long again as the whole text takes: somebody is stuck, not reading."""
    return seconds >= max(LONG_SECONDS, LONG_RATIO * expected_seconds)


def may_offer(made: Iterable[tuple[str, datetime]], rule: str, now: datetime, of_rule: int, of_all: int) -> bool:
    """`made`: (rule, when) of one customer. Those held out count, too, or the two sides would not be alike."""
    lately = [name for name, at in made if at > now - CAPPED_FOR]
    return len(lately) < of_all and lately.count(rule) < of_rule


def is_held_out(drawn: float, percent: int) -> bool:
    """`drawn`: evenly from 0 to below 1."""
    return drawn * 100 < percent


def counted(searches: dict[str, object], mark: str, now: datetime) -> dict[str, object]:
    """The note of one visit with one more search in vain; the same words again are not another one."""
    seen, at = searches.get("marks"), searches.get("at")
    fresh = isinstance(at, int | float) and now.timestamp() - at < VISIT.total_seconds()
    marks = [str(each) for each in seen] if fresh and isinstance(seen, list) else []
    return {"marks": [*marks, *([] if mark in marks else [mark])][-SEARCHES:], "at": int(now.timestamp())}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody asked us: opened a case (of_case False), or wrote in one that stood."""

    case: int
    at: datetime
    orders: frozenset[int]
    person: int | None
    email: str
    opened: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    person: int | None
    email: str
    at: datetime
    order: int | None
    case: int | None


def first_contact(offered: Offered, contacts: Iterable[Contact]) -> Contact | None:
    """The first within 7 days by that person, about that order or in that case; about anything where there is none."""
    mine = [each for each in contacts if offered.at < each.at <= offered.at + MATURE and is_about(offered, each)]
    return min(mine, key=lambda each: each.at, default=None)


def is_about(offered: Offered, contact: Contact) -> bool:
    if offered.person is not None:
        same = contact.person == offered.person
    else:
        same = contact.person is None and contact.email == offered.email
    if not same:
        return False
    if not contact.opened:
        return contact.case == offered.case
    return offered.order is None or offered.order in contact.orders


@dataclass(frozen=True, slots=True)
class Side:
    """Those to whom help was offered, or those held out; matured only."""

    n: int = 0
    contacts: int = 0

    @property
    def share(self) -> float | None:
        return self.contacts / self.n if self.n else None


def avoided(shown: Side, held: Side) -> Difference | None:
    """How many contacts the offers avoided, with its 95 % interval: the difference of the shares of those who wrote
    (Newcombe's score interval), times those to whom help was offered. None: not enough yet."""
    if min(shown.n, held.n) < FEWEST:
        return None
    found = difference(held.contacts, held.n, shown.contacts, shown.n)
    return Difference(found.value * shown.n, found.low * shown.n, found.high * shown.n)
