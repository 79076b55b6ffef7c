"""Everything that changes orders, parcels and invoices."""

from orders.actions.corrections import Difference, issue_correction
from orders.actions.deleting import ask_again, confirm_order, delete_order
from orders.actions.documents import AlreadyIssued, take_document
from orders.actions.invoices import NoSeries, issue_invoice, issue_own_invoice
from orders.actions.linking import link_orders
from orders.actions.parcels import UnknownLine, update_parcel
from orders.actions.refunding import record_refund
from orders.actions.returning import NothingLeftToReturn, release_return, reserve_return
from orders.actions.saving import Outcome, save_order
from orders.actions.shop_parcels import save_parcel
from orders.actions.tracking import record_tracking_event
from orders.documents.taken import DocumentRefused

__all__ = [
    "AlreadyIssued",
    "Difference",
    "DocumentRefused",
    "NoSeries",
    "NothingLeftToReturn",
    "Outcome",
    "UnknownLine",
    "ask_again",
    "confirm_order",
    "delete_order",
    "issue_correction",
    "issue_invoice",
    "issue_own_invoice",
    "link_orders",
    "record_refund",
    "record_tracking_event",
    "release_return",
    "reserve_return",
    "save_order",
    "save_parcel",
    "take_document",
    "update_parcel",
]
