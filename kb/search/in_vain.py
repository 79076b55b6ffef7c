"""Room on the page of results that found nothing, for apps above: they register a callable."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class InVain:
    """The template gets `panel` (use panel.context)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# (request, what was searched for) -> None when there is nothing to show. Nothing, and no query, without a session:
# what anonymous readers get is the same for everybody.
Provider = Callable[[HttpRequest, str], InVain | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready()."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def panels_for(request: HttpRequest, text: str) -> list[InVain]:
    return [panel for provider in _providers if (panel := provider(request, text)) is not None]
