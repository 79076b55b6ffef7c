"""Orders, shipments and invoices as the shop told them."""

from orders.models.invoice import Invoice, private_storage
from orders.models.money import money
from orders.models.order import Order, OrderLine
from orders.models.parcel import Shipment, ShipmentLine, TrackingEvent
from orders.models.seller import SellerSettings

__all__ = [
    "Invoice",
    "Order",
    "OrderLine",
    "SellerSettings",
    "Shipment",
    "ShipmentLine",
    "TrackingEvent",
    "money",
    "private_storage",
]
