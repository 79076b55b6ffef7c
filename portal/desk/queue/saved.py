"""Views that agents keep: their own, and those a senior agent shares with all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise

from portal.accounts.models import User
from portal.desk.models import SavedView
from portal.desk.queue.people import leads
from portal.desk.queue.queries import counts, is_counted
from portal.desk.queue.wanted import ENDLESS, VIEWS, Wanted

MOST_VIEWS = 50


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    address: str
    count: int | None
    current: bool
    name: str = ""


@dataclass(frozen=True)
class Tabs:
    standing: Sequence[Tab]
    mine: Sequence[Tab]
    shared: Sequence[Tab]

    @property
    def current(self) -> Tab | None:
        return next((tab for tab in (*self.mine, *self.shared, *self.standing) if tab.current), None)


def views_of(agent: User) -> QuerySet[SavedView]:
    """What this agent sees in the list: own and shared ones."""
    return SavedView.objects.filter(Q(owner=agent) | Q(is_shared=True))


def get_view(agent: User, pk: int) -> SavedView:
    """One this agent may change: an own one, or a shared one for a senior agent. Raises Http404."""
    theirs = Q(owner=agent, is_shared=False)
    view = SavedView.objects.filter(theirs | Q(is_shared=True) if leads(agent) else theirs).filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def tabs(agent: User, wanted: Wanted, now: datetime) -> Tabs:
    """The list beside the queue: every view and how many cases it holds. Two questions."""
    views = list(views_of(agent)[:MOST_VIEWS])
    known = {view.pk: Wanted.read(view.query) for view in views}
    found = counts(agent, now, known)
    here = wanted.params

    def kept(view: SavedView) -> Tab:
        its = known[view.pk]
        return Tab(view.name, its.address, found.get(view.pk) if is_counted(its) else None, its.params == here)

    saved = {view.pk: kept(view) for view in views}
    is_saved = any(tab.current for tab in saved.values())
    standing = [
        Tab(
            label,
            "" if name == "open" else f"view={name}",
            None if name in ENDLESS else found[name],
            name == wanted.shown and not is_saved,
            name,
        )
        for name, label in VIEWS.items()
    ]
    return Tabs(
        standing,
        [saved[view.pk] for view in views if not view.is_shared],
        [saved[view.pk] for view in views if view.is_shared],
    )


def keep(agent: User, view: SavedView) -> SavedView:
    """Saves a view; a new one goes to the end of the list."""
    if view.pk is None:
        view.owner = agent
        view.position = (views_of(agent).aggregate(last=Max("position"))["last"] or 0) + 1
    view.save()
    return view


@transaction.atomic
def move(agent: User, view: SavedView, by: int) -> None:
    """One place up (-1) or down (1) among its own kind."""
    kind = Q(is_shared=True) if view.is_shared else Q(owner=agent, is_shared=False)
    beside = list(SavedView.objects.filter(kind))
    here = beside.index(view)
    there = here + by
    if 0 <= there < len(beside):
        beside[here], beside[there] = beside[there], beside[here]
        for position, each in enumerate(beside):
            each.position = position
        SavedView.objects.bulk_update(beside, ["position"])
