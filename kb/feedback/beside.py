"""Room on the page after a vote for apps above: they register a callable, the help centre need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from kb.models import ArticlePage, Vote


@dataclass(frozen=True, slots=True)
class Beside:
    """The template gets `panel` (use panel.context). Forms of the class "data-vote" stay on the article's page."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[HttpRequest, ArticlePage, Vote], Beside | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). The provider returns None when it has nothing to show."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def beside(request: HttpRequest, article: ArticlePage, given: Vote) -> list[Beside]:
    return [found for provider in _providers if (found := provider(request, article, given)) is not None]
