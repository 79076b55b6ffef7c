"""Keys of shops, and the answers they were given, for when they ask the same twice."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SOURCE = r"^[a-z0-9][a-z0-9_-]{0,29}$"


class ApiKey(models.Model):
    """One shop's way in. Only the hash of its secret is kept; it reads and writes its own source alone (R11)."""

    class Scope(models.TextChoices):
        ORDERS_WRITE = "orders:write", _("Send orders")
        ORDERS_READ = "orders:read", _("Read orders")
        TRACKING_WRITE = "tracking:write", _("Send parcels and tracking news")
        INVOICES_WRITE = "invoices:write", _("Send invoices")
        REFUNDS_WRITE = "refunds:write", _("Send refunds")
        CASES_READ = "cases:read", _("Read cases and withdrawals")
        CASES_READ_ORDERLESS = "cases:read-orderless", _("Read cases about no order")
        CASES_WRITE = "cases:write", _("Send return labels and say what arrived")

    name = models.CharField(
        _("name"), max_length=80, help_text=_("Who will use it, so that you know what you revoke.")
    )
    source = models.SlugField(
        _("source"),
        max_length=30,
        db_index=False,
        validators=[RegexValidator(SOURCE, _("Use small letters, digits, - and _, at most 30."))],
        help_text=_("The shop its orders belong to, like woocommerce. The key sees nothing of other shops."),
    )
    scopes = models.JSONField(_("it may"), default=list)
    prefix = models.CharField(_("begins with"), max_length=20, editable=False)
    # sha256 of the whole key. It has 256 random bits, so a slow hash would protect nothing more.
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    requests_a_minute = models.PositiveIntegerField(
        _("requests a minute"),
        default=6000,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("More are answered with 429 and when to try again. A batch counts once."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    # Requests of the minute that began at this moment, from all processes (limits.py).
    minute = models.DateTimeField(null=True, editable=False)
    used = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering: ClassVar = ["source", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "name"],
                name="one_key_a_name",
                violation_error_message=_("This shop has a key of this name already. Choose another name."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.source})"

    def may(self, scope: str) -> bool:
        return scope in self.scopes


class StoredAnswer(models.Model):
    """What a write was answered, under the client's Idempotency-Key: written in one transaction with its effect."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    # sha256 of method, path and body.
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored answer")
        verbose_name_plural = _("stored answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["api_key", "key"], name="one_answer_a_key"),
        ]
        indexes: ClassVar = [models.Index("created_at", name="answers_by_age")]

    def __str__(self) -> str:
        return f"{self.status} {self.key}"
