"""What the list of orders can be narrowed to. Apps above register filters of their own; orders need not know them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from orders.models import Order

S = Order.Status


@dataclass(frozen=True, slots=True)
class Filter:
    """`statuses`: one walk down an index for each. `narrow`: a condition for the person who looks; quick for few."""

    name: str
    label: str | Promise
    statuses: tuple[str, ...] = ()
    narrow: Callable[[Any], Q] | None = None
    is_for_companies: bool = False  # offered to people of a company, and only their companies' orders are walked


OPEN = Filter("open", pgettext_lazy("orders", "Open"), statuses=(S.PENDING, S.PROCESSING, S.SHIPPED))
DELIVERED = Filter("delivered", pgettext_lazy("orders", "Delivered"), statuses=(S.DELIVERED, S.COMPLETED))


def of_a_company(user: Any) -> Q:
    return Q(company__isnull=False)


COMPANY = Filter("company", pgettext_lazy("orders", "Company"), narrow=of_a_company, is_for_companies=True)
_filters: dict[str, Filter] = {each.name: each for each in (OPEN, DELIVERED, COMPANY)}


def register(filter_: Filter) -> None:
    """Call it from AppConfig.ready()."""
    _filters[filter_.name] = filter_


def all_filters() -> Mapping[str, Filter]:
    return _filters
