"""Mails that came in, whole and before anybody read them. The row is the truth, the queue only speed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models import Case, Message


class IncomingMail(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("incoming mail", "To be read")
        APPLIED = "applied", pgettext_lazy("incoming mail", "In its case")
        IGNORED = "ignored", pgettext_lazy("incoming mail", "Left alone")
        UNPLACED = "unplaced", pgettext_lazy("incoming mail", "Could not be placed")
        DEAD = "dead", pgettext_lazy("incoming mail", "Could not be read")

    class Reason(models.TextChoices):
        """Why it stands where it stands."""

        NOT_SIGNED = "not_signed", _("It went to no address that we gave out.")
        WRONG_SIGNATURE = (
            "wrong_signature",
            _("The signature in its address is wrong: somebody changed or guessed it."),
        )
        NO_CASE = "no_case", _("Its case does not exist, or belongs to nobody any more.")
        BLOCKED = "blocked", _("The customer's account is switched off.")
        AUTOMATIC = "automatic", _("A machine answered: out of office, a list, a delivery report.")
        LOOP = "loop", _("It is one of our own mails come back.")
        EMPTY = "empty", _("Nothing was written in it, and no file came along.")
        TOO_LARGE = "too_large", _("It is larger than we take, so only its headings were kept.")
        TOO_MANY = "too_many", _("Many mails came in this hour: it is read later.")
        FAILED = "failed", _("Something failed here. The log says more.")

    # One row for one mail to one case, however often it is delivered.
    key = models.CharField(max_length=64, unique=True, editable=False)
    mail_id = models.CharField(max_length=300, blank=True, editable=False)
    # As the mail says; it proves nothing.
    sender = models.CharField(_("from"), max_length=254, blank=True)
    recipient = models.CharField(_("to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    raw = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"))
    # Only by a signature that is right.
    case = models.ForeignKey(
        Case, verbose_name=_("case"), null=True, blank=True, on_delete=models.SET_NULL, related_name="incoming_mails"
    )
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    applied_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        ordering: ClassVar = ["-received_at", "-id"]
        permissions: ClassVar = [
            ("retry_incomingmail", "Can read incoming mails into their cases again"),
            ("read_incomingmail", "Can read incoming mails, personal data included"),
        ]
        indexes: ClassVar = [
            models.Index("due_at", name="incoming_mails_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["state", "-received_at", "-id"], name="incoming_mails_by_state"),
            models.Index(fields=["-received_at", "-id"], name="incoming_mails_by_age"),
            models.Index("case", "applied_at", name="incoming_mails_of_a_case"),
        ]

    def __str__(self) -> str:
        return self.subject or self.mail_id[:40] or str(self.pk)
