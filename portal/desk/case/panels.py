"""Room on the desk's page of a case for other rooms: they register a callable, this page need not know them.

@dataclass CasePage: what the page has read already, so that a panel asks for nothing twice.
register(surveys_of_case, place="aside")        # in AppConfig.ready(), or a module imported there
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from django.http import HttpRequest

from portal.accounts.models import User
from returns.models import Case, Message

Place = Literal["aside", "above_reply"]


@dataclass(frozen=True, slots=True)
class CasePage:
    """messages: the thread as this agent may read it, oldest first. may_work: not the agent's own case."""

    request: HttpRequest
    case: Case
    agent: User
    messages: Sequence[Message]
    may_work: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Panel:
    """The template gets `case`, `facts` and `panel` (use panel.context); aside, a <section class="desk-panel">."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[CasePage], Panel | None]
_providers: dict[Place, list[Provider]] = {place: [] for place in get_args(Place)}


def register(provider: Provider, place: Place = "aside") -> Provider:
    """The provider returns None when it has nothing to show. Registered twice is shown once."""
    if provider not in _providers[place]:
        _providers[place].append(provider)
    return provider


def panels_for(page: CasePage) -> dict[Place, list[Panel]]:
    """What there is to show, by place, in the order of registration."""
    return {
        place: [panel for provider in providers if (panel := provider(page)) is not None]
        for place, providers in _providers.items()
    }
