"""One case: its thread, its history, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from orders.templatetags.formats import money
from returns.case_panels import is_empty
from returns.hours.wording import by_when
from returns.models import Attachment, Case, CaseEvent, CaseLine, Deadline, Message
from returns.wording import STEP_TITLES, WORDS, Clocks, Standing, Text, standing_of


def thread(case: Case, *, internal: bool = False) -> list[Message]:
    """Messages with their files, oldest first; internal notes only for agents."""
    messages = case.messages.select_related("user", "moved_from")
    has_files = not is_empty(case, "has_files")
    if has_files:
        messages = messages.prefetch_related(Prefetch("attachments", queryset=Attachment.objects.order_by("pk")))
    if not internal:
        messages = messages.filter(internal=False)
    rows = list(messages)
    if not has_files:
        for each in rows:
            vars(each)["_prefetched_objects_cache"] = {"attachments": Attachment.objects.none()}
    return [each for each in rows if each.body.strip() or each.attachments.all()]


def history(case: Case) -> list[CaseEvent]:
    return list(case.events.select_related("actor"))


def clocks_of(case: Case) -> Clocks:
    """The clocks that run, by name; lists read them beforehand (with_clocks), so asking again costs nothing."""
    if case.closed_at is not None:
        return {}
    rows = vars(case).get("running_clocks")
    return {row.name: row for row in (case.deadlines.running() if rows is None else rows)}


RUNNING = Prefetch("deadlines", Deadline.objects.running(), to_attr="running_clocks")


def with_clocks(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.prefetch_related(RUNNING)


def read_clocks(case: Case) -> None:
    """Once for a page and all its panels. Only for a case that is shown, not changed, with what was read."""
    prefetch_related_objects([case], RUNNING)


def events_named(case: Case, verb: str) -> list[CaseEvent]:
    """Oldest first; of a case whose history is read already without asking."""
    read = vars(case).get("_prefetched_objects_cache", {}).get("events")
    found = case.events.filter(verb=verb) if read is None else [each for each in read if each.verb == verb]
    return sorted(found, key=lambda each: (each.at, each.pk))


def read_before(case: Case, *, events: Sequence[CaseEvent], lines: Sequence[CaseLine]) -> None:
    """What a page has read of a case that is shown is not read again by its parts: `case.events.all()` has it."""
    known = vars(case).setdefault("_prefetched_objects_cache", {})
    for name, rows in (("events", events), ("lines", lines)):
        found = getattr(case, name).all()
        found._result_cache, found._prefetch_done = list(rows), True
        known[name] = found


@dataclass(frozen=True)
class TimelineStep:
    title: Text
    state: str
    at: datetime | None = None
    text: str = ""


def timeline(case: Case, events: list[CaseEvent] | None = None, clocks: Clocks | None = None) -> list[TimelineStep]:
    """What happened and what is still to come, in the shape of includes/timeline.html."""
    events = history(case) if events is None else events
    told = [event for event in events if (case.kind, event.verb) in STEP_TITLES]
    steps = [
        TimelineStep(STEP_TITLES[case.kind, event.verb], state_of(event), event.at, amount_of(event)) for event in told
    ]
    return steps + still_to_come(case, clocks_of(case) if clocks is None else clocks)


def state_of(event: CaseEvent) -> str:
    return "problem" if event.verb in {"decline", "accept_by_law"} else "done"


def amount_of(event: CaseEvent) -> str:
    return money(event.data["amount"], event.data["currency"]) if {"amount", "currency"} <= event.data.keys() else ""


def still_to_come(case: Case, clocks: Clocks) -> list[TimelineStep]:
    """The next step first; each with its day, as far as one is promised."""
    return [
        TimelineStep(each.title, "next" if number else "current", text=day_of(clocks.get(each.clock)))
        for number, each in enumerate(WORDS[case.kind].ahead(case, clocks))
    ]


def day_of(clock: Deadline | None) -> str:
    return _("by %(day)s") % {"day": by_when(clock.due_at)} if clock else ""


def standing(case: Case, clocks: Clocks | None = None) -> Standing:
    return standing_of(case, clocks_of(case) if clocks is None else clocks)
