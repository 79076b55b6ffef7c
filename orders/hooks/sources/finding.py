"""Which order, which parcel; or waiting until it is there."""

from orders.hooks.sources.verdicts import MustWait, order_key, parcel_key
from orders.models import Order, Shipment


def find_order(source: str, external_id: str) -> Order:
    """Raises MustWait."""
    order = Order.objects.defer("payload").filter(source=source, external_id=external_id).first()
    if order is None:
        raise MustWait(order_key(source, external_id))
    return order


def find_parcels(number: str) -> list[Shipment]:
    """Two orders may travel in one parcel. Raises MustWait."""
    number = number.replace(" ", "")
    found = list(Shipment.objects.filter(tracking_number=number).select_related("order").defer("order__payload"))
    if not found:
        raise MustWait(parcel_key(number))
    return found
