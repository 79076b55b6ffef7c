"""Every room that holds something about a person says here what it holds, hands it out, and lets go of it.

An app registers its areas from `AppConfig.ready()`; apps below this one have theirs in `areas/`. A test walks all
models and fails for one with a way to a person that no area answers for and no reason excuses (`left_out`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise

from portal.accounts.privacy.models import Kept
from portal.accounts.privacy.records import Record
from portal.accounts.privacy.settings import PrivacySettings
from portal.accounts.privacy.subject import Subject


class Fate(StrEnum):
    """What an erasure makes of a model's rows."""

    GOES = "goes"  # the row is deleted
    EMPTIED = "emptied"  # the row stays and says nothing about the person
    STAYS = "stays"  # the row stays as it is, without a way to the account, because the law wants it


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in private storage that belongs to an area; `name` is its path inside the archive."""

    stored: str
    name: str


@dataclass(frozen=True, slots=True)
class Goes:
    """One line of "this goes", before the click."""

    text: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Stays:
    """One line of "this stays": why, on which ground of the law, until when (the last day; None: not known yet)."""

    text: str | Promise
    count: int
    why: str | Promise
    basis: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Keep:
    """A record that has to stay: goes into the locked drawer (models.Kept)."""

    label: str
    object_id: str
    title: str
    reason: Kept.Reason
    basis: str
    until: date | None
    content: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Mapping[str, str], ...] = ()


class Area:
    """One room's share of what is held about a person. Areas are erased in the order of `turn`, the account last."""

    name: ClassVar[str]  # <name>.json in the archive; never changes
    title: ClassVar[str | Promise]
    text: ClassVar[str | Promise]  # what it is and why it is there, one sentence
    turn: ClassVar[int] = 50
    fates: ClassVar[Mapping[str, Fate]] = {}
    # Labels of kept records this area finishes and ends.
    keeps: ClassVar[frozenset[str]] = frozenset()

    def records(self, subject: Subject) -> Iterator[Record]:
        raise NotImplementedError

    def files(self, subject: Subject) -> Iterable[Stored]:
        return ()

    def goes(self, subject: Subject) -> Iterable[Goes]:
        return ()

    def stays(self, subject: Subject, terms: PrivacySettings) -> Iterable[Stays]:
        return ()

    def search(self, subject: Subject) -> None:
        """Before the transaction that erases: what takes long to find, in rows nobody needs any more."""

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        """Within the transaction that erases the person. Files go after its commit. Twice is the same as once."""
        return ()

    def finish(self, kept: Kept, terms: PrivacySettings, now: datetime) -> Keep | None:
        """What was left open at the erasure (Kept.Reason.OPEN) is over now: lock it. None: it is still open."""
        return None

    def end(self, kept: Kept) -> Iterable[str]:
        """The last day of a kept record has passed: let go of what it stands for. Names of files to delete."""
        return ()

    def addresses(self, before: datetime) -> Iterable[str]:
        """Addresses of people without an account, to find again who was erased when an old backup came back."""
        return ()


_areas: list[Area] = []
_left_out: dict[str, str] = {}


def register(area: Area) -> Area:
    """Call it from AppConfig.ready()."""
    if all(type(known) is not type(area) for known in _areas):
        _areas.append(area)
    return area


def areas() -> list[Area]:
    return sorted(_areas, key=lambda area: area.turn)


def left_out(reasons: Mapping[str, str]) -> None:
    """Models with a way to a person that hold nothing of hers: app_label.Model -> why."""
    _left_out.update(reasons)


def excuses() -> Mapping[str, str]:
    return dict(_left_out)


def fates() -> dict[str, Fate]:
    return {label: fate for area in _areas for label, fate in area.fates.items()}
