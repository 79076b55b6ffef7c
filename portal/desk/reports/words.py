"""Figures as people say them, and whether a change is for the better."""

from dataclasses import dataclass

from babel.numbers import format_decimal, format_percent
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, to_locale
from django.utils.translation import gettext_lazy as _

from kb.figures.wording import NOT_SHOWN, count

MINUTE, HOUR, DAY = 60, 3600, 86_400
# Differences that vanish in the rounding are no news.
SAME = 0.005
LESS_IS_BETTER = ("reopen", "backlog", "contact", "repeat", "unanswered", "missed")
NEITHER = ("contacts", "cases")


def _locale() -> str:
    return to_locale(get_language() or "en")


def duration(seconds: float) -> str:
    """40 s, 12 min, 3 h 20 min, 2 d 4 h. Rounded here and nowhere before."""
    if seconds < MINUTE:
        return gettext("%(s)d s") % {"s": round(seconds)}
    minutes = round(seconds / MINUTE)
    if minutes < 60:
        return gettext("%(m)d min") % {"m": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return gettext("%(h)d h %(m)d min") % {"h": hours, "m": rest} if rest else gettext("%(h)d h") % {"h": hours}
    days, left = divmod(round(seconds / HOUR), 24)
    return gettext("%(d)d d %(h)d h") % {"d": days, "h": left} if left else gettext("%(d)d d") % {"d": days}


def percent(value: float) -> str:
    return format_percent(round(value, 3), locale=_locale(), decimal_quantization=False)


def decimal(value: float) -> str:
    return format_decimal(round(value, 1), locale=_locale())


def show(value: float | None, unit: str) -> str:
    if value is None:
        return NOT_SHOWN
    if unit == "seconds":
        return duration(value)
    if unit == "share":
        return percent(value)
    if unit == "count":
        return count(value) if value == round(value) else format_decimal(round(value, 2), locale=_locale())
    return decimal(value)


def between(low: float | None, high: float | None, unit: str) -> str:
    """“61 % to 82 %”; empty without an interval."""
    if low is None or high is None:
        return ""
    return gettext("%(low)s to %(high)s") % {"low": show(low, unit), "high": show(high, unit)}


def better_is(name: str, unit: str) -> int:
    """1: more is better, -1: less is better, 0: neither."""
    if name.startswith(NEITHER):
        return 0
    if unit in ("seconds", "per100") or name.startswith(LESS_IS_BETTER):
        return -1
    return 0 if unit == "count" else 1


@dataclass(frozen=True, slots=True)
class Change:
    """`text`: by how much; `word`: what that means, for whoever sees no colour; `look`: good, bad or plain."""

    text: str
    word: str | Promise
    look: str


def change(name: str, unit: str, now: float | None, before: float | None) -> Change | None:
    """Shares and scores differ by points, all else in proportion. None where there is nothing to compare."""
    if now is None or before is None:
        return None
    if unit in ("share", "score"):
        step = now - before
        points = step * 100 if unit == "share" else step
        text = ngettext("%(n)s point", "%(n)s points", 1 if decimal(abs(points)) == "1" else 2) % {
            "n": _signed(points)
        }
        same = abs(points) < SAME * 10
    else:
        if not before:
            return None
        step = (now - before) / before
        text, same = _signed_percent(step), abs(step) < SAME
    if same:
        return Change("±0", _("unchanged"), "plain")
    direction = better_is(name, unit)
    if not direction:
        return Change(text, _("more") if step > 0 else _("less"), "plain")
    is_good = step * direction > 0
    return Change(text, _("better") if is_good else _("worse"), "good" if is_good else "bad")


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{decimal(abs(value))}"


def _signed_percent(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{format_percent(abs(value), locale=_locale())}"
