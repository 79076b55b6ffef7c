"""The report "Quality": one score for each article, and the four parts it is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kb.figures import definitions as meaning
from kb.figures.charts import Chart, Series, columns, in_cell
from kb.figures.reports.base import LANGUAGE, QUESTION, ArticleRow, FiguresReport
from kb.figures.rules import FEWEST_FOR_SCORE, WEIGHTS, Quality
from kb.figures.scores import qualities
from kb.figures.wording import column, count, percent
from kb.reading.rules import FEWEST_READERS

PARTS = [
    Series(_("Solved"), "solved"),
    Series(_("Votes"), "votes"),
    Series(_("Read"), "engaged"),
    Series(_("Fresh"), "fresh"),
]
STEPS = (0, 20, 40, 60, 80)


@dataclass(frozen=True, slots=True)
class Line(ArticleRow):
    score: float
    solved: float | None
    votes: float
    read: float | None
    fresh: float
    n: int | None
    coverage: float | None
    sure: bool
    parts: SafeString


def parts(found: Quality) -> SafeString:
    """What each part adds to the score, as a bar whose length is the score."""
    return in_cell(PARTS, [weight * getattr(found, name) for name, weight in WEIGHTS.items()])


def shown_score(row: Line) -> SafeString:
    """Grey, with the reason beside it, when too few readers stand behind it."""
    if row.sure:
        return format_html('<strong class="figures-score">{}</strong>', round(row.score))
    few = gettext("few views")
    return format_html(
        '<span class="figures-score figures-score--grey">{} <small>({})</small></span>', round(row.score), few
    )


class QualityReport(FiguresReport):
    page_title = _("Quality")
    slug = "quality"
    header_icon = "success"
    default_ordering = "score"
    definitions = (meaning.QUALITY, meaning.COVERAGE)
    intro = _("Which article to improve first. A score is about an article, never about who wrote it.")
    columns: ClassVar = [
        QUESTION,
        LANGUAGE,
        column("score", _("Quality"), shown_score, "score"),
        # The bar says its four numbers; the spreadsheet has them in columns.
        column("parts", _("Made of"), lambda row: row.parts),
        column("n", _("Timed views"), lambda row: count(row.n), "n"),
        column("coverage", _("Timed"), lambda row: percent(row.coverage), "coverage"),
    ]
    exported: ClassVar = {
        "title": _("Question"),
        "language": _("Language"),
        "score": _("Quality"),
        "sure": _("Enough views"),
        "solved": _("Solved"),
        "votes": _("Votes, at least"),
        "read": _("Read"),
        "fresh": _("Fresh"),
        "n": _("Timed views"),
        "coverage": _("Timed"),
    }

    def rows(self) -> Iterable[Line]:
        articles = list(self.articles())
        found = qualities(articles, self.period)
        for article in articles:
            each = found[article.pk]
            few = each.n < FEWEST_READERS
            yield Line(
                pk=article.pk,
                title=article.title,
                language=article.locale.language_code,
                score=each.score,
                solved=None if few else each.solved,
                votes=each.votes,
                read=None if few else each.read,
                fresh=each.fresh,
                n=None if few else each.n,
                coverage=None if few else each.coverage,
                sure=each.sure,
                parts=parts(each),
            )

    def charts(self, rows: Sequence[Line]) -> list[Chart | None]:
        sure, grey = [0] * len(STEPS), [0] * len(STEPS)
        for row in rows:
            step = min(int(row.score // 20), len(STEPS) - 1)
            (sure if row.sure else grey)[step] += 1
        bars = [(f"{step}–{step + 20}", [sure[at], grey[at]]) for at, step in enumerate(STEPS)]
        few = _("Fewer than %(n)d timed views") % {"n": FEWEST_FOR_SCORE}
        series = [Series(_("Articles"), "plain"), Series(few, "rest")]
        heads = (_("Quality"), _("Articles"), few)
        return [columns(_("Articles by quality"), series, bars, heads, meaning.QUALITY)]
