"""How long the shop keeps what, and whom people ask: the operator confirms it, the privacy page says it."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def number(
    label: object, default: int, least: int, most: int, help_text: object = ""
) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label,  # type: ignore[arg-type]
        default=default,
        help_text=help_text,  # type: ignore[arg-type]
        validators=[MinValueValidator(least), MaxValueValidator(most)],
    )


@register_setting(icon="lock")
class PrivacySettings(BaseGenericSetting):
    """Periods of retention. The defaults suit a shop in Poland; a lawyer confirms them for yours."""

    class From(models.TextChoices):
        ISSUE = "issue", pgettext_lazy("bookkeeping", "the year the invoice was issued (Germany: 8 years)")
        TAX = "tax", pgettext_lazy("bookkeeping", "the year its tax was due (Poland: 5 years)")

    bookkeeping_years = number(
        _("years for invoices"), 5, 1, 15, _("Poland 5, Germany 8, elsewhere 5 to 10. Ask your accountant.")
    )
    bookkeeping_from = models.CharField(_("counted from the end of"), max_length=10, choices=From, default=From.TAX)
    claims_years = number(
        _("years for the words of a finished case"),
        3,
        1,
        10,
        _("As long as claims can be made. Counted from its end."),
    )
    withdrawal_years = number(
        _("years for withdrawal statements"), 3, 1, 10, _("They prove that somebody withdrew in time.")
    )
    photo_months = number(_("months for photos of a finished case"), 6, 1, 60)
    idle_years = number(_("years until an account without orders goes"), 2, 1, 10, _("Counted from the last sign-in."))
    idle_notice_days = number(_("days between its notice and its end"), 30, 14, 90)
    mail_days = number(_("days for mails we sent"), 90, 14, 365)
    session_days = number(_("days for sign-ins and devices"), 90, 30, 365)
    log_days = number(_("days for the log of what staff changed"), 365, 90, 1095)
    request_years = number(
        _("years for requests about personal data"), 3, 1, 10, _("They prove that each was answered; without a name.")
    )
    undo_days = number(
        _("days to think an erasure over"), 7, 0, 14, _("0 erases at once. A stolen phone needs no more than that.")
    )
    contact = models.EmailField(
        _("address for questions about personal data"), blank=True, help_text=_("Empty: the shop's own address.")
    )
    officer = models.CharField(_("data protection officer"), max_length=200, blank=True)
    receivers = models.TextField(
        _("who works with the data for you"),
        blank=True,
        help_text=_("One a line: the carriers, the mail service, where the server stands."),
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "bookkeeping_years",
                    "bookkeeping_from",
                    "claims_years",
                    "withdrawal_years",
                    "photo_months",
                    "idle_years",
                    "idle_notice_days",
                    "mail_days",
                    "session_days",
                    "log_days",
                    "request_years",
                )
            ],
            heading=_("How long"),
        ),
        MultiFieldPanel([FieldPanel("undo_days")], heading=_("Erasure")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("contact", "officer", "receivers")], heading=_("On the privacy page")
        ),
    ]

    class Meta:
        verbose_name = _("privacy")
