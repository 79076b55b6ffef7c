"""Room on a customer's home for apps beside the dashboard: they register a callable, it need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class HomePanel:
    """The template gets `panel` (use panel.context); it stands above the latest order."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# (whoever is signed in) -> None when there is nothing to show; one query, please
Provider = Callable[[Any], HomePanel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready()."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def panels_for(user: Any) -> list[HomePanel]:
    return [panel for provider in _providers if (panel := provider(user)) is not None]
