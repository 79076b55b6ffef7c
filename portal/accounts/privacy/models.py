"""What people ask about their own data, what had to stay after an erasure, and who looked at it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.privacy.settings import PrivacySettings

__all__ = ["DataRequest", "Erasure", "IdleNotice", "Kept", "KeptLook", "PrivacySettings"]


def private_storage() -> Storage:
    return storages["private"]


class DataRequest(models.Model):
    """One wish: a copy of everything, or an end to it. Art. 12(3) GDPR: answered within a month."""

    class Kind(models.TextChoices):
        EXPORT = "export", pgettext_lazy("request", "A copy of the data")
        ERASE = "erase", pgettext_lazy("request", "Erasure")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request", "Waiting for the link in the mail")
        WAITING = "waiting", pgettext_lazy("request", "Waiting for its turn")
        READY = "ready", pgettext_lazy("request", "Ready to be taken")
        DONE = "done", pgettext_lazy("request", "Done")
        STOPPED = "stopped", pgettext_lazy("request", "Taken back")
        FAILED = "failed", pgettext_lazy("request", "Failed: somebody has to look")

    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # Empty for people without an account, and once the account is erased.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("customer")
    )
    # Emptied when it is erased: what stays is the keyed hash.
    email = models.EmailField(_("e-mail address"), blank=True)
    address_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=10)
    # Whoever of the staff asked on behalf of a person.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    # People without an account open their request by a link; here is the hash of it.
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    link_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Rows are the truth, the queue is only speed: tick starts what is due.
    due_at = models.DateTimeField(_("is done on"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    done = models.PositiveIntegerField(_("packed"), default=0)
    total = models.PositiveIntegerField(_("to pack"), default=0)
    file = models.FileField(_("ZIP"), storage=private_storage, blank=True, max_length=200)
    expires_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # How much of what went and stayed: {"gone": {area: count}, "kept": {reason: count}}. Nothing about the person.
    summary = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index("user", F("asked_at").desc(), name="data_requests_of_a_person"),
            models.Index("due_at", name="data_requests_due", condition=Q(due_at__isnull=False)),
            models.Index("expires_at", name="data_exports_to_sweep", condition=Q(expires_at__isnull=False)),
            models.Index("token_hash", name="data_requests_by_link", condition=~Q(token_hash="")),
            models.Index(F("asked_at").desc(), name="data_requests_by_age"),
        ]
        constraints: ClassVar = [
            # However often somebody clicks.
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(due_at__isnull=False, user__isnull=False),
                name="one_open_data_request_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"


class Erasure(models.Model):
    """A tombstone: this account or address was erased then. Says nobody's name; copied to a file outside backups."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Keyed hashes (HMAC): of the account's number, empty for a guest, and of each address.
    user_hash = models.CharField(max_length=64, blank=True, db_index=True)
    address_hashes = models.JSONField(default=list)
    erased_at = models.DateTimeField()
    # Empty until the line stands in the file.
    noted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering: ClassVar = ["erased_at", "id"]

    def __str__(self) -> str:
        return f"{self.key} {self.erased_at:%Y-%m-%d}"


class Kept(models.Model):
    """A record that outlives its person: taken out of where people work, locked, with a reason and an end."""

    class Reason(models.TextChoices):
        BOOKKEEPING = "bookkeeping", pgettext_lazy("why data stays", "Bookkeeping")
        CLAIMS = "claims", pgettext_lazy("why data stays", "Legal claims")
        OPEN = "open", pgettext_lazy("why data stays", "Not finished yet")

    request = models.ForeignKey(
        DataRequest, null=True, on_delete=models.SET_NULL, related_name="kept", verbose_name=_("request")
    )
    # "returns.case" and its number.
    label = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    title = models.CharField(_("what"), max_length=200)
    reason = models.CharField(_("why"), max_length=20, choices=Reason)
    basis = models.CharField(_("legal basis"), max_length=200)
    # Empty while what it belongs to is not finished.
    until = models.DateField(_("until"), null=True, blank=True)
    # What was taken out of the record itself. Read only by who may, with a reason (KeptLook).
    content = models.JSONField(default=dict, editable=False)
    # [{"file": name in private storage, "name": as its owner called it, "until": day}].
    files = models.JSONField(default=list, editable=False)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("record kept after an erasure")
        verbose_name_plural = _("records kept after an erasure")
        ordering: ClassVar = ["-since", "-id"]
        permissions: ClassVar = [("open_kept", "Can open records that are kept after an erasure, with a reason")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["label", "object_id"], name="one_kept_row_a_record")]
        indexes: ClassVar = [models.Index("until", name="kept_until", condition=Q(until__isnull=False))]

    def __str__(self) -> str:
        return self.title


class KeptLook(models.Model):
    """Somebody opened a locked record: who, when, and why. Never changed."""

    kept = models.ForeignKey(Kept, on_delete=models.CASCADE, related_name="looks", verbose_name=_("what"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    why = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("look at a locked record")
        verbose_name_plural = _("looks at locked records")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.why[:60]}"


class IdleNotice(models.Model):
    """She was told that her account goes, unless she signs in before that day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"))
    goes_date = models.DateField(_("account goes"))

    class Meta:
        verbose_name = _("notice to an idle account")
        verbose_name_plural = _("notices to idle accounts")

    def __str__(self) -> str:
        return f"{self.user_id} {self.goes_date}"
