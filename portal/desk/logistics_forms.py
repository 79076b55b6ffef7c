"""What an agent says about goods that come back: how many came, what was found, what is paid, which label counts."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from orders.carriers import CARRIERS
from portal.desk.forms import LONGEST_MESSAGE, StepForm
from returns.errors import Refused
from returns.logistics.inspecting import Finding
from returns.logistics.money import Proposal, line_worth, proposal, smallest_coin
from returns.logistics.parcels import numbered
from returns.models import CaseLine

Outcome = CaseLine.Outcome
OUTCOMES = (
    (Outcome.ACCEPTED, pgettext_lazy("agent", "Fine: pay it back")),
    (Outcome.REDUCED, pgettext_lazy("agent", "Worn: pay back less")),
    (Outcome.REFUSED, pgettext_lazy("agent", "Not ours, or not the item: pay nothing")),
)


class LinesForm(StepForm):
    """One group of fields a line of the case."""

    @cached_property
    def lines(self) -> list[CaseLine]:
        return list(self.case.lines.select_related("order_line__order").order_by("pk"))

    def name_of(self, line: CaseLine) -> str:
        return (
            f"{line.order_line.name}, {line.order_line.variant}" if line.order_line.variant else line.order_line.name
        )


class ReceiveForm(LinesForm):
    """All of it unless the agent counts less."""

    def fit(self) -> None:
        for line in self.lines:
            here = line.received_quantity or 0
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=_("%(name)s: pieces that are here now") % {"name": self.name_of(line)},
                min_value=here,
                max_value=line.quantity,
                initial=line.quantity,
                help_text=ngettext(
                    "%(number)s piece was announced.", "%(number)s pieces were announced.", line.quantity
                )
                % {"number": line.quantity},
            )
        self.order_fields([*(f"pieces_{line.pk}" for line in self.lines), "message"])

    def start(self) -> dict[str, Any]:
        return {f"pieces_{line.pk}": line.quantity for line in self.lines}

    def values(self) -> dict[str, Any]:
        pieces = {line.pk: self.cleaned_data[f"pieces_{line.pk}"] for line in self.lines}
        return super().values() | {"pieces": pieces or None}


class InspectForm(LinesForm):
    """Line by line. A reduction needs its amount and its reason, and the customer reads both (W9)."""

    part = "desk/parts/inspect_rule.html"

    def fit(self) -> None:
        for line in self.lines:
            self.fields |= self.fields_of(line)
        self.order_fields([*(name for line in self.lines for name in self.fields_of(line)), "message"])

    def fields_of(self, line: CaseLine) -> dict[str, forms.Field]:
        name, worth = self.name_of(line), line_worth(line)
        return {
            f"outcome_{line.pk}": forms.ChoiceField(
                label=f"{line.quantity} × {name}", choices=OUTCOMES, widget=forms.RadioSelect, initial=Outcome.ACCEPTED
            ),
            f"reduction_{line.pk}": forms.DecimalField(
                label=_("%(name)s: less by") % {"name": name},
                required=False,
                min_value=smallest_coin(line.order_line.order.currency),
                max_value=worth,
                max_digits=12,
                decimal_places=2,
                help_text=_("In the order's currency, for all these pieces together."),
            ),
            f"reason_{line.pk}": forms.CharField(
                label=_("%(name)s: why, for the customer") % {"name": name}, required=False, max_length=2000
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.lines:
            outcome = cleaned.get(f"outcome_{line.pk}")
            is_named = cleaned.get(f"reduction_{line.pk}") or f"reduction_{line.pk}" in self.errors
            if outcome == Outcome.REDUCED and not is_named:
                self.add_error(f"reduction_{line.pk}", _("Say how much less is paid back."))
            if outcome not in (None, Outcome.ACCEPTED) and not (cleaned.get(f"reason_{line.pk}") or "").strip():
                self.add_error(f"reason_{line.pk}", _("The customer reads the reason: please write it."))
        return cleaned

    def findings(self) -> Iterator[Finding]:
        for line in self.lines:
            given = {name: self.cleaned_data.get(f"{name}_{line.pk}") for name in ("outcome", "reduction", "reason")}
            yield Finding(line.pk, given["outcome"] or "", given["reduction"], given["reason"] or "")

    def values(self) -> dict[str, Any]:
        return super().values() | {"findings": list(self.findings())}


class PayBackForm(LinesForm):
    """The amount is worked out; another one needs a reason that the customer reads."""

    part = "desk/parts/refund_sum.html"

    amount = forms.DecimalField(label=_("Amount paid back"), min_value=0, max_digits=12, decimal_places=2)
    why = forms.CharField(
        label=_("Why it is another amount, for the customer"),
        required=False,
        max_length=2000,
        help_text=_("Only needed when you change the amount."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("amount", "why", "message")

    @cached_property
    def known(self) -> Proposal | None:
        return proposal(self.case, self.case.order) if self.case.order else None

    @cached_property
    def missing(self) -> list[str]:
        """What was counted short, "1 × Mug"; nothing before anything was counted."""
        return [
            f"{line.quantity - line.received_quantity} × {self.name_of(line)}"
            for line in self.lines
            if line.received_quantity is not None and line.received_quantity < line.quantity
        ]

    def start(self) -> dict[str, Any]:
        if self.known is None or self.known.total is None:
            return {}
        return {"amount": self.known.total.quantize(max(smallest_coin(self.known.currency), Decimal("0.01")))}

    def values(self) -> dict[str, Any]:
        return super().values() | {"amount": self.cleaned_data["amount"], "why": self.cleaned_data["why"]}


class LabelForm(forms.Form):
    file = forms.FileField(
        label=_("The label"),
        help_text=_("A PDF or a picture. Made for a label printer (ZPL)? Save it as PDF first."),
        error_messages={"required": _("Please choose the file.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,image/*"}),
    )
    carrier = forms.ChoiceField(
        label=_("Carrier"),
        required=False,
        choices=[("", "–"), *((carrier.key, carrier.name) for carrier in CARRIERS.values())],
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        required=False,
        max_length=80,
        help_text=_("Then the parcel is followed, and its first scan is the proof of dispatch."),
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_tracking_number(self) -> str:
        typed: str = self.cleaned_data["tracking_number"]
        try:
            return numbered(typed) if typed else ""
        except Refused as refused:
            raise ValidationError(str(refused)) from None


class ProofDecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it does not count, for the customer"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
