"""What articles save, as a page: proved against a hold-out, with the numbers on each side."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kb.figures.charts import Chart, Series, share_bar
from kb.figures.wording import NOT_SHOWN, count
from portal.desk.reports import definitions, helped, words
from portal.desk.reports.helped import Proof, SelfService, Side
from portal.desk.reports.pages import FiguresPage
from portal.desk.reports.shown import Cell, Row, Table, Tile

ENDS = (Series(_("An article answered it"), "good"), Series(_("Left"), "rest"), Series(_("Asked us"), "bad"))
VISITS = (Series(_("Found"), "good"), Series(_("Undecided"), "rest"), Series(_("Failed"), "bad"))


class ProofPage(FiguresPage):
    template_name = "desk/reports/proof.html"
    page_title = _("What articles save")
    with_clock = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, scope = timezone.now(), self.scope
        found, before = (helped.proof(each, now) for each in (scope, scope.before))
        visits = helped.visits(scope)
        service, service_before = (helped.self_service(each) for each in (scope, scope.before))
        context = {
            "proof": found,
            "fewest": helped.FEWEST,
            "tiles": [*tiles(found, before), score_tile(service, service_before)],
            "sides": sides(found),
            "charts": [chart for chart in (*ends(found), how_visits_end(visits)) if chart],
            "meanings": (
                definitions.EXPLICIT,
                definitions.IMPLICIT,
                definitions.INCREMENTAL,
                definitions.SELF_SERVICE,
                definitions.VISITS,
            ),
            "mature": helped.mature_until(now),
            "service": service,
        }
        return super().get_context_data(**context, **kwargs)

    def table(self) -> tuple[str, Table]:
        return "what-articles-save", sides(helped.proof(self.scope, timezone.now()))


def tiles(found: Proof, before: Proof) -> list[Tile]:
    told = gettext("n = %(n)s forms") % {"n": count(found.shown.forms)}
    explicit, implicit = (_share(found.shown, number) for number in (found.shown.solved, found.shown.left))
    past = before.shown
    saved, saved_before = found.saved, before.saved
    return [
        _tile(definitions.EXPLICIT.name, *explicit, told, past.share(past.solved), "explicit"),
        _tile(definitions.IMPLICIT.name, *implicit, told, past.share(past.left), "contacts_left"),
        Tile(
            definitions.INCREMENTAL.name,
            points(saved.value) if saved else gettext("Not enough yet"),
            "",
            gettext("n = %(shown)s and %(held)s forms")
            % {"shown": count(found.shown.forms), "held": count(found.held_out.forms)},
            ((gettext("Sure by 95 %"), f"{points(saved.low)} … {points(saved.high)}"),) if saved else (),
            points(saved_before.value) if saved_before else NOT_SHOWN,
            None,
            "",
        ),
    ]


def points(value: float) -> str:
    """A difference of shares: +4.2 points."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return gettext("%(n)s points") % {"n": f"{sign}{words.decimal(abs(value) * 100)}"}


def _share(side: Side, number: int) -> tuple[float | None, str]:
    return side.share(number), words.between(*side.interval(number), "share")


def _tile(title: Any, value: float | None, sure: str, told: str, before: float | None, name: str) -> Tile:
    change = words.change(name, "share", value, before)
    more = ((gettext("Sure by 95 %"), sure),) if sure else ()
    return Tile(title, words.show(value, "share"), "", told, more, words.show(before, "share"), change, "")


def score_tile(now: SelfService, before: SelfService) -> Tile:
    counts = {"views": count(now.views), "openers": count(now.openers)}
    return Tile(
        definitions.SELF_SERVICE.name,
        words.show(now.score, "score"),
        "",
        gettext("%(views)s openings, %(openers)s people") % counts,
        ((gettext("not causal"), ""),),
        words.show(before.score, "score"),
        None,
        "",
    )


def sides(found: Proof) -> Table:
    rows = []
    for label, side in ((_("Articles shown"), found.shown), (_("Held out by chance"), found.held_out)):
        numbers = (side.forms, side.solved, side.left, side.asked)
        cells = [Cell(count(number), "", number) for number in numbers]
        share = side.share(side.without_case)
        sure = words.between(*side.interval(side.without_case), "share")
        rows.append(
            Row(
                str(label),
                (*cells, Cell(words.show(share, "share"), "", share), Cell(sure or NOT_SHOWN, "", sure)),
            )
        )
    heads = (
        _("Side"), _("Forms"), _("An article answered it"), _("Left"), _("Asked us"), _("Without a case"),
        _("Sure by 95 %"),
    )  # fmt: skip
    return Table(heads, tuple(rows))


def ends(found: Proof) -> list[Chart | None]:
    heads = (_("Ended"), _("Forms"), _("Share"))
    return [
        share_bar(title, ENDS, (side.solved, side.left, side.asked), heads, meaning)
        for title, side, meaning in (
            (_("Forms with articles"), found.shown, definitions.EXPLICIT),
            (_("Forms held out"), found.held_out, definitions.INCREMENTAL),
        )
    ]


def how_visits_end(found: helped.Visits) -> Chart | None:
    heads = (_("Ended"), _("Visits"), _("Share"))
    return share_bar(
        _("How visits to the help centre end"),
        VISITS,
        (found.found, max(found.undecided, 0), found.failed),
        heads,
        definitions.VISITS,
    )
