"""Files of the thread, and files that wait for their message."""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models.case import Case
from returns.models.message import Message


def private_storage() -> Storage:
    return storages["private"]


class Scan(models.TextChoices):
    """What the virus scanner said, where there is one (returns/scanning). Only what is fine is served."""

    FINE = "", pgettext_lazy("virus scanner", "Fine")
    HELD = "held", pgettext_lazy("virus scanner", "Being checked")
    DROPPED = "dropped", pgettext_lazy("virus scanner", "Removed")


class Attachment(models.Model):
    """A customer's or agent's file: decoded, pixels copied, original and its metadata dropped."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("case"))
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), storage=private_storage, max_length=200)
    thumbnail = models.FileField(_("small picture"), storage=private_storage, max_length=200, blank=True)
    # What the customer called it; data only, never a path.
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("sent"))
    scan = models.CharField(max_length=10, choices=Scan, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index("id", name="attachments_held", condition=Q(scan="held"))]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A checked file that waits for its message, so that a form with a mistake keeps it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The form's submission key.
    key = models.UUIDField()
    file = models.FileField(storage=private_storage, max_length=200)
    thumbnail = models.FileField(storage=private_storage, max_length=200, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    scan = models.CharField(max_length=10, choices=Scan, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("waiting file")
        verbose_name_plural = _("waiting files")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index("id", name="uploads_held", condition=Q(scan="held"))]
        constraints: ClassVar = [
            # Two clicks send the same picture twice; it is kept once.
            models.UniqueConstraint(fields=["owner", "key", "sha256"], name="one_row_a_waiting_file"),
        ]

    def __str__(self) -> str:
        return self.name
