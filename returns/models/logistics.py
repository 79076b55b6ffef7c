"""What goods that come back need: a label, parcels, a proof that they were handed over, and the money for them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import Refund, Shipment
from returns.models.case import Case
from returns.models.files import private_storage
from returns.models.message import Message


class Teller(models.TextChoices):
    CUSTOMER = "customer", pgettext_lazy("who said so", "The customer")
    AGENT = "agent", pgettext_lazy("who said so", "An agent")
    SHOP = "shop", pgettext_lazy("who said so", "The shop's system")


class ReturnLabel(models.Model):
    """What the customer sticks on the parcel. A new one takes the place of the old one, which stays as it was."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="labels", verbose_name=_("case"))
    file = models.FileField(_("file"), storage=private_storage, max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    # The carrier takes it until then; empty: nobody said.
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("from"), max_length=10, choices=Teller)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(_("added"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("return label")
        verbose_name_plural = _("return labels")
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(replaced_at=None), name="one_label_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}".strip() or f"{self.case_id}"


class ReturnParcel(models.Model):
    """A parcel that brings goods of this case back. The parcel itself is the order's, with its carrier's news."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="return_parcels", verbose_name=_("case"))
    shipment = models.OneToOneField(
        Shipment, on_delete=models.CASCADE, related_name="return_parcel", verbose_name=_("shipment")
    )
    told_by = models.CharField(_("who said so"), max_length=10, choices=Teller)
    told_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("return parcel")
        verbose_name_plural = _("return parcels")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.shipment_id)


class DispatchProof(models.Model):
    """A posting receipt: with an agent's yes it counts like the carrier's scan (Directive 2011/83/EU art. 13(3))."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proof", "To be looked at")
        CONFIRMED = "confirmed", pgettext_lazy("proof", "Confirmed")
        REFUSED = "refused", pgettext_lazy("proof", "Not accepted")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dispatch_proofs", verbose_name=_("case"))
    # The message that carries the receipt's picture.
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="dispatch_proof")
    # The day the customer says the carrier took it.
    handed_over_date = models.DateField(_("handed over"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("proof of dispatch")
        verbose_name_plural = _("proofs of dispatch")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index("sent_at", name="proofs_to_look_at", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.handed_over_date}"


class CaseRefund(models.Model):
    """Money paid back for a case: written by an agent, or told by the shop; the same money is one row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("case"))
    # The shop's own word about the same money, whichever came first.
    order_refund = models.OneToOneField(
        Refund, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_refund"
    )
    source = models.CharField(_("from"), max_length=10, choices=Teller)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    made_at = models.DateTimeField(_("paid back"))
    # What law and inspection came to, and why the amount is another one: {rule, inputs, steps, result}.
    explanation = models.JSONField(default=dict, blank=True)
    # [{"name", "quantity", "paid", "reduction", "amount", "why"}], amounts as text.
    lines = models.JSONField(default=list, blank=True)
    proposed = models.DecimalField(_("worked out"), max_digits=14, decimal_places=4, null=True, blank=True)
    why = models.TextField(_("why it is another amount"), blank=True)

    class Meta:
        verbose_name = _("refund of a case")
        verbose_name_plural = _("refunds of cases")
        ordering: ClassVar = ["made_at", "id"]
        indexes: ClassVar = [models.Index("made_at", "id", name="case_refunds_by_moment")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_refund_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class ReturnReminder(models.Model):
    """A reminder that was due, written down so that it goes out once."""

    class Name(models.TextChoices):
        SEND_BACK = "send_back", pgettext_lazy("reminder", "Send the goods back")
        NOT_ARRIVED = "not_arrived", pgettext_lazy("reminder", "The goods have not arrived")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("case"))
    name = models.CharField(_("reminder"), max_length=20, choices=Name)
    # What it reminds of: moved deadlines are reminded of anew.
    due_at = models.DateTimeField(_("due"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("reminder of a return")
        verbose_name_plural = _("reminders of returns")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "name", "due_at"], name="one_reminder_a_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"
