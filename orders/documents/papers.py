"""What a document is printed from, by who made it. Rooms that bring documents of their own register here (KSeF)."""

from collections.abc import Callable

from orders.documents.page import html_of
from orders.documents.press import Sheet
from orders.einvoice.cii import xml_of
from orders.einvoice.reading import document_of
from orders.models import Invoice

Maker = Callable[[Invoice], Sheet]
_makers: dict[str, Maker] = {}


def register(source: str, maker: Maker) -> None:
    """The maker may raise orders.einvoice.content.Unsaid: the document is held with its rule."""
    _makers[source] = maker


def sheet_of(invoice: Invoice) -> Sheet:
    return _makers[invoice.source](invoice)


def from_snapshot(invoice: Invoice) -> Sheet:
    document = document_of(invoice)
    return Sheet(html=html_of(invoice, document), xml=xml_of(document))


register(Invoice.Source.RENDERED, from_snapshot)
