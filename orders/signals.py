"""News of orders, sent after commit.

order_imported: order (orders.models.Order), created (bool)
shipment_updated: shipment (Shipment), event (TrackingEvent, the newest one applied)
invoice_issued: invoice (Invoice)
invoice_rendered: invoice (Invoice), its PDF can be downloaded now
"""

from django.dispatch import Signal

order_imported = Signal()
shipment_updated = Signal()
invoice_issued = Signal()
invoice_rendered = Signal()
