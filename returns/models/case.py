"""A case: its kind, where it stands, its clock and what was agreed."""

from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import Order
from returns.models.kept import DemandIsLocked, HistoryIsKept
from returns.models.sorting import Tag, Team, Way

QUEUE = (
    "due_at",
    "id",
    "left_out",
    "status",
    "snoozed_until",
    "unanswered_since",
    "assignee",
    "team",
    "kind",
    "language",
    "priority",
    "way",
)


class CaseQuerySet(models.QuerySet["Case"]):
    def delete(self) -> NoReturn:
        """Its history would go with it."""
        raise HistoryIsKept


class Case(models.Model):
    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", pgettext_lazy("case", "Withdrawal")
        RETURN = "return", pgettext_lazy("case", "Return")
        COMPLAINT = "complaint", pgettext_lazy("case", "Complaint")
        GUARANTEE = "guarantee", pgettext_lazy("case", "Guarantee claim")
        DELIVERY = "delivery", pgettext_lazy("case", "Delivery problem")
        QUESTION = "question", pgettext_lazy("case", "Question")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "We are on it")
        WAITING = "waiting", pgettext_lazy("case", "Waiting for you")
        APPROVED = "approved", pgettext_lazy("case", "Approved")
        RECEIVED = "received", pgettext_lazy("case", "Goods received")
        INSPECTED = "inspected", pgettext_lazy("case", "Goods checked")
        ACCEPTED = "accepted", pgettext_lazy("case", "Accepted")
        FORWARDED = "forwarded", pgettext_lazy("case", "With the guarantor")
        TRACING = "tracing", pgettext_lazy("case", "Looking for the parcel")
        RESOLVED = "resolved", pgettext_lazy("case", "Resolved")
        REFUNDED = "refunded", pgettext_lazy("case", "Refunded")
        DECLINED = "declined", pgettext_lazy("case", "Declined")
        CANCELLED = "cancelled", pgettext_lazy("case", "Cancelled by you")
        CLOSED = "closed", pgettext_lazy("case", "Closed")
        MERGED = "merged", pgettext_lazy("case", "Joined with another case")

    class Priority(models.IntegerChoices):
        LOW = 1, pgettext_lazy("priority", "Low")
        NORMAL = 2, pgettext_lazy("priority", "Normal")
        HIGH = 3, pgettext_lazy("priority", "High")
        URGENT = 4, pgettext_lazy("priority", "Urgent")

    class LeftOut(models.TextChoices):
        """Why a case is in no list and no figure."""

        SPAM = "spam", pgettext_lazy("case", "Spam")
        DUPLICATE = "duplicate", pgettext_lazy("case", "Duplicate")
        TEST = "test", pgettext_lazy("case", "Test")

    class Demand(models.TextChoices):
        """What a complaint asks for (UoPK art. 43d, 43e)."""

        REPAIR = "repair", pgettext_lazy("demand", "Repair")
        REPLACEMENT = "replacement", pgettext_lazy("demand", "Replacement")
        REDUCTION = "reduction", pgettext_lazy("demand", "Lower price")
        WITHDRAWAL = "withdrawal", pgettext_lazy("demand", "Withdrawal from the contract")

    class Remedy(models.TextChoices):
        """What we did, or do, about it."""

        REPAIR = "repair", pgettext_lazy("remedy", "Repair")
        REPLACEMENT = "replacement", pgettext_lazy("remedy", "Replacement")
        REDUCTION = "reduction", pgettext_lazy("remedy", "Lower price")
        WITHDRAWAL = "withdrawal", pgettext_lazy("remedy", "Withdrawal from the contract")
        REFUND = "refund", pgettext_lazy("remedy", "Money back")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    reference = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="cases",
    )
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10)
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="cases", verbose_name=_("order")
    )
    # One parcel, one fault, several orders: access and rules are those of the first.
    more_orders = models.ManyToManyField(
        Order, blank=True, related_name="cases_beside", verbose_name=_("further orders")
    )
    subject = models.CharField(_("subject"), max_length=200)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_cases",
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="cases")
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL.value
    )
    # How the first contact reached us, and the agent who wrote it down for the customer, if one did.
    way = models.CharField(_("way"), max_length=10, choices=Way, default=Way.WEB, db_default=Way.WEB.value)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opened for the customer by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Out of the agents' lists until then, or until the customer writes.
    snoozed_until = models.DateTimeField(_("put off until"), null=True, blank=True)
    # Its thread went there: what is said of this case is said there.
    merged_into = models.ForeignKey(
        "self", verbose_name=_("joined with"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", verbose_name=_("split from"), null=True, blank=True, on_delete=models.PROTECT, related_name="split"
    )
    related = models.ManyToManyField("self", verbose_name=_("related cases"), blank=True)
    left_out = models.CharField(_("left out"), max_length=10, choices=LeftOut, blank=True, default="", db_default="")
    opened_at = models.DateTimeField(_("opened"))
    # Since when the customer has been waiting for a word from us; empty when it is not our turn.
    unanswered_since = models.DateTimeField(_("waiting for us since"), null=True, blank=True)
    # When the customer declared the withdrawal, to the second; the case may be opened later.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # Proof of dispatch, or the return parcel's first scan (Directive 2011/83/EU art. 13(3)).
    dispatched_at = models.DateTimeField(_("goods sent back"), null=True, blank=True)
    received_at = models.DateTimeField(_("goods received"), null=True, blank=True)
    inspected_at = models.DateTimeField(_("goods checked"), null=True, blank=True)
    # What the claim asks for. Silence makes it the accepted remedy (UoPK art. 7a), so it never changes.
    demand = models.CharField(_("demand"), max_length=20, choices=Demand, blank=True, default="", db_default="")
    demand_amount = models.DecimalField(_("demanded amount"), max_digits=14, decimal_places=4, null=True, blank=True)
    remedy = models.CharField(_("remedy"), max_length=20, choices=Remedy, blank=True, default="", db_default="")
    accepted_by_law_at = models.DateTimeField(_("accepted by law"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    # In the order's currency.
    refunded_amount = models.DecimalField(_("paid back"), max_digits=14, decimal_places=4, null=True, blank=True)
    # The next promise to the customer and how it was computed; empty when nothing is due from us.
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    due_explanation = models.JSONField(default=dict, blank=True)
    first_reply_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    # Empty while there is something to do, for us or for the customer.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Compare-and-set: an agent who acts on an old view of the case is told, not overwritten.
    version = models.PositiveIntegerField(default=1, editable=False)
    # The form carries it; sending the same form twice opens one case.
    submission_key = models.UUIDField(unique=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-opened_at", "-id"]
        permissions: ClassVar = [
            ("work_cases", "Can work on customers' cases"),
            ("lead_cases", "Can lead agents: pass cases on, share views and replies, merge customers"),
            ("see_figures", "Can see the figures of cases"),
        ]
        indexes: ClassVar = [
            models.Index("customer", F("opened_at").desc(), F("id").desc(), name="cases_of_a_customer"),
            models.Index("due_at", "id", name="open_cases_by_due_time", condition=Q(closed_at=None)),
            models.Index("assignee", "due_at", "id", name="open_cases_of_an_agent", condition=Q(closed_at=None)),
            models.Index("updated_at", "id", name="cases_by_change"),
            models.Index("opened_at", name="cases_by_beginning"),
            models.Index("email", name="cases_of_a_guest", condition=Q(customer=None)),
            models.Index("team", "due_at", "id", name="open_cases_of_a_team", condition=Q(closed_at=None)),
            models.Index("snoozed_until", name="snoozed_cases", condition=Q(snoozed_until__isnull=False)),
            models.Index("closed_at", name="closed_cases_by_age", condition=Q(closed_at__isnull=False)),
            # Whatever the queue counts, filters and sorts by: it reads these, and rows of one page.
            # closed_at too, though it is empty in all of them: SQLite looks it up in the rows otherwise.
            models.Index(*QUEUE, "closed_at", name="open_cases_of_the_queue", condition=Q(closed_at=None)),
            models.Index("opened_at", *QUEUE[1:], name="cases_of_the_queue"),
        ]

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        case = super().from_db(*args, **kwargs)
        case.remember_demand()
        return case

    def save(self, *args: Any, **kwargs: Any) -> None:
        read: dict[str, Any] = vars(self).get("demand_when_read", {})
        if any(vars(self).get(name) != value for name, value in read.items()):
            raise DemandIsLocked
        super().save(*args, **kwargs)
        self.remember_demand()

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsKept

    def remember_demand(self) -> None:
        """Without asking the database for what was not read."""
        known = vars(self)
        known["demand_when_read"] = {name: known[name] for name in ("demand", "demand_amount") if name in known}
