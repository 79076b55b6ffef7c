"""Other ways to reach us, beside the form of the contact page: apps above register a callable."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class ContactWay:
    """`text` says what it promises ("We call you today from 14:00"); a closed way is shown, but leads nowhere."""

    title: str | Promise
    text: str | Promise
    url: str
    is_open: bool = True
    icon: str = "message-circle"


Provider = Callable[[HttpRequest], ContactWay | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). The provider returns None when there is no such way."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def ways_for(request: HttpRequest) -> list[ContactWay]:
    """In the order of registration."""
    return [way for provider in _providers if (way := provider(request)) is not None]
