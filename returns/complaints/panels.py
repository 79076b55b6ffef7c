"""On a case's page: what was demanded, by when we must answer and what silence means, the answers, what was done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from returns.case_panels import CasePanel, is_empty
from returns.complaints.jurisdiction import law_of_case
from returns.complaints.letter import Letter, letter
from returns.complaints.notice import Notice, notice
from returns.complaints.queries import open_offer
from returns.complaints.watching import watch_of
from returns.complaints.wording import demanded
from returns.law.jurisdiction import Law
from returns.models import Case, CaseEvent, Deadline, Decision, DoneRemedy
from returns.queries import clocks_of, events_named


@dataclass(frozen=True)
class Told:
    """An answer as its reader sees it."""

    decision: Decision
    letter: Letter
    tone: str

    @property
    def has_paper(self) -> bool:
        return bool(self.decision.file)


@dataclass(frozen=True)
class Clock:
    """`by` is what we hold ourselves to, `latest` the last day by law where that is later (C9)."""

    by: date
    latest: date | None
    silence_accepts: bool


TONES = {
    Decision.Verdict.DECLINED: "danger",
    Decision.Verdict.OFFERED: "warning",
}


def complaint_panel(request: HttpRequest, case: Case) -> CasePanel | None:
    if case.kind != Case.Kind.COMPLAINT:
        return None
    context: dict[str, Any] = {
        "demanded": demanded(case),
        "clock": clock_of(case),
        "notice": notice_shown(case),
        "answers": answers(case),
        "offer": open_offer(case),
        "done": done(case),
    }
    return CasePanel("returns/complaints/complaint_panel.html", context, place="top")


def guarantee_panel(request: HttpRequest, case: Case) -> CasePanel | None:
    if case.kind != Case.Kind.GUARANTEE:
        return None
    line = min(case.lines.all(), key=lambda each: each.pk, default=None)
    forwarded = last_event(case, "forward")
    context: dict[str, Any] = {
        "forwarded": forwarded.data if forwarded else None,
        "forwarded_at": forwarded.at if forwarded else None,
        "guarantor": getattr(line.order_line, "guarantor", "") if line else "",
        "terms_url": getattr(line.order_line, "guarantee_url", "") if line else "",
        "answers": answers(case),
        "done": done(case),
    }
    return CasePanel("returns/complaints/guarantee_panel.html", context, place="top")


def delivery_panel(request: HttpRequest, case: Case) -> CasePanel | None:
    if case.kind != Case.Kind.DELIVERY:
        return None
    traced, ended = last_event(case, "trace"), last_event(case, "resolve")
    context: dict[str, Any] = {
        "traced": traced,
        "ended": ended,
        "is_open": case.status in {Case.Status.OPEN, Case.Status.WAITING, Case.Status.TRACING},
        "answers": answers(case),
    }
    return CasePanel("returns/complaints/delivery_panel.html", context, place="top")


PANELS = (complaint_panel, guarantee_panel, delivery_panel)


def done(case: Case) -> list[DoneRemedy]:
    return [] if is_empty(case, "has_remedies") else list(case.done_remedies.select_related("order_line"))


def answers(case: Case) -> list[Told]:
    """The newest first."""
    if is_empty(case, "has_decisions"):
        return []
    found = list(case.decisions.order_by("-made_at", "-pk"))
    for decision in found:
        decision.case = case
    return [Told(each, letter(each), TONES.get(Decision.Verdict(each.verdict), "success")) for each in found]


def clock_of(case: Case) -> Clock | None:
    if case.status not in {Case.Status.OPEN, Case.Status.WAITING}:
        return None
    row = clocks_of(case).get(Deadline.Name.COMPLAINT_ANSWER)
    if row is None:
        return None
    watch = watch_of(row)
    latest = watch.latest_day if watch.latest_day > watch.internal_day else None
    return Clock(watch.internal_day, latest, watch.silence_accepts)


def notice_shown(case: Case, law: Law | None = None) -> Notice | None:
    """What was shown when the complaint was sent; where nothing was stored, today's text. None: none is owed (R2)."""
    opened = last_event(case, "open")
    # The last one of what the guided start kept (returns.starting.told).
    shown = opened.data.get("notices") or [opened.data.get("notice")] if opened else [None]
    kept = shown[-1]
    if isinstance(kept, dict) and kept.get("text"):
        return Notice(str(kept["text"]), str(kept.get("version", "")), str(kept.get("language", case.language)))
    return notice(case.language) if (law or law_of_case(case)).pack.needs_repair_notice else None


def last_event(case: Case, verb: str) -> CaseEvent | None:
    return next(reversed(events_named(case, verb)), None)
