"""What customers say about goods they send back."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.forms import WithFiles
from returns.logistics.parcels import OTHER_CARRIER, carrier_choices


def carriers() -> list[tuple[str, Any]]:
    return [("", _("Tell it from the number")), *carrier_choices(), (OTHER_CARRIER, _("Another carrier"))]


class ParcelForm(forms.Form):
    use_required_attribute = False

    number = forms.CharField(
        label=_("Tracking number"),
        max_length=80,
        help_text=_("It stands on the receipt or in the carrier's mail."),
        error_messages={"required": _("Please write the number from your receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    carrier = forms.ChoiceField(
        label=_("Carrier"),
        required=False,
        choices=carriers,
        help_text=_("Leave it open: most numbers say by themselves whose they are."),
    )


class ProofForm(WithFiles):
    handed_over = forms.DateField(
        label=_("When did you hand it over?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("handed_over", "photos")

    def day(self) -> date:
        found: date = self.cleaned_data["handed_over"]
        return found
