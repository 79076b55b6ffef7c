"""How long an answer takes, as far as the rows can tell; of everybody together, never of one person."""

from datetime import datetime, timedelta

from django.db.models import F, Window
from django.db.models.functions import Lag

from portal.desk.reports.staffing import Wanted
from returns.models import Message

LOOK_BACK = timedelta(days=28)
# A longer gap was a break, not work on one answer.
LONGEST_GAP = timedelta(minutes=30)
FEWEST = 30


def gaps(now: datetime) -> list[float]:
    """Seconds between two answers of the same colleague, where they followed within half an hour. One statement."""
    before = Window(Lag("created_at"), partition_by=F("user_id"), order_by=F("created_at").asc())
    said = Message.objects.filter(
        created_at__gte=now - LOOK_BACK, created_at__lt=now, author=Message.Author.AGENT, internal=False
    )
    rows = said.exclude(user=None).annotate(before=before).values_list("before", "created_at")
    return [
        (at - earlier).total_seconds() for earlier, at in rows.order_by() if earlier and at - earlier <= LONGEST_GAP
    ]


def letter_seconds(found: list[float], usual: float) -> float:
    """The mean of the gaps, because work adds up; the usual time while there are too few."""
    return sum(found) / len(found) if len(found) >= FEWEST else usual


def measured(now: datetime) -> Wanted:
    """What the form starts with."""
    usual = Wanted()
    return Wanted(letter=letter_seconds(gaps(now), usual.letter))
