"""The article that helps in each state: named to the help centre, shown on the pages of orders and cases."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kb import states
from kb.queries import ArticleLink, articles_for
from orders import panels
from orders.models import Invoice, Order, Shipment
from orders.panels import OrderPanel
from returns import case_panels
from returns.case_panels import CasePanel
from returns.models import Case
from returns.rules import STEPS

TEMPLATE = "dashboard/answers.html"
MOST = 3


def connect() -> None:
    for key, label in all_states():
        states.register(key, label)
    panels.register(beside_an_order)
    case_panels.register(beside_a_case)


def all_states() -> Iterator[tuple[str, Promise]]:
    """In the order in which a customer meets them."""
    for order in Order.Status:
        yield f"order.{order.value}", format_lazy("{}: {}", _("Order"), order.label)
    for shipment in Shipment.Status:
        yield f"shipment.{shipment.value}", format_lazy("{}: {}", _("Parcel"), shipment.label)
    for invoice in Invoice.Kind:
        yield f"invoice.{invoice.value}", format_lazy("{}: {}", _("Document"), invoice.label)
    for kind in Case.Kind:
        for status in Case.Status:
            if status.value in STEPS[kind.value]:
                yield f"{kind.value}.{status.value}", format_lazy("{}: {}", kind.label, status.label)


def beside_an_order(request: HttpRequest, order: Order) -> OrderPanel | None:
    """What its parcels may make one ask comes first, then the order itself, then its invoices."""
    parcels = sorted({f"shipment.{parcel.status}" for parcel in order.shipments.all()})
    invoices = sorted({f"invoice.{invoice.kind}" for invoice in order.invoices.all()})
    articles = answers([*parcels, f"order.{order.status}", *invoices], request)
    return OrderPanel("", TEMPLATE, {"articles": articles}) if articles else None


def beside_a_case(request: HttpRequest, case: Case) -> CasePanel | None:
    articles = answers([f"{case.kind}.{case.status}"], request)
    return CasePanel(TEMPLATE, {"articles": articles}) if articles else None


def answers(wanted: list[str], request: HttpRequest) -> list[ArticleLink]:
    return articles_for(wanted, get_language() or settings.LANGUAGE_CODE, request.user, request)[:MOST]
