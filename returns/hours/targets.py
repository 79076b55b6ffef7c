"""How soon we answer, by kind of case and priority, and the moment that makes of it. Pure: no clock, no database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from returns.hours.rules import Schedule, add_business, is_open, next_opening

Name = Literal["first_reply", "next_reply", "resolution"]
ClockName = Literal["business", "calendar"]
HOUR = 3600
NORMAL = 2
# What is told before somebody writes is told in full steps, a little later rather than too soon.
STEP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Target:
    """Within how many seconds, on which clock."""

    seconds: int
    clock: ClockName = "business"


DEFAULTS: dict[str, Target] = {
    "first_reply": Target(3 * HOUR),
    "next_reply": Target(3 * HOUR),
    "resolution": Target(24 * HOUR),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A row of the settings; `kind` "" and `priority` 0 mean any."""

    name: str
    kind: str
    priority: int
    target: Target

    def fits(self, kind: str, priority: int, name: str) -> bool:
        return self.name == name and self.kind in ("", kind) and self.priority in (0, priority)

    @property
    def says(self) -> int:
        """How much it says: a kind and a priority are more than one of them."""
        return bool(self.kind) + bool(self.priority)


@dataclass(frozen=True)
class Hours:
    """What the settings say at one moment; `edition` changes with every change of them."""

    schedule: Schedule
    wishes: tuple[Wish, ...] = ()
    edition: str = ""

    def target(self, kind: str, priority: int, name: str) -> Target:
        """The row that says most about the case; of two that say as much, the sooner one. Else the default."""
        fitting = [wish for wish in self.wishes if wish.fits(kind, priority, name)]
        best = min(fitting, key=lambda wish: (-wish.says, wish.target.seconds), default=None)
        return best.target if best else DEFAULTS[name]


@dataclass(frozen=True)
class Promise:
    """By when, and how that was counted ({rule, inputs, steps, result}, ready for JSON)."""

    due_at: datetime
    explained: dict[str, Any] = field(default_factory=dict)
    is_open: bool = True
    # When we are closed: when we open next.
    opens_at: datetime | None = None


RULE = "answer_in_hours"


def due(schedule: Schedule, target: Target, since: datetime) -> datetime:
    """UTC. A business clock begins at the next opening when we are closed."""
    if target.clock == "business":
        return add_business(schedule, since, target.seconds)
    return since.astimezone(UTC) + timedelta(seconds=target.seconds)


def reply(hours: Hours, kind: str, priority: int, name: Name, since: datetime) -> Promise:
    """When a message of this moment is answered."""
    schedule = hours.schedule
    target = hours.target(kind, priority, name)
    at, opening = due(schedule, target, since), next_opening(schedule, since)
    opened = is_open(schedule, since)
    tz = schedule.tz
    steps = [{"date": local(since, tz), "what": "came"}]
    if not opened and target.clock == "business":
        steps.append({"date": local(opening, tz), "what": "opening"})
    what = "open_minutes" if target.clock == "business" else "minutes"
    steps.append({"date": local(at, tz), "what": what, "number": target.seconds // 60})  # type: ignore[dict-item]
    inputs = {
        "seconds": target.seconds,
        "clock": target.clock,
        "target": name,
        "priority": priority,
        "since": since.isoformat(),
        "zone": schedule.zone,
    }
    explained = {"rule": RULE, "inputs": inputs, "steps": steps, "result": at.isoformat()}
    return Promise(at, explained, opened, None if opened else opening)


def told(promise: Promise) -> Promise:
    """The same, in full steps: what is shown before somebody writes and may be a minute old."""
    return Promise(rounded(promise.due_at), promise.explained, promise.is_open, promise.opens_at)


def rounded(at: datetime) -> datetime:
    """Up to the next full step."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - over) if over else at


def local(at: datetime, tz: ZoneInfo) -> str:
    return at.astimezone(tz).isoformat(timespec="minutes")
