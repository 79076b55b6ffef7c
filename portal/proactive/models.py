"""Help that was offered, or held out by chance, before somebody asked. Rows are the truth; mails follow from them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import Invoice, Order, Shipment
from portal.proactive.options import ProactiveSettings
from portal.proactive.rules import RuleName
from returns.models import Case

__all__ = ["Nudge", "ProactiveSettings", "RuleName"]


class Nudge(models.Model):
    """Decided once for a rule, a customer and a thing. What is shown is worked out from the thing as it is now."""

    rule = models.CharField(_("rule"), max_length=10, choices=RuleName)
    # What it is about: "shipment-12", "case-3-2026-11-26". The same thing is never decided twice.
    key = models.CharField(max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="nudges",
        verbose_name=_("person"),
    )
    # Of a guest; empty for who has an account.
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    language = models.CharField(_("language"), max_length=10)
    order = models.ForeignKey(
        Order, null=True, on_delete=models.CASCADE, related_name="nudges", verbose_name=_("order")
    )
    shipment = models.ForeignKey(Shipment, null=True, on_delete=models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, null=True, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="nudges", verbose_name=_("case"))
    # The one that explains it, in the customer's language; for the rule "article" the one that was read.
    article = models.ForeignKey("kb.ArticlePage", null=True, on_delete=models.SET_NULL, related_name="+")
    held_out = models.BooleanField(_("held out by chance"))
    made_at = models.DateTimeField(pgettext_lazy("proactive help", "decided"))
    # When the mail about it is decided on; empty: none, or done.
    mail_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(_("by e-mail"), null=True)
    seen_at = models.DateTimeField(_("seen"), null=True)
    acted_at = models.DateTimeField(pgettext_lazy("proactive help", "used"), null=True)
    dismissed_at = models.DateTimeField(_("put away"), null=True)
    # When that person asked us after all, and where; within seven days.
    contacted_at = models.DateTimeField(_("asked us"), null=True)
    contact = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    # The seven days are over, and whoever asked us was noticed.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("proactive help", "offer of help")
        verbose_name_plural = pgettext_lazy("proactive help", "offers of help")
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "key", "person"], condition=Q(person__isnull=False), name="one_nudge_a_thing"
            ),
            models.UniqueConstraint(
                fields=["rule", "key", "email"], condition=Q(person=None), name="one_nudge_a_thing_of_a_guest"
            ),
        ]
        indexes: ClassVar = [
            models.Index("made_at", "rule", name="nudges_by_moment"),
            models.Index("person", "made_at", name="nudges_of_a_person"),
            models.Index("email", "made_at", name="nudges_of_a_guest", condition=Q(person=None)),
            models.Index("mail_due_at", name="nudges_to_mail", condition=Q(mail_due_at__isnull=False)),
            models.Index("made_at", name="nudges_not_settled", condition=Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"
