"""Guarantee claims and delivery problems: who has it now, and how it ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.desk.forms import StepForm
from returns.models import Case


class ForwardForm(StepForm):
    guarantor = forms.CharField(label=_("Guarantor"), max_length=200)
    contact = forms.CharField(
        label=_("How the customer reaches them"), max_length=300, required=False, help_text=_("E-mail, phone or page.")
    )
    number = forms.CharField(label=_("Number of the claim there"), max_length=100, required=False)
    field_order = ("guarantor", "contact", "number", "message")

    def start(self) -> dict[str, Any]:
        line = self.case.lines.select_related("order_line").order_by("pk").first()
        return {"guarantor": line.order_line.guarantor} if line and line.order_line.guarantor else {}

    def values(self) -> dict[str, Any]:
        return super().values() | {name: self.cleaned_data[name] for name in ("guarantor", "contact", "number")}


class AcceptGuaranteeForm(StepForm):
    remedy = forms.ChoiceField(
        label=_("What the customer gets"),
        widget=forms.RadioSelect,
        choices=[
            (each.value, each.label) for each in (Case.Remedy.REPAIR, Case.Remedy.REPLACEMENT, Case.Remedy.REFUND)
        ],
    )
    field_order = ("remedy", "message")

    def values(self) -> dict[str, Any]:
        return super().values() | {"remedy": self.cleaned_data["remedy"]}


class TraceForm(StepForm):
    carrier = forms.CharField(label=_("Carrier"), max_length=120, required=False)
    number = forms.CharField(label=_("Number of the claim there"), max_length=100, required=False)
    field_order = ("carrier", "number", "message")

    def start(self) -> dict[str, Any]:
        parcel = self.case.order.shipments.order_by("-pk").first() if self.case.order else None
        return {"carrier": parcel.carrier} if parcel and parcel.carrier else {}

    def values(self) -> dict[str, Any]:
        return super().values() | {name: self.cleaned_data[name] for name in ("carrier", "number")}


class SettleDeliveryForm(StepForm):
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        widget=forms.RadioSelect,
        choices=[
            ("found", _("The parcel was found")),
            ("sent_again", _("The goods were sent once more")),
            ("other", _("Another way")),
        ],
    )
    tracking = forms.CharField(
        label=_("New tracking number"),
        max_length=100,
        required=False,
        help_text=_("Only when the goods were sent once more."),
    )
    field_order = ("outcome", "tracking", "message")

    def values(self) -> dict[str, Any]:
        return super().values() | {name: self.cleaned_data[name] for name in ("outcome", "tracking")}
