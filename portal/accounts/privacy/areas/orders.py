"""Orders she placed, with their parcels, papers and refunds."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from orders.erasing import destroy_papers, forget_person, last_issue
from orders.models import Invoice, Order
from portal.accounts.models import Kept, PrivacySettings
from portal.accounts.privacy.records import Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, Stays, Stored
from portal.accounts.privacy.rules import bookkeeping_until
from portal.accounts.privacy.subject import Subject
from returns.models import Case

BASIS = gettext_noop("Art. 6(1)(c), Art. 17(3)(b) GDPR")

LINE = Part("orders.OrderLine", frozenset({"picture", "source_amounts"}))
INVOICE = Part(
    "orders.Invoice",
    frozenset({"held_rule", "held_reason", "render_error", "verify_code", "slug"}),
)
REFUND = Part("orders.Refund", below={"lines": ("lines", Part("orders.RefundLine"))})
SHIPMENT = Part(
    "orders.Shipment",
    frozenset({"poll_error", "polled_at", "next_poll_at"}),
    below={
        "events": ("events", Part("orders.TrackingEvent")),
        "stages": ("stages", Part("orders.ShipmentStage")),
        "lines": ("lines", Part("orders.ShipmentLine")),
    },
)
ORDER = Part(
    "orders.Order",
    frozenset({"slug", "refetch_at", "said_at"}),
    below={
        "lines": ("lines", LINE),
        "shipments": ("shipments", SHIPMENT),
        "invoices": ("invoices", INVOICE),
        "refunds": ("refunds", REFUND),
        "links": ("links", Part("orders.OrderLink")),
    },
)


def orders_about(subject: Subject) -> QuerySet[Order]:
    """Placed by her, also for a company: those of colleagues are about them."""
    return Order.objects.filter(subject.owns(), placed_at__lte=subject.until).order_by("placed_at", "pk")


class OrderArea(Area):
    name = "orders"
    title = _("Orders")
    text = _("What you ordered, where it went, its invoices and refunds, as the shop told us.")
    turn = 60
    keeps: ClassVar = frozenset({"orders.order", "orders.invoice"})
    fates: ClassVar = {
        "orders.Order": Fate.EMPTIED,
        "orders.OrderLine": Fate.EMPTIED,
        "orders.Shipment": Fate.EMPTIED,
        "orders.ShipmentStage": Fate.STAYS,
        "orders.ShipmentLine": Fate.STAYS,
        "orders.TrackingEvent": Fate.GOES,
        "orders.Invoice": Fate.STAYS,
        "orders.Refund": Fate.EMPTIED,
        "orders.RefundLine": Fate.STAYS,
        "orders.OrderLink": Fate.GOES,
        "orders.OrderText": Fate.GOES,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        return records(ORDER, orders_about(subject))

    def files(self, subject: Subject) -> Iterable[Stored]:
        for invoice in Invoice.objects.filter(order__in=orders_about(subject)).only("pk", "slug", "file", "xml_file"):
            name = f"files/invoices/{invoice.slug}-{invoice.pk}"
            if invoice.file:
                yield Stored(str(invoice.file.name), f"{name}.pdf")
            if invoice.xml_file:
                yield Stored(str(invoice.xml_file.name), f"{name}.xml")

    def goes(self, subject: Subject) -> Iterable[Goes]:
        count = orders_about(subject).count()
        yield Goes(_("addresses, telephone numbers, notes and parcel numbers of your orders"), count)

    def stays(self, subject: Subject, terms: PrivacySettings) -> Iterable[Stays]:
        orders = orders_about(subject)
        invoices = Invoice.objects.filter(order__in=orders)
        why = _("The law makes the shop keep its books. They are locked, and deleted on the day after.")
        ends = [paper_end(day, terms) for day in invoices.values_list("issued_date", flat=True)]
        if ends:
            text = ngettext_lazy("invoice with what it says", "invoices with what they say", len(ends))
            yield Stays(text, len(ends), why, BASIS, max(ends))
        if count := orders.count():
            text = ngettext_lazy(
                "order: its number, day, goods and amounts, without you",
                "orders: their numbers, days, goods and amounts, without you",
                count,
            )
            yield Stays(text, count, why, BASIS, max(order_end(order, terms) for order in orders))

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        for order in orders_about(subject).prefetch_related("invoices"):
            if has_open_case(order):
                # Whoever pays the money back, or sends the new piece, has to know to whom.
                Order.objects.filter(pk=order.pk).update(customer=None)
                yield Keep("orders.order", str(order.pk), order.number, Kept.Reason.OPEN, BASIS, None)
                continue
            yield from (_keep_paper(each, terms) for each in order.invoices.all())
            yield lock_order(order, terms, now)

    def finish(self, kept: Kept, terms: PrivacySettings, now: datetime) -> Keep | None:
        order = Order.objects.filter(pk=kept.object_id).first()
        return lock_order(order, terms, now) if order and not has_open_case(order) else None

    def end(self, kept: Kept) -> Iterable[str]:
        """The order's last day is that of its last paper: they go together."""
        order = Order.objects.filter(pk=kept.object_id).first() if kept.label == "orders.order" else None
        return destroy_papers(order) if order else ()

    def addresses(self, before: datetime) -> Iterable[str]:
        guests = Order.objects.filter(customer=None, placed_at__lte=before).exclude(email="")
        return guests.order_by().values_list("email", flat=True).distinct()


def has_open_case(order: Order) -> bool:
    return Case.objects.filter(Q(order=order) | Q(more_orders=order), closed_at=None).exists()


def lock_order(order: Order, terms: PrivacySettings, now: datetime) -> Keep:
    end = order_end(order, terms)
    forget_person(order, now)
    return Keep("orders.order", str(order.pk), order.number, Kept.Reason.BOOKKEEPING, BASIS, end)


def _keep_paper(invoice: Invoice, terms: PrivacySettings) -> Keep:
    end = paper_end(invoice.issued_date, terms)
    return Keep("orders.invoice", str(invoice.pk), invoice.number, Kept.Reason.BOOKKEEPING, BASIS, end)


def paper_end(issued: date, terms: PrivacySettings) -> date:
    from_tax = terms.bookkeeping_from == PrivacySettings.From.TAX
    return bookkeeping_until(issued, terms.bookkeeping_years, from_tax=from_tax)


def order_end(order: Order, terms: PrivacySettings) -> date:
    return paper_end(last_issue(order), terms)
