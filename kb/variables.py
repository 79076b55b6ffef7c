"""Values of the shop in articles: {{ return_days }} is written once and true everywhere.

Apps above register what their settings say; editors keep more of them in the admin (ShopVariable). Readers are shown
VariableValue: what kb.editing.changes last saw, so that a value which disappears leaves no hole in a sentence.
"""

from collections.abc import Callable, Container, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.signals import request_finished, request_started
from django.dispatch import receiver
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from kb import placeholders
from kb.models.variables import ShopVariable, VariableValue


@dataclass(frozen=True, slots=True)
class Variable:
    """`value` gives plain text for a language code and what `source` read, "" when the shop has none; variables of one
    source share one reading. Where a value counts, it is a bare number and `unit` (of placeholders.UNITS) what it
    counts. `place` is the address in the admin where it is changed."""

    name: str
    label: str | Promise
    value: Callable[[str, Any], str]
    place: Callable[[], str] | None = None
    unit: str = ""
    source: Callable[[], Any] | None = None


Values = dict[str, str]
_registered: dict[str, Variable] = {}
# Within one request every text has the same values, and they cost one query.
_seen: ContextVar[dict[str, Values] | None] = ContextVar("values_of_this_request", default=None)


def register(variable: Variable) -> None:
    """Call it from AppConfig.ready(). The same name again takes the place of the first."""
    _registered[variable.name] = variable


def registered() -> list[Variable]:
    return list(_registered.values())


def is_registered(name: str) -> bool:
    return name in _registered


def known_names() -> set[str]:
    """The names that an editor may write. One query."""
    return {*_registered, *ShopVariable.objects.values_list("name", flat=True)}


def values(language: str) -> Values:
    """Every variable's value by name, also of those that are gone. One query a request."""
    kept = _seen.get()
    if kept is not None and language in kept:
        return kept[language]
    found = dict(VariableValue.objects.filter(language=language).values_list("name", "value"))
    found |= {name: value for (_, name), value in told([language], without=found).items()}
    if kept is not None:
        kept[language] = found
    return found


def told(languages: Iterable[str], without: Container[str] = ()) -> dict[tuple[str, str], str]:
    """What registered variables say now, by language and name. Each source is read once."""
    wanted = [each for name, each in _registered.items() if name not in without]
    read = {source: source() for source in {each.source for each in wanted} if source}
    return {
        (language, each.name): each.value(language, each.source and read[each.source])
        for each in wanted
        for language in languages
    }


def filled(text: str, language: str) -> str:
    """Plain text with the values of the shop in it; no query when it names none."""
    return placeholders.put(text, values(language), language) if "{{" in text else text


def filled_html(html: str, language: str) -> SafeString:
    """The same for HTML that is safe already: values are escaped."""
    return placeholders.put_html(html, values(language) if "{{" in html else {}, language)


def forget_seen() -> None:
    """A value changed in this very request."""
    if _seen.get() is not None:
        _seen.set({})


@receiver(request_started)
def _begin(**_news: Any) -> None:
    _seen.set({})


@receiver(request_finished)
def _end(**_news: Any) -> None:
    _seen.set(None)
