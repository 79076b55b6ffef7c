"""Everything that changes orders, parcels and invoices."""

from orders.actions.documents import AlreadyIssued, take_document
from orders.actions.invoices import issue_invoice
from orders.actions.linking import link_orders
from orders.actions.returning import NothingLeftToReturn, release_return, reserve_return
from orders.actions.saving import Outcome, save_order
from orders.actions.tracking import record_tracking_event
from orders.documents.taken import DocumentRefused

__all__ = [
    "AlreadyIssued",
    "DocumentRefused",
    "NothingLeftToReturn",
    "Outcome",
    "issue_invoice",
    "link_orders",
    "record_tracking_event",
    "release_return",
    "reserve_return",
    "save_order",
    "take_document",
]
