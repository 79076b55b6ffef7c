"""News of orders, sent after commit.

order_imported: order (orders.models.Order), created (bool)
refund_recorded: refund (Refund), created (bool); not sent for a refund that is told again
shipment_updated: shipment (Shipment), event (TrackingEvent, the newest one applied); a parcel to the customer reached
    a status for the first time (orders.models.ShipmentStage keeps which), never twice for one status
return_moved: shipment (Shipment), event (TrackingEvent); the same for a parcel back to the shop
shipment_delayed: shipment (Shipment; late_why says why); once for each parcel to the customer
invoice_issued: invoice (Invoice)
invoice_rendered: invoice (Invoice), its PDF can be downloaded now
"""

from django.dispatch import Signal

order_imported = Signal()
refund_recorded = Signal()
shipment_updated = Signal()
return_moved = Signal()
shipment_delayed = Signal()
invoice_issued = Signal()
invoice_rendered = Signal()
