"""What a signed-in customer's own orders say to a search: where the parcel is, the invoice, how to send back."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.search.answers import Answer, Words, register
from orders import queries as orders
from orders.access import invoices_of, orders_placed_by
from orders.looks import Look, most_telling, order_look, parcel_look
from orders.models import Order, Shipment
from orders.templatetags.formats import when
from returns.queries import orders_to_return_from

PARCEL = Words(
    {
        "en": "parcel package shipment shipping shipped delivery deliver tracking track courier order arrive",
        "pl": "paczka paczce paczek przesyłka przesyłce przesyłek dostawa dostarczona kurier śledzenie śledzić "
        "zamówienie zamówień dojdzie przyjdzie",
        "ru": "посылка посылок доставка доставят отправление курьер отследить отслеживание заказ придёт привезут",
    }
)
INVOICE = Words(
    {
        "en": "invoice bill receipt vat",
        "pl": "faktura fakturze faktur rachunek rachunku paragon vat",
        "ru": "счёт счета фактура чек накладная ндс",
    }
)
RETURN = Words(
    {
        "en": "return withdraw withdrawal",
        "pl": "zwrot zwrócę zwrócić zwracam zwracać odesłać odeślę oddać oddaję odstąpienie odstąpić odstępuję",
        "ru": "возврат вернуть верну возвращаю возвращать отказ отказаться отказываюсь",
    }
)
CLOSED = (Shipment.Status.DELIVERED, Shipment.Status.RETURNED, Shipment.Status.CANCELLED)
UNDER_WAY = (Order.Status.PENDING, Order.Status.PROCESSING, Order.Status.SHIPPED)
# Nothing moves, or nobody knows.
QUIET = (Shipment.Status.ANNOUNCED, Shipment.Status.UNKNOWN, Shipment.Status.EXPIRED)
# Of the newest so many parcels the one that says most; nobody waits for more.
MOST_PARCELS = 50


def connect() -> None:
    register(INVOICE, latest_invoice)
    register(RETURN, start_a_return)
    register(PARCEL, parcel_on_its_way)


def parcel_on_its_way(user: Any) -> Answer | None:
    """The parcel that says most, or the latest order if it is not packed yet.

    One to be picked up or at the door today comes before one on its way, that before one only announced, then the
    newest.
    """
    under_way = orders_placed_by(user).filter(status__in=UNDER_WAY)
    mine = Shipment.objects.filter(order__in=under_way).select_related("order")
    if parcels := list(mine.exclude(status__in=CLOSED).order_by("-order__placed_at", "-pk")[:MOST_PARCELS]):
        told = most_telling([parcel for parcel in parcels if parcel.status not in QUIET])
        # Of equals min() takes the first, which is the newest.
        parcel = min(parcels, key=lambda each: (each.status != told, each.status in QUIET))
        return _order_answer(parcel.order, parcel_look(parcel), parcel.estimated_date)
    order = orders.latest_order(user)
    if order is None or order.status not in UNDER_WAY:
        return None
    return _order_answer(order, order_look(order), None)


def _order_answer(order: Order, look: Look, expected: Any) -> Answer:
    if expected and expected >= timezone.localdate():
        text = _("Order %(number)s, expected %(day)s.") % {"number": order.number, "day": when(expected)}
    else:
        text = _("Order %(number)s of %(day)s.") % {"number": order.number, "day": when(order.placed_at)}
    return Answer(look.label, text, reverse("orders:detail", args=[order.slug]), _("See your order"), look.icon)


def latest_invoice(user: Any) -> Answer | None:
    mine = invoices_of(user).exclude(rendered_at=None)
    invoice = mine.select_related("order").defer("snapshot").order_by("-issued_date", "-pk").first()
    if invoice is None:
        return None
    text = _("%(invoice)s for order %(number)s.") % {"invoice": invoice.number, "number": invoice.order.number}
    url = reverse("orders:invoice", args=[invoice.order.slug, invoice.slug])
    return Answer(_("Your latest invoice"), text, url, _("Download the PDF"), "file-text")


def start_a_return(user: Any) -> Answer | None:
    """For the newest order of which something may go back."""
    for found in orders_to_return_from(user, timezone.now()):
        if found.quantity:
            text = ngettext(
                "%(count)d item of order %(number)s can go back.",
                "%(count)d items of order %(number)s can go back.",
                found.quantity,
            ) % {"count": found.quantity, "number": found.order.number}
            url = reverse("cases:return", args=[found.order.slug])
            return Answer(_("Send something back"), text, url, _("Start a return"), "undo-2")
    return None
