"""Answers to complaints: forms that ask what the law needs, and no more."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.desk.forms import LONGEST_MESSAGE, StepForm
from returns.complaints.jurisdiction import law_of_case, owes_statement
from returns.complaints.queries import grounds
from returns.complaints.rules import Remedy, Why, answers_the_claim, remedies_besides
from returns.complaints.wording import WHYS_FOR_AGENTS
from returns.models import Case, ReturnSettings

ROWS = {"rows": 5}
STANCES = (
    ("agrees", _("We agree to settle the dispute out of court")),
    ("asks", _("We ask for it ourselves")),
    ("refuses", _("We refuse")),
)


ONLY_FOR_REDUCTION = _("Only for a lower price, in the order's currency.")


class AmountField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("By how much the price is reduced"), min_value=Decimal("0.01"), max_digits=12,
                         decimal_places=2, required=False, help_text=ONLY_FOR_REDUCTION, **kwargs)  # fmt: skip


class AcceptForm(StepForm):
    """Yes to the demand. A remedy is only asked for where the customer named none."""

    remedy = forms.ChoiceField(label=_("Remedy"), widget=forms.RadioSelect, required=False)
    amount = AmountField()
    loan = forms.CharField(
        label=_("A device on loan until then"), max_length=300, required=False, help_text=_("What, and from when.")
    )
    field_order = ("remedy", "amount", "loan", "message")

    def fit(self) -> None:
        case = self.case
        if case.demand:
            del self.fields["remedy"]
        else:
            self.fields["remedy"].choices = Case.Demand.choices  # type: ignore[attr-defined]
            self.fields["remedy"].required = True
        if case.demand and case.demand != Remedy.REDUCTION:
            del self.fields["amount"]
        elif case.demand:
            self.fields["amount"].required = True
            self.fields["amount"].help_text = ""
        if case.demand and case.demand != Remedy.REPAIR:
            del self.fields["loan"]

    def start(self) -> dict[str, Any]:
        return {"amount": self.case.demand_amount} if self.case.demand_amount else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("remedy") == Remedy.REDUCTION and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say by how much the price is reduced."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return super().values() | {name: given for name in ("remedy", "amount", "loan") if (given := self.said(name))}

    def said(self, name: str) -> Any:
        return self.cleaned_data.get(name)


class StatementMixin(forms.Form):
    """C6: whether the shop takes part in settling the dispute out of court, and before whom."""

    stance = forms.ChoiceField(label=_("Settling the dispute out of court"), widget=forms.RadioSelect, choices=STANCES)
    body = forms.CharField(
        label=_("Body that settles disputes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name, address and web site. The customer reads it in the answer."),
    )

    def first_statement(self) -> dict[str, Any]:
        own = ReturnSettings.load()
        return {"stance": own.dispute_stance, "body": own.dispute_body}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("stance") in {"agrees", "asks"} and not cleaned.get("body", "").strip():
            self.add_error("body", _("Name the body: the customer must know whom to turn to."))
        return cleaned

    def statement_values(self) -> dict[str, Any]:
        return {"stance": self.cleaned_data.get("stance", ""), "body": self.cleaned_data.get("body", "")}


class DeclineComplaintForm(StatementMixin, StepForm):
    message = forms.CharField(
        label=_("Your reasons, for the customer"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs=ROWS)
    )
    field_order = ("message", "stance", "body")

    def fit(self) -> None:
        if not owes_statement(law_of_case(self.case)):
            self.fields["stance"].required = False
            self.fields["stance"].help_text = _("For this buyer no statement is owed; you may make one.")

    def start(self) -> dict[str, Any]:
        return self.first_statement()

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["message"], **self.statement_values()}


class OfferForm(StatementMixin, StepForm):
    """Another remedy, and the law's reason for it; together in one choice, so that no impossible pair can be sent."""

    choice = forms.ChoiceField(label=_("What you offer instead, and why"), widget=forms.RadioSelect)
    amount = AmountField()
    message = forms.CharField(
        label=_("Your reasons, for the customer"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs=ROWS)
    )
    field_order = ("choice", "amount", "message", "stance", "body")

    def fit(self) -> None:
        law = law_of_case(self.case)
        possible = remedies_besides(self.case.demand, grounds(self.case), law.pack.has_remedy_order)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (
                str(Case.Demand(remedy.value).label),
                [(f"{remedy.value}:{why.value}", WHYS_FOR_AGENTS[why]) for why in reasons],
            )
            for remedy, reasons in possible.items()
        ]
        self.fields["stance"].required = False
        self.is_owed = owes_statement(law)
        self.fields["stance"].help_text = _("Needed unless you only suggest something: you refuse what was demanded.")

    def start(self) -> dict[str, Any]:
        return self.first_statement()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        remedy, _sep, why = cleaned.get("choice", "").partition(":")
        if remedy == Remedy.REDUCTION and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say by how much the price is reduced."))
        if why and self.is_owed and answers_the_claim(Why(why)) and not cleaned.get("stance"):
            self.add_error("stance", _("Say whether you take part in settling the dispute out of court."))
        return cleaned

    def values(self) -> dict[str, Any]:
        remedy, _sep, why = self.cleaned_data["choice"].partition(":")
        said = {"remedy": remedy, "why": why, "amount": self.cleaned_data.get("amount")}
        # A suggestion refuses nothing, so it states nothing about disputes.
        statement = self.statement_values() if answers_the_claim(Why(why)) else {}
        return {"reason": self.cleaned_data["message"], **said, **statement}


