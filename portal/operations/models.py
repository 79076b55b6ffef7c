"""Signs of life of the processes nobody looks at, and how far the setting up has come."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Pulse(models.Model):
    """When something last happened, and how often. A row, so that every machine sees it and no cache forgets it."""

    class Name(models.TextChoices):
        TICK = "tick"
        WORKER = "worker"
        JOB_FAILED = "job_failed"

    name = models.CharField(max_length=20, choices=Name, unique=True)
    at = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    # Names of functions and classes: nothing that a person wrote.
    failed: Any = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class SetupStep(models.Model):
    """What a person said about a step of the setting up; what is missing is read from the settings themselves."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        LATER = "later", _("Later")

    slug = models.SlugField(max_length=30, unique=True)
    state = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.slug}: {self.state}"
