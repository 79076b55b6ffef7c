"""What is known of the people and things of one case, to find them again in its words."""

from collections.abc import Iterable, Mapping
from typing import Any

from orders.models import Invoice, Order, Shipment
from portal.desk.articles.personal import Known
from returns.models import Case, Message
from returns.queries import orders_of_case

OF_ADDRESSES = ("company", "street", "street2", "postcode", "city")


def known_of(case: Case) -> Known:
    orders = list(orders_of_case(case))
    writers = list(Message.objects.filter(case=case, user__isnull=False).values_list("user__name", "user__email"))
    places = [place for order in orders for place in (order.billing_address, order.shipping_address)]
    parcels = Shipment.objects.filter(order__in=orders).values_list("tracking_number", flat=True)
    papers = Invoice.objects.filter(order__in=orders).values_list("number", "ksef_number", "buyer_name")
    customer = case.customer
    return Known(
        names=_clean(
            [
                customer.name if customer else "",
                *(name for name, _email in writers),
                *(str(place.get("name", "")) for place in places),
                *(buyer for _number, _ksef, buyer in papers),
            ]
        ),
        emails=_clean([case.email, customer.email if customer else "", *(order.email for order in orders)]),
        phones=_clean(str(place.get("phone", "")) for place in places),
        orders=_clean([case.reference, *_numbers(orders), *(n for row in papers for n in row[:2])]),
        parcels=_clean([*parcels, *case.labels.values_list("tracking_number", flat=True)]),
        addresses=_clean(_lines(places)),
    )


def _numbers(orders: Iterable[Order]) -> Iterable[str]:
    for order in orders:
        yield from (order.number, order.external_id, order.buyer_vat_number)


def _lines(places: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for place in places:
        for key, value in place.items():
            if key in OF_ADDRESSES and isinstance(value, str):
                yield value


def _clean(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))
