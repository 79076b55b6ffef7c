"""Charts as plain SVG: shapes with classes, numbers as text, a table beside each. Knows neither colours nor data."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.figures.definitions import Definition
from kb.figures.wording import percent

Text = str | Promise
WIDTH, HEIGHT = 600.0, 180.0
GAP = 0.25  # of a column's room is left free


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing that is counted; `look` is the end of a CSS class."""

    label: Text
    look: str


@dataclass(frozen=True, slots=True)
class Rect:
    """Numbers as SVG writes them, whatever the reader's language."""

    x: str
    y: str
    width: str
    height: str
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    label: Text
    cells: tuple[str, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of the page: shapes, the table that says the same, and what its numbers mean."""

    title: Text
    kind: str
    rects: tuple[Rect, ...]
    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    definition: Definition
    looks: tuple[Series, ...] = ()
    first: Text = ""
    last: Text = ""
    top: str = ""

    def render(self) -> SafeString:
        return render_to_string("kb/admin/figures/chart.html", {"chart": self})


def _rect(x: float, y: float, width: float, height: float, look: str, title: str) -> Rect:
    return Rect(f"{x:.2f}", f"{y:.2f}", f"{max(width, 0):.2f}", f"{max(height, 0):.2f}", look, title)


def _band(series: Sequence[Series], shares: Sequence[float], width: float, height: float) -> tuple[Rect, ...]:
    found, at = [], 0.0
    for each, share in zip(series, shares, strict=True):
        if share:
            title = f"{each.label}: {percent(share)}"
            found.append(_rect(at * width, 0, share * width, height, each.look, title))
        at += share
    return tuple(found)


def share_bar(
    title: Text, series: Sequence[Series], counts: Sequence[int], heads: tuple[Text, ...], definition: Definition
) -> Chart | None:
    """One bar cut into shares, with counts and percentages beside it; None when nothing was counted."""
    total = sum(counts)
    if not total:
        return None
    shares = [count / total for count in counts]
    rows = tuple(
        Row(each.label, (str(count), percent(share)), each.look)
        for each, count, share in zip(series, counts, shares, strict=True)
    )
    return Chart(title, "bar", _band(series, shares, WIDTH, 32), heads, rows, definition)


def columns(
    title: Text,
    series: Sequence[Series],
    bars: Sequence[tuple[str, Sequence[int]]],
    heads: tuple[Text, ...],
    definition: Definition,
) -> Chart | None:
    """A column for each (label, counts by series), stacked from the ground; None when nothing was counted."""
    highest = max((sum(counts) for _, counts in bars), default=0)
    if not highest:
        return None
    room = WIDTH / len(bars)
    rects = []
    for number, (label, counts) in enumerate(bars):
        ground = HEIGHT
        for each, count in zip(series, counts, strict=True):
            if count:
                tall = HEIGHT * count / highest
                ground -= tall
                title_of = f"{label}, {each.label}: {count}"
                left = (number + GAP / 2) * room
                rects.append(_rect(left, ground, room * (1 - GAP), tall, each.look, title_of))
    rows = tuple(Row(label, tuple(str(count) for count in counts)) for label, counts in bars)
    looks = tuple(series) if len(series) > 1 else ()
    first, last = bars[0][0], bars[-1][0]
    return Chart(title, "columns", tuple(rects), heads, rows, definition, looks, first, last, str(highest))


def in_cell(series: Sequence[Series], shares: Sequence[float | None]) -> SafeString:
    """A small bar for a table's cell, read aloud as words; empty when there is nothing to show."""
    known = [share or 0.0 for share in shares]
    if not any(known):
        return SafeString("–")
    rects = _band(series, known, 100, 12)
    told = ", ".join(rect.title for rect in rects)
    shapes = format_html_join(
        "",
        '<rect x="{}" y="0" width="{}" height="12" class="figures-{}"><title>{}</title></rect>',
        ((rect.x, rect.width, rect.look, rect.title) for rect in rects),
    )
    return format_html(
        '<svg class="figures-small" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label="{}">'
        "{}</svg>",
        told,
        shapes,
    )
