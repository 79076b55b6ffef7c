"""Orders that the shop deleted. The newest of two messages wins: an order changed after its deletion is back."""

from datetime import datetime

from django.db import transaction

from orders.actions.tracking import settle_order
from orders.models import Deletion, Order
from orders.signals import order_imported


@transaction.atomic
def delete_order(source: str, external_id: str, *, deleted_at: datetime) -> Order | None:
    """The shop says it deleted an order at `deleted_at`. None: we do not know it; should it still come, it is."""
    order = _locked(source, external_id)
    if order is None:
        found, is_new = Deletion.objects.get_or_create(
            source=source, external_id=external_id, defaults={"deleted_at": deleted_at}
        )
        if not is_new and found.deleted_at < deleted_at:
            Deletion.objects.filter(pk=found.pk).update(deleted_at=deleted_at)
        return None
    note_deletion(order, deleted_at)
    _settle(order)
    return order


@transaction.atomic
def confirm_order(source: str, external_id: str, *, exists: bool, asked_at: datetime) -> None:
    """The shop was asked for this very order: its answer settles any doubt. For what it says, save_order() first."""
    order = _locked(source, external_id)
    if order is None:
        return
    if exists:
        order.deletion_said_at = None
    note_deletion(order, None if exists else max(asked_at, order.external_updated_at))
    order.refetch_at = None
    _settle(order)


def ask_again(source: str, external_id: str, now: datetime) -> None:
    """Something about this order is in doubt; whoever can ask the shop finds it in to_refetch()."""
    Order.objects.filter(source=source, external_id=external_id).update(refetch_at=now)


def note_deletion(order: Order, said_at: datetime | None) -> None:
    """Work out whether the order counts as deleted; the caller saves."""
    if said_at is not None:
        order.deletion_said_at = max(said_at, order.deletion_said_at or said_at)
    newest = order.deletion_said_at
    order.deleted_at = newest if newest is not None and newest >= order.external_updated_at else None


def deletion_waiting(source: str, external_id: str) -> datetime | None:
    """When the shop deleted an order that has not arrived until now."""
    said = Deletion.objects.filter(source=source, external_id=external_id).values_list("deleted_at", flat=True)
    return said.first()


def _locked(source: str, external_id: str) -> Order | None:
    return Order.objects.select_for_update().filter(source=source, external_id=external_id).first()


def _settle(order: Order) -> None:
    order.save(update_fields=["deletion_said_at", "deleted_at", "refetch_at", "updated_at"])
    settle_order(order)
    transaction.on_commit(lambda: order_imported.send(sender=Order, order=order, created=False), robust=True)
