"""Statements of withdrawal as they were sent, each chained to the one before, and what we did about each."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import Order
from returns.models.case import Case


class StatementIsKept(Exception):
    """The log of withdrawals is append-only: changing or deleting a row is a bug in the caller."""


class StatementQuerySet(models.QuerySet["Withdrawal"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise StatementIsKept

    def delete(self) -> NoReturn:
        raise StatementIsKept


class Withdrawal(models.Model):
    """One statement, written once (law F4, F5). returns.withdrawing.chain says what the hashes are made of."""

    position = models.PositiveBigIntegerField(_("number"), unique=True)
    # As returns.withdrawing.statement.Statement.content makes it; empty once its time is over.
    content = models.JSONField(_("statement"), default=dict)
    content_hash = models.CharField(max_length=64)
    submitted_at = models.DateTimeField(_("submitted"))
    # The same as text, to the second with the UTC offset: what was hashed.
    moment = models.CharField(max_length=32)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    submission_key = models.UUIDField(unique=True, editable=False)
    proof_hash = models.CharField(max_length=64, unique=True, editable=False)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    # A keyed hash; the address itself is nowhere.
    address_hash = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="withdrawals",
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering: ClassVar = ["-position"]
        indexes: ClassVar = [models.Index("submitted_at", name="withdrawals_by_moment")]

    def __str__(self) -> str:
        return f"{self.position} {self.moment}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise StatementIsKept
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise StatementIsKept


class WithdrawalChain(models.Model):
    """The end of the chain: locked by whoever adds to it, and proof that nothing was cut off behind it. One row."""

    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"


class WithdrawalMatch(models.Model):
    """What became of a statement: looked up in the background, again and again until it is done."""

    class Found(models.TextChoices):
        """Why the system confirmed it, or why a person has to look."""

        CONFIRMED = "confirmed", pgettext_lazy("withdrawal", "In time, for all of it: confirmed")
        UNKNOWN = "unknown", pgettext_lazy("withdrawal", "We know no such order")
        OTHER_ADDRESS = "other_address", pgettext_lazy("withdrawal", "The order has another e-mail address")
        SEVERAL = "several", pgettext_lazy("withdrawal", "Several orders fit")
        ITEMS = "items", pgettext_lazy("withdrawal", "What it is about is in the customer's own words")
        LATE = "late", pgettext_lazy("withdrawal", "The period seems to be over")
        EXCEPTION = "exception", pgettext_lazy("withdrawal", "Something in it may be excluded by law")
        UNSURE = "unsure", pgettext_lazy("withdrawal", "Nobody told us when it was delivered")
        BUSINESS = "business", pgettext_lazy("withdrawal", "The buyer may be a business")
        CANCELLED = "cancelled", pgettext_lazy("withdrawal", "The order was cancelled or refunded")
        TAKEN = "taken", pgettext_lazy("withdrawal", "Pieces of it are in another case")

    withdrawal = models.OneToOneField(Withdrawal, primary_key=True, on_delete=models.PROTECT, related_name="match")
    found = models.CharField(_("result"), max_length=20, choices=Found, blank=True, default="", db_default="")
    case = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="statement", verbose_name=_("case")
    )
    # Orders it may be about; agents see them, the one who sent the statement never does.
    candidates = models.ManyToManyField(Order, related_name="+", blank=True)
    own_address_told_at = models.DateTimeField(null=True, blank=True)
    # Rows are the truth, the queue is only speed: tick starts what is due. Empty: done.
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The acknowledgement as PDF, in private storage.
    pdf = models.CharField(max_length=200, blank=True, default="", db_default="")
    pdf_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    pdf_due_at = models.DateTimeField(null=True, blank=True)
    pdf_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index("due_at", name="withdrawals_to_match", condition=Q(due_at__isnull=False)),
            models.Index("pdf_due_at", name="acknowledgements_to_make", condition=Q(pdf_due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} {self.found}"
