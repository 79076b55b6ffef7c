"""What all cases about an order paid back together is never more than what was paid for it."""

from decimal import Decimal
from itertools import chain

from django.db.models import Q, Sum

from orders.models import Order
from returns.errors import TooMuchMoney
from returns.models import Case


def orders_in(case: Case) -> list[int]:
    """Every order the case is about, by id."""
    more = case.more_orders.through.objects.filter(case_id=case.pk).values_list("order_id", flat=True)
    return sorted({*([case.order_id] if case.order_id else []), *more})


def about(orders: list[int]) -> Q:
    return Q(order__in=orders) | Q(pk__in=Case.more_orders.through.objects.filter(order__in=orders).values("case_id"))


def left_for(case: Case) -> Decimal:
    """What may still be paid back for this case, its own refund left out.

    A case may stand between two orders; then all of both count, so nothing that was rightly paid is ever refused.
    """
    orders = orders_in(case)
    others = Case.objects.filter(about(orders)).exclude(pk=case.pk)
    links = Case.more_orders.through.objects.filter(case__in=others).values_list("order_id", flat=True)
    everything = {*orders, *chain(others.values_list("order_id", flat=True), links)}
    paid = Order.objects.filter(pk__in=everything).aggregate(sum=Sum("total"))["sum"] or Decimal(0)
    back = others.aggregate(sum=Sum("refunded_amount"))["sum"] or Decimal(0)
    return max(paid - back, Decimal(0))


def check_amount(case: Case) -> None:
    """Raises TooMuchMoney, naming what is left. For the step that refunds, inside its transaction."""
    if case.refunded_amount is None or case.order is None:
        return
    # Two refunds about one order wait for each other here.
    list(Order.objects.select_for_update().filter(pk__in=orders_in(case)).order_by("pk").values_list("pk", flat=True))
    left = left_for(case)
    if case.refunded_amount > left:
        raise TooMuchMoney(left, case.order.currency)
