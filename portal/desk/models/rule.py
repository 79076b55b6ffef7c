"""Rules of the shop: on an event, if everything fits, then do a few small things. No code."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.desk.models.macro import Macro
from returns.models import Case, Tag, Team


class Rule(models.Model):
    class Event(models.TextChoices):
        OPENED = "opened", pgettext_lazy("rule", "A case is opened")
        WROTE = "wrote", pgettext_lazy("rule", "The customer writes again")
        CHANGED = "changed", pgettext_lazy("rule", "A case takes a step: approved, received, closed …")
        DUE_SOON = "due_soon", pgettext_lazy("rule", "An answer is due within two hours")
        MISSED = "missed", pgettext_lazy("rule", "A clock of ours was missed")

    class Hours(models.TextChoices):
        OPEN = "open", pgettext_lazy("rule", "while we are open")
        CLOSED = "closed", pgettext_lazy("rule", "while we are closed")

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_on = models.BooleanField(pgettext_lazy("rule", "switched on"), default=False)
    position = models.PositiveSmallIntegerField(
        pgettext_lazy("which goes first", "order"),
        default=10,
        help_text=_("Rules run one after another, the smallest number first."),
    )
    event = models.CharField(_("when"), max_length=10, choices=Event)

    # Conditions: all that are filled in must fit.
    kinds = models.JSONField(_("kind"), default=list, blank=True)
    languages = models.JSONField(_("language"), default=list, blank=True)
    ways = models.JSONField(_("way"), default=list, blank=True)
    words = models.TextField(
        _("one of these words"),
        blank=True,
        max_length=2000,
        help_text=_("In what the customer wrote; one word or phrase a line. “invoice” also finds “invoices”."),
    )
    priority_from = models.PositiveSmallIntegerField(
        _("priority at least"), choices=Case.Priority, null=True, blank=True
    )
    is_nobodys = models.BooleanField(_("nobody works on it yet"), default=False)
    in_team = models.ForeignKey(
        Team, verbose_name=_("it is with the team"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    with_tag = models.ForeignKey(
        Tag, verbose_name=_("it has the tag"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    hours = models.CharField(_("opening hours"), max_length=10, choices=Hours, blank=True)
    is_late = models.BooleanField(_("a parcel of the order is late"), default=False)

    # What is done.
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("give it to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to=Q(is_staff=True, is_active=True),
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("give it to the team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("add tags"), blank=True, related_name="+")
    priority = models.PositiveSmallIntegerField(_("set the priority"), choices=Case.Priority, null=True, blank=True)
    macro = models.ForeignKey(
        Macro,
        verbose_name=_("answer with the macro"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to=Q(owner=None),
        help_text=_("Once a case. It does not count as our answer: the clock runs on."),
    )
    notify = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("tell by mail"),
        blank=True,
        related_name="+",
        limit_choices_to=Q(is_staff=True, is_active=True),
    )

    class Meta:
        verbose_name = pgettext_lazy("of the desk", "rule")
        verbose_name_plural = pgettext_lazy("of the desk", "rules")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """A rule fitted an event of a case, and this is what it did; the same event never counts twice."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rule_runs")
    key = models.CharField(max_length=40)
    at = models.DateTimeField(_("when"))
    # Names of what was done, and sentences about what could not be.
    done = models.JSONField(default=list)
    refused = models.JSONField(default=list)

    class Meta:
        verbose_name = pgettext_lazy("of the desk", "run of a rule")
        verbose_name_plural = pgettext_lazy("of the desk", "runs of rules")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "case", "key"], name="one_run_an_event")]
        indexes: ClassVar = [models.Index("at", name="rule_runs_by_moment")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.key}"


class RuleHeard(models.Model):
    """An event the rules have seen, so that tick need not show it to them again; kept for a day."""

    key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
