"""A KSeF invoice on paper: what the page shows, with its XML inside the file."""

from django.template.loader import render_to_string
from django.utils import translation

from orders.documents import papers
from orders.documents.press import Sheet
from orders.einvoice.wording import in_words
from orders.ksef.showing import document_of, shown
from orders.models import Invoice

ATTACHED = "faktura-ksef.xml"


def ksef_sheet(invoice: Invoice, language: str = "") -> Sheet:
    """In the invoice's language, or another. The XML inside is the stored one, byte for byte."""
    language = language or invoice.language
    document, xml = document_of(invoice)
    with translation.override(language):
        found = shown(invoice)
        words = in_words(document.total, document.currency, language)
        html = render_to_string("orders/ksef/paper.html", {"invoice": invoice, "shown": found, "words": words})
    return Sheet(
        html=html,
        xml=xml,
        name=ATTACHED,
        # The page is a picture of the XML, not the other way round.
        relationship="Source",
        description="FA(3), Krajowy System e-Faktur",
        level="",
        is_checked=False,
    )


def register() -> None:
    papers.register(Invoice.Source.KSEF, ksef_sheet)
