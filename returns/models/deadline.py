"""A clock of a case: who must do what by when, and how that was counted."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models.case import Case


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        return self.filter(met_at=None, dropped_at=None)


class Deadline(models.Model):
    """A running clock is moved when its inputs change; a met, breached or dropped one stays as it was."""

    class Name(models.TextChoices):
        ANSWER = "answer", pgettext_lazy("deadline", "Our answer")
        COMPLAINT_ANSWER = "complaint_answer", pgettext_lazy("deadline", "Our answer to the complaint")
        REFUND = "refund", pgettext_lazy("deadline", "Your money back")
        SEND_BACK = "send_back", pgettext_lazy("deadline", "Sending the goods back")
        REMEDY = "remedy", pgettext_lazy("deadline", "What we owe you")
        GUARANTEE_ANSWER = "guarantee_answer", pgettext_lazy("deadline", "Answer about the guarantee")

    class Who(models.TextChoices):
        US = "us", pgettext_lazy("deadline", "The shop")
        YOU = "you", pgettext_lazy("deadline", "The customer")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines", verbose_name=_("case"))
    name = models.CharField(_("what is due"), max_length=20, choices=Name)
    who = models.CharField(_("who must act"), max_length=5, choices=Who)
    since = models.DateTimeField(_("counted from"))
    due_at = models.DateTimeField(_("due"))
    # The latest moment the law allows, where it is later than what we hold ourselves to.
    legal_at = models.DateTimeField(_("latest by law"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=60)
    # {rule, inputs, steps, result}
    explanation = models.JSONField(default=dict, blank=True)
    met_at = models.DateTimeField(_("done"), null=True, blank=True)
    breached_at = models.DateTimeField(_("missed"), null=True, blank=True)
    # It no longer applies: the case took another way before this was due.
    dropped_at = models.DateTimeField(_("no longer due"), null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "name"], condition=Q(met_at=None, dropped_at=None), name="one_running_clock_a_name"
            )
        ]
        indexes: ClassVar = [
            models.Index("due_at", "id", name="running_clocks", condition=Q(met_at=None, dropped_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d}"
