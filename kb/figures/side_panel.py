"""An article's own figures beside its text, in the editor."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from kb.feedback.queries import reasons
from kb.figures import cases, ease, queries
from kb.figures import definitions as meaning
from kb.figures.cases import closing
from kb.figures.charts import in_cell
from kb.figures.links import linked_from
from kb.figures.reports.quality import PARTS, parts
from kb.figures.reports.reading import READING
from kb.figures.rules import FEWEST_FOR_SCORE, Period, Quality, Readings, change, wilson
from kb.figures.scores import qualities
from kb.figures.sources import Sources, sources
from kb.figures.wording import NOT_SHOWN, count, interval, more, percent, seconds
from kb.flags.side_panel import FlagsSidePanel
from kb.models import ArticlePage, Tip, Vote
from kb.reading.rules import FEWEST_READERS
from kb.reports import may_see_reports

DAYS = 30


@dataclass(frozen=True, slots=True)
class Fact:
    label: Any
    value: Any
    note: Any = ""


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """Everything the panel says about one article, worked out in a fixed number of statements."""

    now: Readings
    before: Readings
    quality: Quality
    votes: tuple[int, int]
    reasons: list[tuple[str, int]]
    sources: Sources
    cases: cases.ArticleCases
    tips: int
    links: int
    easy: ease.Ease | None = None


def figures_of(article: ArticlePage, period: Period) -> ArticleFigures:
    pk = article.pk
    why = reasons([pk], period.since, period.today).get(pk)
    return ArticleFigures(
        now=queries.by_article(period, [pk]).get(pk, Readings({})),
        before=queries.by_article(period.before, [pk]).get(pk, Readings({})),
        quality=qualities([article], period)[pk],
        votes=queries.latest_votes([article]).get(pk, (0, 0)),
        reasons=[(str(Vote.Reason(name).label), n) for name, n in why.most_common(3)] if why else [],
        sources=sources(pk, period),
        cases=cases.of_article(pk, period.since, period.today),
        tips=Tip.objects.filter(article_id=pk, state=Tip.State.WAITING).count(),
        links=linked_from([pk])[pk],
        easy=ease.of_articles([pk], period.since, period.today).get(pk),
    )


def _reading(article: ArticlePage, found: ArticleFigures) -> list[Fact]:
    now = found.now
    return [
        Fact(_("Views"), count(now.views), more(change(now.views, found.before.views))),
        Fact(_("Timed"), percent(now.coverage)),
        Fact(_("Median reading"), seconds(now.median), f"{seconds(now.p25)} – {seconds(now.p75)}"),
        Fact(_("Whole text"), seconds(article.expected_seconds)),
        Fact(_("Short, solved"), percent(now.short_solved)),
        Fact(_("Short, failed"), percent(now.short_failed)),
        Fact(_("How it is read"), in_cell(READING, list(now.classes.values()))),
    ]


def _asked(found: ArticleFigures) -> list[Fact]:
    yes, total = found.votes
    enough = total >= FEWEST_READERS
    return [
        Fact(_("Helped, latest"), percent(yes / total) if enough else NOT_SHOWN),
        Fact(_("95 % interval"), interval(wilson(yes, total)) if enough else NOT_SHOWN),
        *(Fact(reason, times) for reason, times in found.reasons),
        *_ease(found),
        Fact(_("Tips waiting"), found.tips),
    ]


def _ease(found: ArticleFigures) -> list[Fact]:
    if found.easy is None or found.easy.n < FEWEST_READERS:
        return []
    return [Fact(_("Found it easy"), percent(found.easy.share), interval((found.easy.low, found.easy.high)))]


def _way_here(found: ArticleFigures) -> list[Fact]:
    known = [
        (_("Cases of readers who had read it"), found.cases.came_from),
        (_("Cases in which it was sent"), found.cases.sent_in),
        (_("Cases in which it was opened"), found.cases.opened_in),
        (_("Cases without a further word within a week"), closing(found.cases)),
    ]
    return [
        Fact(_("Found by searching"), percent(found.sources.search)),
        Fact(_("Came by a link"), percent(found.sources.link)),
        Fact(_("Linked from"), found.links),
        *(Fact(label, number) for label, number in known if number is not None),
    ]


def _quality(found: Quality) -> list[Fact]:
    few = found.n < FEWEST_READERS
    return [
        Fact(_("Solved"), percent(None if few else found.solved)),
        Fact(_("Votes, at least"), percent(found.votes)),
        Fact(_("Read"), percent(None if few else found.read)),
        Fact(_("Fresh"), percent(found.fresh)),
    ]


class FiguresSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle figures")
        icon_name = "view"
        has_counter = False

    name = "figures"
    title = _("Figures")
    template_name = "kb/admin/figures/side_panel.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        period = Period(timezone.localdate(), DAYS)
        found = figures_of(self.object, period)
        return {
            **super().get_context_data(parent_context),
            "period": period,
            "quality": found.quality,
            "fewest": FEWEST_FOR_SCORE,
            "bar": self.bar(found.quality),
            "groups": [
                (_("Reading"), _reading(self.object, found)),
                (_("What readers say"), _asked(found)),
                (_("How readers come here"), _way_here(found)),
            ],
            "parts": list(zip(PARTS, _quality(found.quality), strict=True)),
            "definitions": (meaning.QUALITY, meaning.TIMES, meaning.SHORT, meaning.CLASSES, meaning.HELPED),
            "report": f"{reverse('kb_reading_report')}?article={self.object.pk}",
        }

    def bar(self, quality: Quality) -> SafeString:
        return parts(quality)

    @cached_property
    def media(self) -> Media:
        return Media(css={"all": ["css/figures.css"]})


class ArticleEditView(EditView):
    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        # Saving by itself asks for JSON again and again: nothing of it shows figures.
        if self.expects_json_response:
            return panels
        if self.page.live and may_see_reports(self.request.user):
            panels.append(FiguresSidePanel(self.page, self.request))
        if (flags := FlagsSidePanel(self.page, self.request)).is_of_use:
            panels.append(flags)
        return panels


class ArticleViewSet(PageViewSet):
    model = ArticlePage
    edit_view_class = ArticleEditView
    add_to_admin_menu: ClassVar = False
