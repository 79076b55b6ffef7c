"""Room on a customer's home for apps beside the dashboard: they register a callable, it need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.db.models.expressions import Combinable
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class HomePanel:
    """The template gets `panel` (use panel.context); it stands above the latest order."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# (the request of somebody signed in, the shop's row read with EDITION of returns.hours.queries) -> None when there is
# nothing to show; one query, please
Provider = Callable[[HttpRequest, Model], HomePanel | None]
# (whoever is signed in) -> is there anything? Read together with the shop's row that every page reads.
IsThereAny = Callable[[Any], Combinable]
_providers: dict[Provider, IsThereAny] = {}


def register(provider: Provider, is_there_any: IsThereAny) -> None:
    """Call it from AppConfig.ready()."""
    _providers[provider] = is_there_any


def facts(user: Any) -> dict[str, Combinable]:
    """To be read beforehand; `panels_for` takes what they came to."""
    return {f"panel_{number}": is_there_any(user) for number, is_there_any in enumerate(_providers.values())}


def panels_for(request: HttpRequest, shop: Model) -> list[HomePanel]:
    """`shop` was read with `facts`."""
    known = vars(shop)
    asked = [provider for number, provider in enumerate(_providers) if known.get(f"panel_{number}") is not False]
    return [panel for provider in asked if (panel := provider(request, shop)) is not None]
