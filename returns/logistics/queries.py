"""What pages, mails and jobs read of goods on their way back. A fixed number of queries, whatever there is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from orders.models import Shipment
from returns.case_panels import is_empty
from returns.logistics.rules import awaits_goods
from returns.models import Case, Deadline, DispatchProof, ReturnLabel, ReturnParcel
from returns.queries import clocks_of


def goods_expected(case: Case) -> bool:
    """Does the customer still have to send something?"""
    return case.order is not None and awaits_goods(case.kind, case.status, case.remedy, case.order.status)


def send_back_by(case: Case) -> date | None:
    """The last day of the running clock of the customer's; None when there is none."""
    clock = clocks_of(case).get(Deadline.Name.SEND_BACK)
    return timezone.localdate(clock.due_at) if clock else None


def label_of(case: Case) -> ReturnLabel | None:
    return None if is_empty(case, "has_labels") else case.labels.filter(replaced_at=None).first()


def parcels_of(case: Case) -> list[ReturnParcel]:
    """With their carriers' news, newest first, and what is in them."""
    if is_empty(case, "has_parcels"):
        return []
    shipments = Shipment.objects.prefetch_related("events", "lines__order_line")
    return list(case.return_parcels.prefetch_related(Prefetch("shipment", shipments)))


def proofs_of(case: Case) -> list[DispatchProof]:
    return [] if is_empty(case, "has_proofs") else list(case.dispatch_proofs.all())


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything about the goods' way back that a page shows."""

    expected: bool
    by: date | None
    label: ReturnLabel | None
    parcels: list[ReturnParcel]
    proofs: list[DispatchProof]

    @property
    def is_told(self) -> bool:
        return self.expected or bool(self.parcels or self.label or self.proofs)


def journey(case: Case) -> Journey:
    return Journey(goods_expected(case), send_back_by(case), label_of(case), parcels_of(case), proofs_of(case))


def waiting_for_goods(order_id: int) -> QuerySet[Case]:
    """Open cases of an order that may expect goods; awaits_goods() has the last word."""
    kinds = (Case.Kind.WITHDRAWAL, Case.Kind.RETURN, Case.Kind.COMPLAINT, Case.Kind.GUARANTEE)
    found: Any = Case.objects.filter(order_id=order_id, kind__in=kinds, closed_at=None)
    return found.select_related("order").defer("order__payload").order_by("pk")
