"""Room on a case's page for apps above: they register a callable, returns need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest

from returns.models import Case

Place = Literal["top", "side", "thread"]


@dataclass(frozen=True, slots=True)
class CasePanel:
    """The template gets `case` and `panel` (use panel.context).

    place: "top" (under where it stands), "side" (beside, below the steps) or "thread" (above the messages).
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    place: Place = "thread"


Provider = Callable[[HttpRequest, Case], CasePanel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). The provider returns None when it has nothing to show."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def panels_for(request: HttpRequest, case: Case) -> dict[Place, list[CasePanel]]:
    """What there is to show, by place, in the order of registration."""
    found: dict[Place, list[CasePanel]] = {"top": [], "side": [], "thread": []}
    for provider in _providers:
        if (panel := provider(request, case)) is not None:
            found[panel.place].append(panel)
    return found
