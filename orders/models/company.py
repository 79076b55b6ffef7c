"""Companies that buy: the people in them, invitations, and every change that was made."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Company(models.Model):
    class Check(models.TextChoices):
        FORMAL = "formal", pgettext_lazy("VAT number", "Well formed")
        WAITING = "waiting", pgettext_lazy("VAT number", "Being checked")
        VALID = "valid", pgettext_lazy("VAT number", "Confirmed by VIES")
        INVALID = "invalid", pgettext_lazy("VAT number", "Not known to VIES")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    # Not unique: whoever came first must not lock the real company out, and the number alone opens nothing.
    vat_number = models.CharField(_("VAT number"), max_length=20)
    country = models.CharField(_("country"), max_length=2)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    vat_check = models.CharField(_("VAT number"), max_length=10, choices=Check, default=Check.FORMAL)
    vat_checked_at = models.DateTimeField(_("VAT number checked"), null=True, blank=True)
    # Rows are the truth, the queue is only speed: tick starts what is due.
    vat_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    vat_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    vat_error = models.CharField(_("last error"), max_length=200, blank=True, editable=False)
    vat_name = models.CharField(_("name in VIES"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index("vat_due_at", name="vat_to_check", condition=Q(vat_due_at__isnull=False))]

    def __str__(self) -> str:
        return self.name

    @property
    def has_checked_vat(self) -> bool:
        """Only then do orders with this number come to the company by themselves."""
        return self.vat_check in (self.Check.FORMAL, self.Check.VALID)


class CompanyRole(models.TextChoices):
    BUYER = "buyer", pgettext_lazy("role", "Buyer")
    ACCOUNTANT = "accountant", _("Accountant")
    ADMINISTRATOR = "administrator", _("Administrator")


class CompanyMember(models.Model):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="members", verbose_name=_("company"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="company_memberships",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=15, choices=CompanyRole)
    joined_at = models.DateTimeField(_("joined"))

    class Meta:
        verbose_name = _("member of a company")
        verbose_name_plural = _("members of companies")
        ordering: ClassVar = ["joined_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "company"], name="once_a_member_of_a_company"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class CompanyInvitation(models.Model):
    """For one address, once, for a week. The token is in the mail only; here is its hash."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("company")
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=15, choices=CompanyRole)
    language = models.CharField(_("language"), max_length=10, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to a company")
        verbose_name_plural = _("invitations to companies")
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_an_address",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["email", "sent_at"], name="invitations_of_an_address")]

    def __str__(self) -> str:
        return self.email


class CompanyEvent(models.Model):
    """What was changed, by whom: never rewritten."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="events", verbose_name=_("company"))
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("what"), max_length=30)
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("change of a company")
        verbose_name_plural = _("changes of companies")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index("company", F("at").desc(), F("id").desc(), name="changes_of_a_company"),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.verb}"
