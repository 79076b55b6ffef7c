"""Contacts told apart: those that repeat another about the same, and those that an order brought."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.desk.models import Contact

WEEK = timedelta(days=7)
# So long after an order a contact belongs to it.
COHORT = timedelta(days=30)


def first_ones() -> QuerySet[Contact]:
    """Without those that follow another about the same order and reason within seven days."""
    earlier = Contact.objects.filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")),
        at__gte=OuterRef("at") - WEEK,
        fact__kind=OuterRef("fact__kind"),
    )
    same_order = earlier.filter(fact__order=OuterRef("fact__order"))
    # Said so that no database looks for it among all cases without an order instead of among the person's.
    of_nobody = earlier.annotate(about=Coalesce("fact__order", 0)).filter(about=0)
    same_person = of_nobody.filter(fact__case__customer=OuterRef("fact__case__customer"))
    same_address = of_nobody.filter(fact__case__customer=None, fact__case__email=OuterRef("fact__case__email"))
    return Contact.objects.exclude(
        Q(fact__order__isnull=False) & Exists(same_order)
        | Q(fact__order=None, fact__case__customer__isnull=False) & Exists(same_person)
        | Q(fact__order=None, fact__case__customer=None) & Exists(same_address)
    )


def after_orders() -> QuerySet[Contact]:
    placed = F("fact__order__placed_at")
    return Contact.objects.filter(at__gte=placed, at__lte=placed + COHORT)
