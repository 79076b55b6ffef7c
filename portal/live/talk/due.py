"""What time does to conversations; once a minute, and whenever the customer's page asks."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from portal.live import news, presence
from portal.live.models import Availability, Conversation, LiveSettings, Presence
from portal.live.receivers import tell_case
from portal.live.rules import AVAILABLE, CUSTOMER_GONE, waited_too_long
from portal.live.talk.actions import end
from portal.live.talk.queries import talking, waiting

End, State = Conversation.End, Conversation.State


def look_after(now: datetime) -> None:
    """Nobody waits for ever, for nobody; nothing of the moment is kept."""
    end_where_the_customer_left(now)
    give_back_where_the_agent_left(now)
    for talk in waiting():
        give_up_if_late(talk, now)
    news.sweep(now)
    presence.sweep(now)


def give_up_if_late(talk: Conversation, now: datetime) -> bool:
    """Nobody came in time: it goes on as an ordinary case with its promised reply time."""
    if talk.state != State.WAITING or not waited_too_long(talk.waits_since, LiveSettings.load().wait_minutes, now):
        return False
    return end(talk, by=None, how=End.NOBODY, now=now)


def end_where_the_customer_left(now: datetime) -> None:
    since = now - CUSTOMER_GONE
    here = Presence.objects.filter(case=OuterRef("case"), is_agent=False, seen_at__gt=since)
    running = Conversation.objects.filter(state__in=(State.WAITING, State.TALKING), customer_seen_at__lt=since)
    for talk in running.filter(~Exists(here)).select_related("case"):
        end(talk, by=None, how=End.LEFT, now=now)


def give_back_where_the_agent_left(now: datetime) -> None:
    """None of the agent's pages is open any more: the customer waits for another one."""
    here = Availability.objects.filter(user=OuterRef("agent"), seen_at__gt=now - AVAILABLE)
    for talk in talking().filter(~Exists(here)):
        gone = Conversation.objects.filter(pk=talk.pk, state=State.TALKING, agent=talk.agent)
        if gone.update(state=State.WAITING, agent=None, waits_since=now):
            tell_case(talk.case.reference, "talk")
