"""What the operator decides about help before somebody asks: Settings → Proactive help."""

from dataclasses import dataclass
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from portal.proactive.rules import BY_MAIL, RuleName


def switch() -> "models.BooleanField[bool, bool]":
    return models.BooleanField(pgettext_lazy("proactive help", "on"), default=True)


def cap() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        _("at most, a customer in 7 days"), default=2, validators=[MaxValueValidator(50)]
    )


def share() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(_("held out, in %"), default=10, validators=[MaxValueValidator(90)])


def by_mail() -> "models.BooleanField[bool, bool]":
    return models.BooleanField(_("also by e-mail"), default=True)


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one rule. hold_out in percent."""

    is_on: bool
    most: int
    most_of_all: int
    hold_out: int
    by_mail: bool


def row(name: str) -> MultiFieldPanel:
    fields = [f"{name}_on", f"{name}_cap", f"{name}_hold_out"]
    if name in BY_MAIL:
        fields.append(f"{name}_mail")
    return MultiFieldPanel([FieldRowPanel([FieldPanel(field) for field in fields])], RuleName(name).label)


@register_setting(icon="help", order=330)
class ProactiveSettings(BaseGenericSetting):
    most = models.PositiveSmallIntegerField(
        _("offers a customer gets in 7 days at most"),
        default=2,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "Of all rules together; 0 stops them all. Whom chance holds out counts as if it had been offered."
        ),
    )
    parcel_on, parcel_cap, parcel_hold_out, parcel_mail = switch(), cap(), share(), by_mail()
    invoice_on, invoice_cap, invoice_hold_out, invoice_mail = switch(), cap(), share(), by_mail()
    return_on, return_cap, return_hold_out, return_mail = switch(), cap(), share(), by_mail()
    deadline_on, deadline_cap, deadline_hold_out, deadline_mail = switch(), cap(), share(), by_mail()
    search_on, search_cap, search_hold_out = switch(), cap(), share()
    article_on, article_cap, article_hold_out = switch(), cap(), share()

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("most")],
            _("For every rule"),
            help_text=_(
                "Help is offered on the customer's own pages before they ask. A share of them, drawn by chance, is "
                "offered nothing: only against them can be said how many questions it saves (Reports → Proactive "
                "help). A rule that is switched off offers nothing new. Mails go only where no mail about the same "
                "thing goes out already."
            ),
        ),
        *(row(name) for name in RuleName.values),
    ]

    class Meta:
        verbose_name = pgettext_lazy("settings", "proactive help")

    def of(self, rule: str) -> Terms:
        return Terms(
            is_on=getattr(self, f"{rule}_on"),
            most=getattr(self, f"{rule}_cap"),
            most_of_all=self.most,
            hold_out=getattr(self, f"{rule}_hold_out"),
            by_mail=getattr(self, f"{rule}_mail", False),
        )