class SwitchForm(StepForm):
    choice = forms.ChoiceField(label=_("What takes its place, and why"), widget=forms.RadioSelect)
    amount = AmountField()
    message = forms.CharField(
        label=_("Your reasons, for the customer"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs=ROWS)
    )
    field_order = ("choice", "amount", "message")

    def fit(self) -> None:
        possible = remedies_besides(self.case.remedy, (), law_of_case(self.case).pack.has_remedy_order)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (f"{remedy.value}:{why.value}", f"{Case.Demand(remedy.value).label}: {WHYS_FOR_AGENTS[why]}")
            for remedy, reasons in possible.items()
            for why in reasons
            if why in {Why.IMPOSSIBLE, Why.DISPROPORTIONATE, Why.NEITHER}
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice", "").startswith(Remedy.REDUCTION) and not cleaned.get("amount"):
            self.add_error("amount", _("Say by how much the price is reduced."))
        return cleaned

    def values(self) -> dict[str, Any]:
        remedy, _sep, why = self.cleaned_data["choice"].partition(":")
        said = {"remedy": remedy, "why": why, "amount": self.cleaned_data.get("amount")}
        return {"reason": self.cleaned_data["message"], **said}


class CarryOutForm(StepForm):
    """A repair or a replacement is done. A replacement's serial numbers are asked for line by line."""

    remedy = forms.ChoiceField(
        label=_("What was done"),
        widget=forms.RadioSelect,
        choices=[("repair", _("Repaired")), ("replacement", _("Replaced")), ("", _("Something else"))],
        required=False,
    )
    product = forms.CharField(
        label=_("Replaced with"), max_length=300, required=False, help_text=_("Only when it is another product.")
    )
    field_order = ("remedy", "product")

    def fit(self) -> None:
        remedy = self.case.remedy
        if remedy:
            del self.fields["remedy"]
        if remedy and remedy != Case.Remedy.REPLACEMENT:
            del self.fields["product"]
            return
        for line in self.case.lines.select_related("order_line").order_by("pk"):
            self.fields[f"serials_{line.order_line_id}"] = forms.CharField(
                label=_("New serial numbers: %(name)s") % {"name": line.order_line.name},
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("One a line, of the replacement. The product's passport moves on to it."),
            )

    def values(self) -> dict[str, Any]:
        serials = {
            int(name.removeprefix("serials_")): given.splitlines()
            for name, given in self.cleaned_data.items()
            if name.startswith("serials_") and given.strip()
        }
        said = {name: self.cleaned_data[name] for name in ("remedy", "product") if self.cleaned_data.get(name)}
        return {**super().values(), **said, "serials": serials}


class AgreeForm(StepForm):
    message = forms.CharField(
        label=_("How the customer agreed"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: by phone on Monday. The customer reads it too."),
    )
