"""Who is to be asked, and what was said. For reports: `answers`, `asked`, `summary`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kb.models import ArticlePage
from portal.surveys.models import Answer, Invitation, SurveyKind
from portal.surveys.rules import LOW, Share, summed
from returns.models import Case

# These have an invitation, and so a share of those who answered.
INVITED = (SurveyKind.CES, SurveyKind.CSAT, SurveyKind.NPS)


def invitations_due(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(state=Invitation.State.PLANNED, due_at__lte=now).order_by()


def within(field: str, since: date, until: date) -> Q:
    """Days of the shop, both included."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def answers(since: date, until: date) -> QuerySet[Answer]:
    """The answers that count, by the day they were given; both days included, the newest first.

    Without those about cases that are in no figure: spam, duplicates, tests, and what was joined with another case.
    """
    return countable(Answer.objects.filter(within("answered_at", since, until), replaced_at=None))


def countable(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    return rows.filter(Q(case=None) | Q(case__left_out="", case__merged_into=None))


def asked(since: date, until: date) -> QuerySet[Invitation]:
    """Who was asked, by the day of the question: by mail, or on the page, and then only who answered there.

    `answered_at` says whether it was answered, so the share of those who answered is of these very people.
    """
    told = Q(by_mail=True) | Q(answered_at__isnull=False)
    rows = Invitation.objects.filter(told, within("asked_at", since, until))
    return rows.filter(Q(case=None) | Q(case__left_out="", case__merged_into=None))


@dataclass(frozen=True, slots=True)
class Summary:
    """One question over a period. `asked`, `answered`: how many were asked in it, and how many of them answered."""

    kind: SurveyKind
    share: Share
    asked: int = 0
    answered: int = 0

    @property
    def response(self) -> float | None:
        return self.answered / self.asked if self.asked else None


def summary(since: date, until: date) -> list[Summary]:
    """Every kind with an answer or a question in the period. Two statements."""
    return summaries(answers(since, until), asked(since, until))


def summaries(given: QuerySet[Answer], invited: QuerySet[Invitation]) -> list[Summary]:
    counts: dict[str, dict[int, int]] = {}
    for kind, score, times in given.order_by().values_list("kind", "score").annotate(times=Count("pk")):
        counts.setdefault(kind, {})[score] = times
    rows = invited.order_by().values_list("kind").annotate(asked=Count("pk"), answered=Count("answered_at"))
    told = {kind: (asked, answered) for kind, asked, answered in rows}
    return [
        Summary(kind, summed(kind, counts.get(kind, {})), *told.get(kind, (0, 0)))
        for kind in SurveyKind
        if kind in counts or kind in told
    ]


def by_step(since: date, until: date) -> dict[str, Share]:
    """How easy each self-service step was."""
    return _grouped(answers(since, until).filter(kind=SurveyKind.STEP), "step", SurveyKind.STEP)


def by_article(since: date, until: date, articles: Iterable[int]) -> dict[int, Share]:
    """How easy each article made it, by its id. One statement."""
    about = answers(since, until).filter(kind=SurveyKind.ARTICLE, article_id__in=list(articles))
    return _grouped(about, "article_id", SurveyKind.ARTICLE)


def _grouped(rows: QuerySet[Answer], field: str, kind: str) -> dict:
    counts: dict = {}
    for name, score, times in rows.order_by().values_list(field, "score").annotate(times=Count("pk")):
        counts.setdefault(name, {})[score] = times
    return {name: summed(kind, found) for name, found in counts.items()}


def unhappy() -> Q:
    """Answers of somebody unhappy, whatever the question."""
    found = Q(pk=None)
    for kind, highest in LOW.items():
        found |= Q(kind=kind, score__lte=highest)
    return found


@dataclass(frozen=True, slots=True)
class OfCase:
    """What a case's page shows: the question, what counts now, and what was said before. The newest first."""

    invitation: Invitation | None
    answers: list[Answer]


def of_case(case: Case) -> OfCase:
    """Two statements."""
    invitation = Invitation.objects.filter(case=case).first()
    return OfCase(invitation, list(case.survey_answers.order_by("-answered_at", "-pk")))


def current(invitation: Invitation) -> Answer | None:
    return invitation.answers.filter(replaced_at=None).first()


def titles(articles: Iterable[int]) -> dict[int, str]:
    return dict(ArticlePage.objects.filter(pk__in=list(articles)).values_list("pk", "title"))
