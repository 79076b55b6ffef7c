"""Which article the demo shows beside orders and cases, by the id in its file."""

from kb.models import ArticlePage, StateArticle

ARTICLES = {
    "order.pending": "payment-methods",
    "order.processing": "change-or-cancel",
    "order.shipped": "where-is-my-parcel",
    "order.delivered": "how-to-return",
    "order.cancelled": "refund-time",
    "order.refunded": "refund-time",
    "shipment.in_transit": "tracking-stages",
    "shipment.out_for_delivery": "where-is-my-parcel",
    "shipment.ready_for_pickup": "parcel-locker",
    "shipment.pickup_reminder": "parcel-locker",
    "shipment.delayed": "where-is-my-parcel",
    "shipment.exception": "damaged-parcel",
    "shipment.attempt_failed": "where-is-my-parcel",
    "invoice.invoice": "download-invoice",
    "return.open": "how-to-return",
    "return.approved": "how-to-return",
    "return.received": "refund-time",
    "return.refunded": "refund-time",
    "return.declined": "repair-replacement-money",
}


def choose_articles() -> None:
    """What an editor has chosen already stays."""
    english = {
        page.source_id: page for page in ArticlePage.objects.exclude(source_id="").filter(locale__language_code="en")
    }
    for state, source_id in ARTICLES.items():
        StateArticle.objects.get_or_create(state=state, defaults={"article": english[source_id]})
