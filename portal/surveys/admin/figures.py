"""What answers add up to, in words for the report: n, share, interval, mean, and who answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.figures.definitions import Definition
from kb.figures.wording import interval, percent
from portal.surveys import queries
from portal.surveys.models import SurveyKind
from portal.surveys.queries import INVITED, Summary
from portal.surveys.rules import Share
from portal.surveys.wording import STEPS

TOP_TWO = Definition(
    gettext_lazy("Satisfaction"),
    gettext_lazy(
        "Answers 4 and 5 among all answers from 1 to 5 (CSAT, top-2 box), by the day they were given. One a case; the "
        "last answer within 7 days counts. Without spam, duplicates, tests and cases joined with another one."
    ),
)
EFFORT = Definition(
    gettext_lazy("Effort"),
    gettext_lazy(
        "Answers 5 to 7 among all answers to “made it easy for me to handle my issue”, 1 strongly disagree to 7 "
        "strongly agree (CES 2.0). Steps and articles are asked on the same scale and counted apart."
    ),
)
RECOMMEND = Definition(
    gettext_lazy("Recommendation"),
    gettext_lazy("Share of 9 and 10 minus share of 0 to 6, from −100 to 100 (NPS). Asked once a quarter at most."),
)
RESPONSE = Definition(
    gettext_lazy("Answered"),
    gettext_lazy(
        "Of those who were asked in the period, how many have answered until now. Intervals are at 95 % (Wilson)."
    ),
)
DEFINITIONS = (EFFORT, TOP_TWO, RECOMMEND, RESPONSE)


@dataclass(frozen=True, slots=True)
class Shown:
    title: Any
    value: str
    note: str
    rows: tuple[tuple[Any, str, str], ...] = ()


def shown(since: date, until: date) -> list[Shown]:
    """Three statements."""
    found = [_of(each) for each in queries.summary(since, until)]
    steps = queries.by_step(since, until)
    return [
        Shown(each.title, each.value, each.note, _rows(steps)) if each.title == SurveyKind.STEP.label else each
        for each in found
    ]


def _of(summary: Summary) -> Shown:
    share, notes = summary.share, [_("n = %(n)d") % {"n": summary.share.n}]
    if share.low is not None and share.high is not None:
        notes.append(_("95 %%: %(interval)s") % {"interval": in_range(summary.kind, share)})
    if share.mean is not None:
        notes.append(_("mean %(mean).1f") % {"mean": share.mean})
    if summary.kind in INVITED:
        notes.append(
            _("%(answered)d of %(asked)d answered (%(share)s)")
            % {"answered": summary.answered, "asked": summary.asked, "share": percent(summary.response)}
        )
    return Shown(summary.kind.label, value(summary.kind, share), ", ".join(notes))


def value(kind: str, share: Share) -> str:
    if share.value is None:
        return "–"
    return f"{share.value * 100:+.0f}" if kind == SurveyKind.NPS else percent(share.value)


def in_range(kind: str, share: Share) -> str:
    low, high = share.low or 0.0, share.high or 0.0
    return f"{low * 100:+.0f} – {high * 100:+.0f}" if kind == SurveyKind.NPS else str(interval((low, high)))


def _rows(steps: dict[str, Share]) -> tuple[tuple[Any, str, str], ...]:
    return tuple(
        (STEPS.get(name, name), value(SurveyKind.STEP, share), _("n = %(n)d") % {"n": share.n})
        for name, share in sorted(steps.items())
    )
