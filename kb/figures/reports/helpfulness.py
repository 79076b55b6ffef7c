"""The report "Helpfulness": what readers vote, how sure that is, and why not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kb.feedback.queries import reasons
from kb.figures import definitions as meaning
from kb.figures import queries
from kb.figures.charts import Chart, Series, columns, share_bar
from kb.figures.reports.base import LANGUAGE, QUESTION, ArticleRow, FiguresReport
from kb.figures.reports.reading import span_name, spans
from kb.figures.rules import wilson
from kb.figures.wording import column, count, interval, percent
from kb.models import Vote
from kb.reading.rules import FEWEST_READERS

ANSWERS = [Series(_("Helped"), "good"), Series(_("Did not help"), "bad")]
LOOKS = ("bad", "struggle", "glance", "scan", "rest", "bounce")


@dataclass(frozen=True, slots=True)
class Line(ArticleRow):
    """`reason` is the one given most often."""

    votes: int | None
    yes: int | None
    helped: float | None
    at_least: float | None
    before: float | None
    trend: float | None
    latest_votes: int | None
    latest: float | None
    latest_at_least: float | None
    latest_interval: tuple[float, float] | None
    reason: str | None
    reasons: Counter[str]


def share(votes: tuple[int, int]) -> float | None:
    return votes[0] / votes[1] if votes[1] >= FEWEST_READERS else None


class HelpfulnessReport(FiguresReport):
    page_title = _("Helpfulness")
    slug = "helpfulness"
    header_icon = "pick"
    default_ordering = "latest_at_least"
    compares = True
    definitions = (meaning.HELPED, meaning.REASONS)
    intro = _("The articles that helped least are first, judged by what is nearly certain, not by a handful of votes.")
    columns: ClassVar = [
        QUESTION,
        LANGUAGE,
        column("votes", _("Votes"), lambda row: count(row.votes), "votes"),
        column("helped", _("Helped"), lambda row: percent(row.helped), "helped"),
        column("before", _("Before"), lambda row: percent(row.before), "trend"),
        column("latest_votes", _("Votes, latest"), lambda row: count(row.latest_votes), "latest_votes"),
        column("latest", _("Helped, latest"), lambda row: percent(row.latest), "latest"),
        column("interval", _("95 % interval"), lambda row: interval(row.latest_interval), "latest_at_least"),
        column("reason", _("Why not, most often"), lambda row: row.reason or "", "reason"),
    ]
    exported: ClassVar = {
        "title": _("Question"),
        "language": _("Language"),
        "votes": _("Votes"),
        "yes": _("Votes “yes”"),
        "helped": _("Helped"),
        "before": _("Helped before"),
        "latest_votes": _("Votes, latest"),
        "latest": _("Helped, latest"),
        "latest_at_least": _("Helped at least, latest"),
        **{f"reasons.{reason.value}": reason.label for reason in Vote.Reason},
    }

    def rows(self) -> Iterable[Line]:
        articles = list(self.articles())
        keys = [article.pk for article in articles]
        now, before = queries.votes(self.period, keys), queries.votes(self.period.before, keys)
        latest, why = queries.latest_votes(articles), reasons(keys, self.period.since, self.period.today)
        for article in articles:
            pk = article.pk
            given, earlier, last = now.get(pk, (0, 0)), before.get(pk, (0, 0)), latest.get(pk, (0, 0))
            sure = wilson(*last) if last[1] >= FEWEST_READERS else None
            share_now, share_before = share(given), share(earlier)
            most = why.get(pk, Counter()).most_common(1)
            yield Line(
                pk=pk,
                title=article.title,
                language=article.locale.language_code,
                votes=given[1] if given[1] >= FEWEST_READERS else None,
                yes=given[0] if given[1] >= FEWEST_READERS else None,
                helped=share_now,
                at_least=wilson(*given)[0] if given[1] >= FEWEST_READERS else None,
                before=share_before,
                trend=None if share_now is None or share_before is None else share_now - share_before,
                latest_votes=last[1] if sure else None,
                latest=share(last),
                latest_at_least=sure[0] if sure else None,
                latest_interval=sure,
                reason=str(Vote.Reason(most[0][0]).label) if most else None,
                reasons=why.get(pk, Counter()),
            )

    def charts(self, rows: Sequence[Line]) -> list[Chart | None]:
        keys = [row.pk for row in rows]
        between = Vote.objects.filter(article_id__in=keys, day__range=(self.period.since, self.period.today))
        by_day = between.order_by().values_list("day").annotate(yes=Count("pk", filter=Q(helpful=True)), n=Count("pk"))
        votes = {day: (yes, n - yes) for day, yes, n in by_day}
        bars = [
            (
                date_format(first, "MONTH_DAY_FORMAT"),
                [sum(votes.get(day, (0, 0))[answer] for day in span) for answer in (0, 1)],
            )
            for first, span in spans(self.period)
        ]
        why = sum((row.reasons for row in rows), Counter())
        given = [(reason, why[reason.value]) for reason in Vote.Reason]
        series = [Series(reason.label, look) for (reason, _n), look in zip(given, LOOKS, strict=True)]
        return [
            columns(
                _("Votes"), ANSWERS, bars, (span_name(self.period), *(each.label for each in ANSWERS)), meaning.HELPED
            ),
            share_bar(
                _("Why not"),
                series,
                [n for _r, n in given],
                (_("Reason"), _("Votes"), pgettext("of all", "Share")),
                meaning.REASONS,
            ),
        ]
