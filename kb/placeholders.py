"""What editors write for a value of the shop: {{ return_days }}, {{ return_days|days }}. Pure; knows no values."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, override

NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
SPACE = r"(?:\s|&nbsp;)*"
# Whatever stands between two pairs of braces, also what can't be a name.
WRITTEN = re.compile(r"\{\{(?P<inside>[^{}]{0,200})\}\}")
INSIDE = re.compile(rf"{SPACE}(?P<name>{NAME.pattern}){SPACE}(?:\|{SPACE}(?P<unit>[a-z_]+){SPACE})?")


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count)


def _working_days(count: int) -> str:
    return ngettext("%(count)d working day", "%(count)d working days", count)


def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count)


UNITS: dict[str, Callable[[int], str]] = {"days": _days, "working_days": _working_days, "hours": _hours}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something between braces that shows nothing to a reader; `written` is it, as the editor wrote it."""

    written: str
    name: str
    """The name that isn't known, or "" when no name can be read."""


def names_in(*texts: str) -> set[str]:
    """The names of all values that these texts use."""
    return {inside["name"] for text in texts if "{{" in text for _written, inside in _found(text) if inside}


def mistakes(texts: Iterable[str], known: Iterable[str]) -> list[Mistake]:
    """Names outside `known`, unknown units and unreadable braces, each once, in the order of the text."""
    names = set(known)
    found: dict[str, Mistake] = {}
    for text in texts:
        for written, inside in _found(text) if "{{" in text else ():
            if inside is None:
                found[written] = Mistake(written, "")
            elif inside["name"] not in names:
                found[written] = Mistake(written, inside["name"])
            elif inside["unit"] and inside["unit"] not in UNITS:
                found[written] = Mistake(written, "")
    return list(found.values())


def put(text: str, values: Mapping[str, str], language: str) -> str:
    """The text with its values in it. What has no value shows nothing, so that no reader ever sees braces of ours."""
    return WRITTEN.sub(lambda match: _value(match, values, language), text) if "{{" in text else text


def put_html(html: str, values: Mapping[str, str], language: str) -> SafeString:
    """The same for HTML: the values are escaped, the HTML itself must be safe already."""
    filled = WRITTEN.sub(lambda match: escape(_value(match, values, language)), html) if "{{" in html else html
    return mark_safe(filled)  # noqa: S308 the caller's HTML, with escaped values


def put_own(html: str, values: Mapping[str, str]) -> SafeString:
    """Only these values, escaped; whatever else stands between braces stays for `put_html`."""

    def one(match: re.Match[str]) -> str:
        inside = INSIDE.fullmatch(match["inside"])
        return escape(values[inside["name"]]) if inside and inside["name"] in values else match[0]

    return mark_safe(WRITTEN.sub(one, html))  # noqa: S308 the caller's HTML, with escaped values


def _found(text: str) -> Iterable[tuple[str, re.Match[str] | None]]:
    return ((match[0], INSIDE.fullmatch(match["inside"])) for match in WRITTEN.finditer(text))


def _value(match: re.Match[str], values: Mapping[str, str], language: str) -> str:
    inside = INSIDE.fullmatch(match["inside"])
    if inside is None:
        return match[0]
    value = values.get(inside["name"], "")
    unit = UNITS.get(inside["unit"] or "")
    # A limit that no one set has no number to count.
    if unit is None or not value.isdecimal():
        return value
    with override(language):
        return unit(int(value)) % {"count": int(value)}
