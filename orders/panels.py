"""Room on the order page for apps above: they register a callable, orders need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest

from orders.models import Order


@dataclass(frozen=True, slots=True)
class OrderPanel:
    """A titled section; the template gets `order` and `panel` (use panel.context). Without a title: no frame.

    place: "side" (beside, below the papers) or "top" (above where the order stands).
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    place: Literal["side", "top"] = "side"


Provider = Callable[[HttpRequest, Order], OrderPanel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). The provider returns None when it has nothing to show."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def panels_for(request: HttpRequest, order: Order) -> list[OrderPanel]:
    return [panel for provider in _providers if (panel := provider(request, order)) is not None]
