"""What the desk knows of a customer beside her cases: notes, and accounts that became one."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from returns.models.kept import HistoryIsKept


class CustomerNote(models.Model):
    """What one agent wants the others to know. Added to, never changed; it goes with the person."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="desk_notes"
    )
    # Of somebody without an account.
    email = models.EmailField(_("e-mail address"), blank=True)
    body = models.TextField(_("note"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("agent")
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("note about a customer")
        verbose_name_plural = _("notes about customers")
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["email"], name="notes_of_a_guest", condition=~Q(email=""))]

    def __str__(self) -> str:
        return self.body[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise HistoryIsKept
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsKept


class CustomerMerge(models.Model):
    """Two of one person become one: who asked, who said yes, what moved. Done rows never change."""

    kept = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="merges", verbose_name=_("stays")
    )
    # The account that ends; empty for an address without one.
    gone = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Emptied once it is done: then the address is the kept account's own.
    gone_email = models.EmailField(_("e-mail address"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("agent")
    )
    asked_at = models.DateTimeField(_("asked"))
    # Of the links in the two mails; empty when nobody had to be asked.
    kept_hash = models.CharField(max_length=64, blank=True, editable=False)
    gone_hash = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("links work until"), null=True)
    kept_yes_at = models.DateTimeField(null=True)
    gone_yes_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    # {"orders": 3, "cases": 2, …}
    moved = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("merged customers")
        verbose_name_plural = _("merged customers")
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["kept_hash"], name="merge_by_first_link", condition=~Q(kept_hash="")),
            models.Index(fields=["gone_hash"], name="merge_by_second_link", condition=~Q(gone_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.kept_id} ← {self.gone_id or '–'}"


class OrderPhone(models.Model):
    """The telephone of an order as it is looked for: its last nine digits, however it was written."""

    order = models.OneToOneField("orders.Order", on_delete=models.CASCADE, primary_key=True, related_name="+")
    # Empty for an order without one: it is not looked at again until the shop changes it.
    digits = models.CharField(max_length=9, db_index=True)
    # The order's updated_at when it was read.
    read_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("telephone of an order")
        verbose_name_plural = _("telephones of orders")

    def __str__(self) -> str:
        return self.digits
