"""When somebody is asked, and what answers add up to. Pure: the clock is a parameter.

Formulas and their edge cases: portal/surveys/README.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kb.figures.rules import Z95, wilson

PAUSE = timedelta(days=30)
QUARTER = timedelta(days=91)
# A link works this long after the question.
OPEN_FOR = timedelta(days=30)
# Within this time after the first answer another one takes its place.
MAY_CHANGE_FOR = timedelta(days=7)
# What ended longer ago is no news: a shop that switches surveys on asks nobody about last year.
NEWS = timedelta(days=3)
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
# Words and persons go after as long as votes are added up; scores stay.
KEEP_WORDS = timedelta(days=395)

# Lowest and highest score; scores that count as good; scores of somebody unhappy.
RANGES = {"ces": (1, 7), "csat": (1, 5), "nps": (0, 10), "step": (1, 7), "article": (1, 7)}
GOOD = {"ces": 5, "csat": 4, "nps": 9, "step": 5, "article": 5}
LOW = {"ces": 3, "csat": 2, "nps": 6, "step": 3, "article": 3}


class Verdict(StrEnum):
    ASK = "ask"
    # The case is open again: once more when it is finished.
    WAIT = "wait"
    LATER = "later"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Situation:
    """One planned question, at the moment it is due."""

    is_on: bool
    has_address: bool
    wants: bool
    is_left_out: bool = False
    is_about_case: bool = True
    closed_at: datetime | None = None
    asked_last: datetime | None = None
    nps_last: datetime | None = None
    is_nps: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    verdict: Verdict
    # Invitation.Reason for DROP, else "".
    reason: str = ""
    # For LATER.
    at: datetime | None = None


def decide(found: Situation, now: datetime, delay: timedelta) -> Decided:
    """Whether somebody is asked now; the first reason against it wins."""
    against = (
        ("off", not found.is_on),
        ("left_out", found.is_left_out),
        ("no_address", not found.has_address),
        ("unwanted", not found.wants),
    )
    if reason := next((name for name, holds in against if holds), ""):
        return Decided(Verdict.DROP, reason)
    if found.is_about_case and found.closed_at is None:
        return Decided(Verdict.WAIT)
    if found.is_about_case and found.closed_at is not None and found.closed_at + delay > now:
        return Decided(Verdict.LATER, at=found.closed_at + delay)
    if is_too_soon(found, now):
        return Decided(Verdict.DROP, "too_soon")
    return Decided(Verdict.ASK)


def is_too_soon(found: Situation, now: datetime) -> bool:
    """Whatever it was that we asked last: never twice in 30 days; whether they recommend us, once a quarter."""
    asked = found.asked_last is not None and found.asked_last > now - PAUSE
    return asked or (found.is_nps and found.nps_last is not None and found.nps_last > now - QUARTER)


def is_open(asked_at: datetime, now: datetime) -> bool:
    return now < asked_at + OPEN_FOR


def may_change(answered_at: datetime, now: datetime) -> bool:
    return now < answered_at + MAY_CHANGE_FOR


def is_valid(kind: str, score: int) -> bool:
    lowest, highest = RANGES[kind]
    return lowest <= score <= highest


def scores_of(kind: str) -> range:
    lowest, highest = RANGES[kind]
    return range(lowest, highest + 1)


def is_unhappy(kind: str, score: int) -> bool:
    return score <= LOW[kind]


@dataclass(frozen=True, slots=True)
class Share:
    """`value`, `low`, `high` from 0 to 1 (NPS: -1 to 1), the interval at 95 %; None: nobody answered.

    `mean` is of the scores themselves.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None


def summed(kind: str, counts: dict[int, int]) -> Share:
    """How many gave each score, as the figure of this kind: CSAT top-2 box, CES share of 5 to 7, NPS."""
    n = sum(counts.values())
    if not n:
        return Share(0)
    mean = sum(score * times for score, times in counts.items()) / n
    good = sum(times for score, times in counts.items() if score >= GOOD[kind])
    if kind == "nps":
        bad = sum(times for score, times in counts.items() if is_unhappy(kind, score))
        return _nps(good, bad, n, mean)
    return Share(n, good / n, *wilson(good, n), mean)


def _nps(good: int, bad: int, n: int, mean: float) -> Share:
    """Promoters minus detractors; its variance is that of a variable worth 1, 0 or -1."""
    value = (good - bad) / n
    half = Z95 * math.sqrt(max(0.0, (good + bad) / n - value**2) / n)
    return Share(n, value, max(-1.0, value - half), min(1.0, value + half), mean)


def counted(scores: Sequence[int]) -> dict[int, int]:
    return {score: scores.count(score) for score in set(scores)}
