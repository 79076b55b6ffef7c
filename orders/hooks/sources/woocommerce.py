"""WooCommerce: order.created, order.updated, order.restored with the whole order, order.deleted with its id."""

from orders.actions import ask_again, confirm_order, delete_order, save_order
from orders.hooks.sources.verdicts import Delivery, NothingForUs
from orders.ingest import woocommerce

SOURCE = "woocommerce"


def take(delivery: Delivery) -> None:
    """Raises NothingForUs, BadData."""
    if delivery.topic in ("order.created", "order.updated", "order.restored"):
        said = woocommerce.parse(delivery.document)
        order, _outcome = save_order(said)
        deleted_at = order.deletion_said_at
        if delivery.topic == "order.restored" and deleted_at and deleted_at <= delivery.received_at:
            confirm_order(SOURCE, said.external_id, exists=True, asked_at=delivery.received_at)
    elif delivery.topic == "order.deleted":
        external_id = woocommerce.parse_deleted(delivery.document)
        # WooCommerce does not say when; the shop is asked again, for news may have overtaken each other.
        delete_order(SOURCE, external_id, deleted_at=delivery.received_at)
        ask_again(SOURCE, external_id, delivery.received_at)
    else:
        raise NothingForUs(delivery.topic)
