"""How orders are found: by words, and by people who have no account."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order


class OrderText(models.Model):
    """What an order is searched by, folded (orders.words). A table of its own: long rows are slow to walk through."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.CASCADE, related_name="search_text")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text[:80]


class OrderLink(models.Model):
    """Opens one order to whoever holds it, once, for a day. The token is in the mail only; here is its hash."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="links", verbose_name=_("order"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("sent"))
    # Also the end of what the browser that used it may see.
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to an order")
        verbose_name_plural = _("links to orders")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index("expires_at", name="links_that_end")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.created_at:%Y-%m-%d %H:%M}"


class OrderQuery(models.Model):
    """Somebody without an account asks for an order; a job answers by mail and removes the row."""

    number = models.CharField(max_length=64)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    # Rows are the truth, the queue is only speed: tick starts what is due.
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("search for an order")
        verbose_name_plural = _("searches for orders")
        indexes: ClassVar = [models.Index("due_at", name="searches_for_orders_due")]

    def __str__(self) -> str:
        return self.number
