"""Everything an agent sees beside and inside a case, read in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders.models import Order, Shipment
from portal.accounts.models import User
from portal.desk.articles.proposals import Proposal, proposals
from portal.desk.case.panels import CasePage
from portal.desk.case.there import read_marks
from portal.desk.models import ArticleLink
from portal.desk.rules import Due, due, span
from portal.desk.steps import steps_now
from portal.desk.wording import ShownClock, StepWords, Words, named, shown_clocks, status_for_agents, told
from returns.access import cases_of, role_of
from returns.case_panels import is_empty
from returns.models import Case, CaseEvent, CaseLine, Message, ReadArticle
from returns.queries import history, lines_of, orders_of_case, read_before, read_clocks, thread, worth_together
from returns.rules import RESERVES, Role, Worth

OTHER_CASES = 5
# Older messages fold away above these.
RECENT_MESSAGES = 4
QUOTED_LINES = 3


@dataclass(frozen=True)
class Entry:
    """A message as the agent sees it."""

    message: Message
    kind: str  # customer, agent, system, note
    new: bool
    links: Sequence[ArticleLink]

    @property
    def said(self) -> str:
        return parted(self.message.body)[0]

    @property
    def quoted(self) -> str:
        return parted(self.message.body)[1]


def parted(body: str) -> tuple[str, str]:
    """What was written, and what was only quoted at its end ("> …", three lines or more)."""
    lines = body.rstrip().split("\n")
    first = len(lines)
    while first and (lines[first - 1].startswith(">") or not lines[first - 1].strip()):
        first -= 1
    quoted = [line for line in lines[first:] if line.startswith(">")]
    if first == 0 or len(quoted) < QUOTED_LINES:
        return body, ""
    return "\n".join(lines[:first]).rstrip(), "\n".join(lines[first:]).strip()


@dataclass(frozen=True)
class Happened:
    event: CaseEvent
    words: Words
    # Which team, tags, other case.
    about: str


@dataclass(frozen=True)
class CaseFacts:
    earlier: Sequence[Entry]
    recent: Sequence[Entry]
    newest: int
    status: Words
    due: Due
    clocks: Sequence[ShownClock]
    may_work: bool
    steps: Sequence[StepWords]
    lines: Sequence[CaseLine]
    more_orders: Sequence[Order]
    worth: Worth | None
    shipments: Sequence[Shipment]
    history: Sequence[Happened]
    others: Sequence[Case]
    articles_read: Sequence[ReadArticle]
    proposals: Sequence[Proposal]
    overtaken_by: str
    related: Sequence[Case]
    is_her_word_last: bool

    def page(self, request: HttpRequest, case: Case, agent: User, now: datetime) -> CasePage:
        messages = [entry.message for entry in (*self.earlier, *self.recent)]
        return CasePage(request, case, agent, messages, self.may_work, now)


def case_facts(case: Case, agent: User, now: datetime, seen: int | None = None) -> CaseFacts:
    """seen: the newest message the agent had on screen; what came later is marked as new."""
    read_marks(case)
    read_clocks(case)
    role = role_of(agent, case)
    # What colleagues noted about an agent's own case is not for that agent.
    entries = _entries(case, seen, internal=role is Role.AGENT)
    events, lines = history(case), lines_of(case)
    read_before(case, events=events, lines=lines)
    shipments = _shipments(case)
    return CaseFacts(
        earlier=entries[:-RECENT_MESSAGES],
        recent=entries[-RECENT_MESSAGES:],
        newest=entries[-1].message.pk if entries else 0,
        status=status_for_agents(case),
        due=due(case.due_at, now),
        clocks=shown_clocks(case),
        may_work=role is Role.AGENT,
        steps=steps_now(case, role),
        lines=lines,
        more_orders=orders_of_case(case)[1:],
        worth=worth_together(lines) if case.kind in RESERVES else None,
        shipments=shipments,
        history=[Happened(event, told(event), named(event)) for event in events],
        others=_others(case),
        articles_read=[] if is_empty(case, "has_read") else list(case.articles_read.all()),
        proposals=proposals(case, [entry.message for entry in entries]),
        overtaken_by=_latest(entries, events, now),
        related=[] if is_empty(case, "has_related") else list(case.related.order_by("-opened_at")),
        is_her_word_last=_is_hers(entries),
    )


def _entries(case: Case, seen: int | None, *, internal: bool) -> list[Entry]:
    links: dict[int, list[ArticleLink]] = {}
    known = [] if is_empty(case, "has_links") else ArticleLink.objects.filter(case=case).select_related("page")
    for link in known:
        links.setdefault(link.message_id, []).append(link)
    return [
        Entry(
            message,
            "note" if message.internal else message.author,
            seen is not None and message.pk > seen,
            links.get(message.pk, []),
        )
        for message in thread(case, internal=internal)
    ]


def _is_hers(entries: Sequence[Entry]) -> bool:
    """Her last word follows one of ours: then it may be a thank-you."""
    said = [entry.kind for entry in entries if entry.kind in {"customer", "agent"}]
    return "agent" in said and said[-1] == "customer"


def _shipments(case: Case) -> list[Shipment]:
    if case.order is None:
        return []
    prefetch_related_objects([case.order], "shipments__events")
    return list(case.order.shipments.all())


def _others(case: Case) -> list[Case]:
    if case.customer is None:
        return []
    others = cases_of(case.customer).exclude(pk=case.pk).select_related("order").defer("order__payload")
    return list(others[:OTHER_CASES])


def _latest(entries: Sequence[Entry], events: Sequence[CaseEvent], now: datetime) -> str:
    """'Ola Wrona, 3 minutes ago': whose message or step was the last one."""
    done = [(entry.message.created_at, entry.message.user) for entry in entries[-1:]]
    done += [(event.at, event.actor) for event in events[-1:]]
    if not done:
        return ""
    at, person = max(done, key=lambda each: each[0])
    who = person.get_full_name() if person else _("Someone")
    return _("%(who)s, %(time)s ago:") % {"who": who, "time": span(max(now - at, timedelta(minutes=1)))}
