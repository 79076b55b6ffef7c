"""Lines and columns over time as plain SVG, beside kb.figures.charts: shapes with classes, each a link to its cases.

The drawing is for the eye only; the table with the same numbers and links is what everybody else reads.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.figures.charts import HEIGHT, WIDTH, Text

GAP = 0.25  # of a column's room is left free


@dataclass(frozen=True, slots=True)
class Point:
    """One day, week or month. `second` is drawn as a further line, `low` and `high` as a band; url: its cases."""

    label: str
    value: float | None
    title: str
    url: str = ""
    second: float | None = None
    before: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A rect of the drawing, with numbers as SVG writes them; `url` makes it a link."""

    x: str
    y: str
    width: str
    height: str
    look: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A path's “d” and the end of its class."""

    d: str
    look: str


@dataclass(frozen=True, slots=True)
class Key:
    label: Text
    look: str


@dataclass(frozen=True, slots=True)
class Drawing:
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()
    hits: tuple[Shape, ...] = ()
    keys: tuple[Key, ...] = ()
    axis: tuple[str, ...] = ()  # from the top down
    ends: tuple[str, ...] = ()
    zero: str = field(default=f"{HEIGHT:.2f}")


@dataclass(frozen=True, slots=True)
class Scale:
    low: float
    high: float

    def y(self, value: float) -> float:
        return HEIGHT * (self.high - value) / (self.high - self.low)

    @property
    def marks(self) -> tuple[float, float, float]:
        return self.high, (self.high + self.low) / 2, self.low


# Steps whose half is a round number, too; for times in seconds those of a clock.
ROUND = (1.0, 2.0, 4.0, 6.0, 8.0, 10.0)
CLOCK = (60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800)


def nice(highest: float, unit: str) -> float:
    """A top above the highest value whose half can be read as well."""
    if highest <= 0:
        return 1.0
    if unit == "seconds" and highest <= CLOCK[-1]:
        return float(next(step for step in CLOCK if step >= highest))
    if unit == "seconds":
        return math.ceil(highest / CLOCK[-1] / 2) * 2 * CLOCK[-1]
    power = 10 ** math.floor(math.log10(highest))
    top = next(step * power for step in (*ROUND, 20.0) if step * power >= highest * 0.999999)
    if unit == "count":
        return max(top, 2.0)
    return min(top, 1.0) if unit == "share" else top


def scale(points: Sequence[Point], unit: str) -> Scale:
    known = [v for p in points for v in (p.value, p.second, p.before, p.high) if v is not None]
    lowest = min([v for p in points for v in (p.value, p.before, p.low) if v is not None], default=0.0)
    if unit == "score" and lowest < 0:
        return Scale(-100.0, 100.0)
    return Scale(0.0, nice(max(known, default=0.0), unit))


def _xy(number: int, room: float, value: float, to: Scale) -> str:
    return f"{(number + 0.5) * room:.2f} {to.y(value):.2f}"


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """What can be joined: a point without a value breaks the line."""
    runs: list[list[tuple[int, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((number, value))
    return [run for run in runs if run]


def _joined(values: Sequence[float | None], room: float, to: Scale) -> str:
    """Lone points become dots: a line of no length with a round end."""
    return " ".join(
        "M" + " L".join(_xy(number, room, value, to) for number, value in run) + ("h0" if len(run) == 1 else "")
        for run in _runs(values)
    )


def _dots(values: Sequence[float | None], room: float, to: Scale) -> str:
    return " ".join(f"M{_xy(n, room, value, to)}h0" for n, value in enumerate(values) if value is not None)


def _band(points: Sequence[Point], room: float, to: Scale) -> str:
    found = []
    for run in _runs([p.high if p.low is not None else None for p in points]):
        over = [_xy(number, room, high, to) for number, high in run]
        under = [_xy(number, room, points[number].low or 0.0, to) for number, _high in reversed(run)]
        found.append("M" + " L".join([*over, *under]) + "Z")
    return " ".join(found)


def _hits(points: Sequence[Point], room: float) -> tuple[Shape, ...]:
    return tuple(
        Shape(f"{number * room:.2f}", "0", f"{room:.2f}", f"{HEIGHT:.2f}", "hit", point.title, point.url)
        for number, point in enumerate(points)
    )


def _columns(points: Sequence[Point], room: float, to: Scale) -> tuple[Shape, ...]:
    width = room * (1 - GAP)
    return tuple(
        Shape(
            f"{(number + GAP / 2) * room:.2f}",
            f"{min(to.y(point.value), to.y(0)):.2f}",
            f"{width:.2f}",
            f"{abs(to.y(0) - to.y(point.value)):.2f}",
            "plain",
        )
        for number, point in enumerate(points)
        if point.value
    )


def over_time(points: Sequence[Point], unit: str, names: Sequence[Text], axis: Sequence[str], to: Scale) -> Drawing:
    """Counts as columns, all else as lines. `names`: of value, second and before, for the key under the drawing."""
    if not points:
        return Drawing()
    room, values = WIDTH / len(points), [point.value for point in points]
    as_columns = unit in ("count", "per100")
    lines, keys = [], [Key(names[0], "plain" if as_columns else "value")]
    if band := _band(points, room, to):
        lines.append(Line(band, "band"))
    if any(point.before is not None for point in points):
        lines.append(Line(_joined([point.before for point in points], room, to), "before"))
        keys.append(Key(names[2], "before"))
    if any(point.second is not None for point in points):
        lines.append(Line(_joined([point.second for point in points], room, to), "second"))
        keys.insert(1, Key(names[1], "second"))
    if not as_columns:
        lines.append(Line(_joined(values, room, to), "value"))
        if len(points) <= 40:
            lines.append(Line(_dots(values, room, to), "dots"))
    labels = [point.label for point in points]
    ends = (labels[0], labels[len(labels) // 2], labels[-1]) if len(labels) > 2 else tuple(labels)
    shapes = _columns(points, room, to) if as_columns else ()
    return Drawing(shapes, tuple(lines), _hits(points, room), tuple(keys), tuple(axis), ends, f"{to.y(0):.2f}")
