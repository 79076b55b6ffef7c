"""What the shop answered to a claim: paper, written once. And what was then done for each line."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import OrderLine
from returns.models.case import Case
from returns.models.files import private_storage
from returns.models.kept import HistoryIsKept

# The press fills these in after the decision was made; nothing else of it ever changes.
PRINTED = frozenset({"file", "sha256", "render_due_at", "render_attempts"})


class DecisionQuerySet(models.QuerySet["Decision"]):
    def update(self, **kwargs: Any) -> int:
        if set(kwargs) - PRINTED:
            raise HistoryIsKept
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        raise HistoryIsKept


class Decision(models.Model):
    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("decision", "Accepted")
        BY_LAW = "by_law", pgettext_lazy("decision", "Accepted by law")
        OFFERED = "offered", pgettext_lazy("decision", "Another remedy")
        AGREED = "agreed", pgettext_lazy("decision", "Agreed")
        DECLINED = "declined", pgettext_lazy("decision", "Declined")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("case"))
    verdict = models.CharField(_("decision"), max_length=20, choices=Verdict)
    # Empty where the law decided, or the customer agreed to what was offered.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("decided"))
    # Does it say yes or no to the demand? A suggestion does not, and the clock runs on (UoPK art. 7a).
    is_answer = models.BooleanField(_("answers the claim"), default=True)
    language = models.CharField(_("language"), max_length=10)
    # Code of the law pack that was applied.
    law = models.CharField(_("law"), max_length=30, blank=True)
    # A copy: what the answer is an answer to.
    demand = models.CharField(_("demand"), max_length=20, blank=True)
    demand_amount = models.DecimalField(_("demanded amount"), max_digits=14, decimal_places=4, null=True, blank=True)
    remedy = models.CharField(_("remedy"), max_length=20, choices=Case.Remedy, blank=True)
    # Of a price reduction, in the order's currency.
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4, null=True, blank=True)
    # Why another remedy (returns.complaints.rules.Why).
    why = models.CharField(_("ground"), max_length=20, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    # What we lend while the goods are being repaired (Directive (EU) 2024/1799 art. 14).
    loan = models.CharField(_("device on loan"), max_length=300, blank=True)
    # {stance, text, version, language}: on settling the dispute out of court; {} where none is owed.
    statement = models.JSONField(default=dict, blank=True)
    file = models.FileField(_("document"), storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # When the press is to try (again); empty once the document is there.
    render_due_at = models.DateTimeField(null=True, blank=True)
    render_attempts = models.PositiveSmallIntegerField(default=0)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(verdict="declined") | ~Q(reasons=""), name="a_refusal_has_its_reasons"
            ),
        ]
        indexes: ClassVar = [
            models.Index("made_at", "id", name="decisions_by_moment"),
            models.Index("render_due_at", name="decisions_to_print", condition=Q(render_due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.made_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryIsKept
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsKept


class Alarm(models.Model):
    """A warning of the complaint desk, written once for each case and day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alarms", verbose_name=_("case"))
    # Days after receipt.
    day = models.PositiveSmallIntegerField(_("day"))
    at = models.DateTimeField(_("when"))
    escalates = models.BooleanField(_("escalation"), default=False)
    # No: the clock passed this day while nobody looked, and a later warning was told instead.
    told = models.BooleanField(_("told"), default=True)
    # To whom it was escalated; empty: to every agent.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "day"], name="one_warning_a_day")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.day}"


class DoneRemedy(models.Model):
    """A line was repaired or replaced: the liability for it, and its passport, go by this."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="done_remedies", verbose_name=_("case"))
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="done_remedies", verbose_name=_("order line")
    )
    remedy = models.CharField(_("remedy"), max_length=20, choices=Case.Remedy)
    quantity = models.PositiveIntegerField(_("quantity"))
    done_at = models.DateTimeField(_("done"))
    # A replacement's own numbers, and what it was replaced with when that is another product.
    serials = models.JSONField(_("serial numbers"), default=list, blank=True)
    product = models.CharField(_("product"), max_length=300, blank=True)
    # Under the guarantor's promise, not under the law: the shop's liability stays as it is (R1).
    is_guarantee = models.BooleanField(_("under the guarantee"), default=False)

    class Meta:
        verbose_name = _("done remedy")
        verbose_name_plural = _("done remedies")
        ordering: ClassVar = ["done_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "order_line", "remedy"], name="one_remedy_a_line"),
        ]
        indexes: ClassVar = [models.Index("order_line", "remedy", name="remedies_of_a_line")]

    def __str__(self) -> str:
        return f"{self.remedy} {self.order_line_id}"
