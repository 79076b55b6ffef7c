"""Room on the page after a withdrawal for apps above: they register a callable, returns need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from returns.models import Withdrawal


@dataclass(frozen=True, slots=True)
class Beside:
    """The template gets `panel` (use panel.context)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[HttpRequest, Withdrawal, str], Beside | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). It gets the statement and the token of the page."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def beside(request: HttpRequest, withdrawal: Withdrawal, token: str) -> list[Beside]:
    return [found for provider in _providers if (found := provider(request, withdrawal, token)) is not None]
