"""A customer goes on seeing an order she has a case about, whatever the shop deleted (orders.deletion)."""

from django.db.models import Exists, OuterRef, Q

from returns.models import Case


def has_cases() -> Q:
    beside = Case.more_orders.through.objects.filter(order=OuterRef("pk"))
    return Q(Exists(Case.objects.filter(order=OuterRef("pk")))) | Q(Exists(beside))
