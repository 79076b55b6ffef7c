"""What customers said when we asked, and how often articles settled a case: further figures in measures' own shape."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kb.figures.charts import Text
from kb.figures.definitions import Definition
from kb.figures.rules import wilson
from portal.desk.figures.columns import distinct, number_of
from portal.desk.figures.measure import Measure
from portal.desk.figures.results import Part, Result, share
from portal.desk.figures.sheets import LAST_SOLVED
from portal.desk.models import CaseFact
from portal.desk.reports import definitions
from portal.surveys.models import Answer, Invitation, SurveyKind
from portal.surveys.queries import countable
from portal.surveys.rules import summed

GOOD, OTHER = _("Good answers"), _("Other answers")


def shares(yes: Text, no: Text) -> Callable[..., Result]:
    """Of values that are true or not: the share that is and Wilson's interval; both sides as parts."""

    def add_up(values: Sequence[Any]) -> Result:
        n, hits = len(values), number_of(values)
        low, high = wilson(hits, n) if n else (None, None)
        parts = (
            Part(yes, share(hits, n), hits, "yes", "share"),
            Part(no, share(n - hits, n), n - hits, "no", "share"),
        )
        return Result(share(hits, n), n, low=low, high=high, parts=parts)

    return add_up


def top(least: int) -> Callable[..., Result]:
    """The share of scores from `least` up, with the mean beside it. Scores, and the case of each."""

    def add_up(scores: Sequence[int], in_cases: Sequence[int]) -> Result:
        n, hits = len(scores), sum(1 for score in scores if score >= least)
        low, high = wilson(hits, n) if n else (None, None)
        mean = sum(scores) / n if n else None
        rows = list(zip(scores, in_cases, strict=True))
        cases = [len({case for score, case in rows if (score >= least) is wanted}) for wanted in (False, True)]
        parts = (
            Part(GOOD, share(hits, n), hits, "yes", "share", cases=cases[True]),
            Part(OTHER, share(n - hits, n), n - hits, "no", "share", cases=cases[False]),
        )
        return Result(share(hits, n), n, mean=mean, low=low, high=high, parts=parts, cases=distinct(in_cases))

    return add_up


def recommending(scores: Sequence[int]) -> Result:
    """Scores from 0 to 10. Points from -100 to 100."""
    found = summed(SurveyKind.NPS, Counter(scores))
    value, low, high = (None if each is None else 100 * each for each in (found.value, found.low, found.high))
    return Result(value, found.n, mean=found.mean, low=low, high=high)


def closed(now: datetime) -> QuerySet[CaseFact]:
    return CaseFact.objects.filter(counted=True, last_solved_at__isnull=False)


def said(kind: str) -> Callable[[datetime], QuerySet[Answer]]:
    about_cases = {} if kind == SurveyKind.NPS else {"case__isnull": False}
    return lambda now: countable(Answer.objects.filter(kind=kind, replaced_at=None, **about_cases))


def asked(now: datetime) -> QuerySet[Invitation]:
    told = Q(by_mail=True) | Q(answered_at__isnull=False)
    return Invitation.objects.filter(
        told, asked_at__isnull=False, case__left_out="", case__merged_into=None, case__isnull=False
    )


def asked_of_people(name: str, definition: Definition, **more: Any) -> Measure:
    """Few rows, and no counter tells of their change: none of these is kept."""
    about = {"unit": "share", "clock": "", "day": "answered_at__date"}
    where = {"fact": "case__figures__", "agent": "case__assignee"}
    return Measure(name=name, title=definition.name, definition=definition, **{**about, **where, **more})


def survey(name: str, kind: str, definition: Definition, least: int) -> Measure:
    return asked_of_people(
        name,
        definition,
        rows=said(kind),
        fields=("score", "case_id"),
        add_up=top(least),
        parts={"yes": Q(score__gte=least), "no": Q(score__lt=least)},
    )


LINK_RATE = Measure(
    name="link_rate",
    title=definitions.LINK_RATE.name,
    definition=definitions.LINK_RATE,
    unit="share",
    clock="",
    rows=closed,
    day="last_solved_on",
    fields=("had_article",),
    add_up=shares(_("An article was sent"), _("No article was sent")),
    parts={"yes": Q(had_article=True), "no": Q(had_article=False)},
    sheet=LAST_SOLVED,
)
CSAT = survey("csat", SurveyKind.CSAT, definitions.CSAT, 4)
CES = survey("ces", SurveyKind.CES, definitions.CES, 5)
NPS = asked_of_people(
    "nps", definitions.NPS, unit="score", rows=said(SurveyKind.NPS), fields=("score",), add_up=recommending
)
RESPONSE = asked_of_people(
    "survey_response",
    definitions.RESPONSE,
    rows=asked,
    day="asked_at__date",
    fields=("answered_at",),
    add_up=shares(_("Answered"), _("Not answered")),
    parts={"yes": Q(answered_at__isnull=False), "no": Q(answered_at=None)},
)

__all__ = ["CES", "CSAT", "LINK_RATE", "NPS", "RESPONSE"]
