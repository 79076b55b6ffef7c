"""Shops that are asked for orders, and what each asking brought. The row is the truth: cursor, lease, next time."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PullSource(models.Model):
    """One shop system whose keys are in the settings; `cursor` is its own business (orders.pull)."""

    name = models.CharField(_("shop system"), max_length=30, unique=True, editable=False)
    is_enabled = models.BooleanField(_("ask this shop"), default=True)
    minutes = models.PositiveIntegerField(
        _("minutes between two times"), default=15, validators=[MinValueValidator(1), MaxValueValidator(7 * 24 * 60)]
    )
    cursor = models.JSONField(default=dict, editable=False)
    due_at = models.DateTimeField(_("next time"))
    # Whoever asks holds it until then; a killed worker's lease runs out.
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_key = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("failed tries in a row"), default=0, editable=False)
    last_success_at = models.DateTimeField(_("last time without a mistake"), null=True, blank=True, editable=False)
    # Empty while all is well; else what to do, in plain words.
    error = models.TextField(_("what is wrong"), blank=True, editable=False)

    class Meta:
        verbose_name = _("shop that is asked for orders")
        verbose_name_plural = _("shops that are asked for orders")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class PullRun(models.Model):
    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("asking a shop", "Running")
        DONE = "done", pgettext_lazy("asking a shop", "Done")
        FAILED = "failed", pgettext_lazy("asking a shop", "Stopped")

    source = models.ForeignKey(
        PullSource, on_delete=models.CASCADE, related_name="runs", verbose_name=_("shop system")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("began"))
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created = models.PositiveIntegerField(_("new orders"), default=0)
    updated = models.PositiveIntegerField(_("changed orders"), default=0)
    unchanged = models.PositiveIntegerField(_("orders we knew"), default=0)
    # Orders that could not be read; the first few with the reason are in `error`.
    failed = models.PositiveIntegerField(_("orders that could not be read"), default=0)
    error = models.TextField(_("what is wrong"), blank=True)

    class Meta:
        verbose_name = _("asking a shop for orders")
        verbose_name_plural = _("askings of shops for orders")
        ordering: ClassVar = ["-started_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["source", "-started_at", "-id"], name="pull_runs_by_source"),
            models.Index(fields=["-started_at", "-id"], name="pull_runs_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M}"
