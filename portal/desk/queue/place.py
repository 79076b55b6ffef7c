"""Where a case stands in the view it was opened from: its address carries the view, so that next and back keep it."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from portal.accounts.models import User
from portal.desk.queue.queries import ordered, rows
from portal.desk.queue.wanted import Wanted

# By how many places a case may have moved because others came or went before it.
NEAR = 20
NUMBER = re.compile(r"[1-9][0-9]{0,6}")


@dataclass(frozen=True)
class Place:
    """`at` counts from 1 through all pages of the view; `version` is the case's when it was opened from there."""

    wanted: Wanted
    at: int
    version: int

    @classmethod
    def read(cls, request: HttpRequest) -> "Place | None":
        """None: the case was opened from somewhere else. After an answer was sent the page before still says it."""
        said = request.GET if "in" in request.GET else _said_before(request)
        at, version = said.get("at", ""), said.get("v", "")
        if "in" not in said or not NUMBER.fullmatch(at) or not NUMBER.fullmatch(version):
            return None
        return cls(Wanted.of_address(str(said["in"])), int(at), int(version))

    @property
    def query(self) -> str:
        return urlencode({"in": self.wanted.address, "at": self.at, "v": self.version})

    @property
    def queue_url(self) -> str:
        return f"{reverse('desk:queue')}?{self.wanted.address}"

    def beside(self, reference: str, step: int) -> str:
        """The address that leads on to the case after (1) or before (-1) this one."""
        name = "desk:next" if step > 0 else "desk:previous"
        return f"{reverse(name, args=[reference])}?{self.query}"


def case_address(reference: str, place: Place) -> str:
    return f"{reverse('desk:case', args=[reference])}?{place.query}"


def keep_place(request: HttpRequest, url: str) -> str:
    """The address of a case with the view that the request's own address carries: for redirects back to the case."""
    place = Place.read(request)
    return f"{url}?{place.query}" if place else url


def neighbour(place: Place, reference: str, step: int, agent: User, now: datetime) -> str | None:
    """The address of the case after (1) or before (-1) this one in its view; None at the end. One question.

    A case that was dealt with has left its place: the one that moved up into it is the next.
    """
    first = max(0, place.at - 1 - NEAR)
    cases = ordered(rows(place.wanted, agent, now), place.wanted)
    around = list(cases.values_list("reference", "version")[first : place.at + NEAR])
    known = {number: (at, version) for at, (number, version) in enumerate(around)}
    was = place.at - 1 - first
    at, version = known.get(reference, (was, 0))
    stayed = reference in known and (at == was or version == place.version)
    there = at + step if stayed else was + min(step, 0)
    if not 0 <= there < len(around):
        return None
    number, version = around[there]
    return case_address(number, Place(place.wanted, first + there + 1, version))


def _said_before(request: HttpRequest) -> QueryDict:
    """The same case's own address, when a form on it led back to it."""
    before = urlsplit(request.headers.get("Referer", "")[:3000])
    return QueryDict(before.query if before.path == request.path else "")
