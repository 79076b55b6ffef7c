"""Room on the desk's page of a customer for other rooms: they register a callable, this page need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class CustomerPanel:
    """A list of lines, each (text, what is beside it, address or ""); or a template, which gets `panel`."""

    title: str | Promise
    lines: tuple[tuple[str | Promise, str | Promise, str], ...] = ()
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)


# (request of an agent, id of the account or None, her addresses in lower case) -> None when there is nothing to show
Provider = Callable[[HttpRequest, int | None, tuple[str, ...]], CustomerPanel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). A fixed number of queries, please: the page has one."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def panels_for(request: HttpRequest, user_id: int | None, addresses: tuple[str, ...]) -> list[CustomerPanel]:
    """What there is to show, in the order of registration."""
    found = [provider(request, user_id, addresses) for provider in _providers]
    return [panel for panel in found if panel is not None]
