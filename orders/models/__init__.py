"""Orders, shipments and invoices as the shop told them."""

from orders.models.company import Company, CompanyEvent, CompanyInvitation, CompanyMember, CompanyRole
from orders.models.envelope import Envelope
from orders.models.finding import OrderLink, OrderQuery, OrderText
from orders.models.invoice import Invoice, InvoiceArchive, InvoiceSeries, private_storage
from orders.models.money import money
from orders.models.order import Deletion, Order, OrderLine
from orders.models.parcel import CarrierLine, Shipment, ShipmentLine, ShipmentStage, TrackingEvent
from orders.models.picture import ProductPicture
from orders.models.pull import PullRun, PullSource
from orders.models.refund import Refund, RefundLine
from orders.models.seller import SellerSettings

__all__ = [
    "CarrierLine",
    "Company",
    "CompanyEvent",
    "CompanyInvitation",
    "CompanyMember",
    "CompanyRole",
    "Deletion",
    "Envelope",
    "Invoice",
    "InvoiceArchive",
    "InvoiceSeries",
    "Order",
    "OrderLine",
    "OrderLink",
    "OrderQuery",
    "OrderText",
    "ProductPicture",
    "PullRun",
    "PullSource",
    "Refund",
    "RefundLine",
    "SellerSettings",
    "Shipment",
    "ShipmentLine",
    "ShipmentStage",
    "TrackingEvent",
    "money",
    "private_storage",
]
