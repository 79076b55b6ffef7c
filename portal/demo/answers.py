"""Which article the demo shows beside orders and cases, by the id in its file."""

from kb.models import ArticlePage, StateArticle

ARTICLES = {
    "order.pending": "unpaid-order",
    "order.processing": "change-or-cancel",
    "order.shipped": "where-is-my-parcel",
    "order.delivered": "how-to-return",
    "order.completed": "what-can-go-back",
    "order.cancelled": "refund-time",
    "order.refunded": "refund-time",
    "shipment.announced": "delivery-costs",
    "shipment.accepted": "tracking-stages",
    "shipment.in_transit": "tracking-stages",
    "shipment.out_for_delivery": "courier-missed-me",
    "shipment.ready_for_pickup": "parcel-locker",
    "shipment.pickup_reminder": "parcel-locker",
    "shipment.delivered": "missing-item",
    "shipment.attempt_failed": "courier-missed-me",
    "shipment.delayed": "parcel-late",
    "shipment.exception": "parcel-late",
    "shipment.returning": "parcel-went-back",
    "shipment.returned": "parcel-went-back",
    "shipment.cancelled": "change-or-cancel",
    "shipment.expired": "parcel-late",
    "shipment.unknown": "tracking-stages",
    "invoice.invoice": "download-invoice",
    "invoice.correction": "invoice-correction",
    "invoice.credit_note": "invoice-correction",
    "return.open": "how-to-return",
    "return.waiting": "ask-us",
    "return.approved": "return-address",
    "return.received": "refund-time",
    "return.refunded": "refund-time",
    "return.declined": "what-can-go-back",
    "return.cancelled": "exchange",
    "return.closed": "ask-us",
    "question.open": "ask-us",
    "question.waiting": "complaint-evidence",
    "question.closed": "ask-us",
}


def choose_articles() -> None:
    """What an editor has chosen already stays."""
    english = {
        page.source_id: page for page in ArticlePage.objects.exclude(source_id="").filter(locale__language_code="en")
    }
    for state, source_id in ARTICLES.items():
        StateArticle.objects.get_or_create(state=state, language="", defaults={"article": english[source_id]})
