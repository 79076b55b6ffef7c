"""Files of the thread, and files that wait for their message."""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.case import Case
from returns.models.message import Message


def private_storage() -> Storage:
    return storages["private"]


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

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["id"]

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

    class Meta:
        verbose_name = _("waiting file")
        verbose_name_plural = _("waiting files")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            # Two clicks send the same picture twice; it is kept once.
            models.UniqueConstraint(fields=["owner", "key", "sha256"], name="one_row_a_waiting_file"),
        ]

    def __str__(self) -> str:
        return self.name
