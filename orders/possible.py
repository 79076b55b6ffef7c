"""What one can do with an order now and until when, and why not where one can't. Apps above know; orders shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Expression, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from orders.models import Order, OrderLine, Shipment


@dataclass(frozen=True, slots=True)
class Possible:
    """One thing: `text` is a sentence that says what it brings, or why it is not possible.

    Without a `url` it is somebody else's to do, or needs signing in.
    """

    title: str
    text: str
    icon: str
    until: date | None = None  # the last day; None while it is not known, or when it is over
    url: str = ""
    button: str = ""
    # How the day was counted, a line each.
    counted: list[str] = field(default_factory=list)
    # What it does not hold for and why, a line each.
    apart: list[str] = field(default_factory=list)
    is_open: bool = True


# (request, person, order, lines, parcels): person is who looks, as orders.access knows them.
Provider = Callable[[HttpRequest, Any, Order, list[OrderLine], list[Shipment]], Iterable[Possible]]
_providers: list[Provider] = []
# What apps above want to know before they ask, read together with the order: whoever knows "no" need not look.
_facts: dict[str, Expression | Combinable] = {}


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready()."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def register_fact(name: str, fact: Expression | Combinable) -> None:
    """Call it from AppConfig.ready(). A provider finds it in vars(order), where the page read the order."""
    _facts[name] = fact


def with_facts(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.annotate(**_facts)


def possible_with(
    request: HttpRequest, person: Any, order: Order, lines: list[OrderLine], parcels: list[Shipment]
) -> list[Possible]:
    """What is open first, in the order of its last day."""
    found = [each for provider in _providers for each in provider(request, person, order, lines, parcels)]
    return sorted(found, key=lambda each: (not each.is_open, each.until or date.max))
