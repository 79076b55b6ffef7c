"""One small form a step: it begins with what the draft holds and gives back plain values for it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from orders.models import Shipment
from orders.templatetags.formats import money
from returns.forms import LONGEST_LIST, NeededSometimes, TextField, WithFiles, unix_lines
from returns.models import Case, CaseLine
from returns.queries import worth_of_lines
from returns.starting.choices import Choice
from returns.starting.rules import DELIVERY, RETURN
from returns.starting.started import Started

Demand = Case.Demand


class StepForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, started: Started, **kwargs: Any) -> None:
        self.started = started
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What the draft keeps, plain JSON."""
        return dict(self.cleaned_data)


class StepFormWithFiles(WithFiles, StepForm):
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in {"photos", "leave_out"}}


class TypedCount(NeededSometimes, forms.IntegerField):
    """A line that the page did not have yet is not chosen."""


class PickedCount(NeededSometimes, forms.TypedChoiceField):
    pass


class ItemsForm(StepForm):
    """How many of each line; a box to tick where there is one piece only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = [choice for each in self.started.found for choice in each.possible]
        chosen = self.started.chosen
        alone = len(self.choices) == 1 and "items" not in self.started.data
        for choice in self.choices:
            pk = choice.line.pk
            self.fields[f"quantity_{pk}"] = self.quantity_field(choice, chosen.get(pk, 1 if alone else 0))

    def quantity_field(self, choice: Choice, initial: int) -> forms.Field:
        if choice.most == 1:
            label = self.priced(choice, 1) or _("Choose this")
            return forms.BooleanField(label=label, required=False, initial=bool(initial))
        if choice.most > LONGEST_LIST:
            return TypedCount(label=_("How many?"), min_value=0, max_value=choice.most, initial=initial)
        counts = [(count, self.option(choice, count)) for count in range(1, choice.most + 1)]
        options = [(0, _("Not this one")), *counts]
        return PickedCount(label=_("How many?"), choices=options, coerce=int, initial=initial)

    def option(self, choice: Choice, count: int) -> str:
        pieces = ngettext("%(count)d piece", "%(count)d pieces", count) % {"count": count}
        price = self.priced(choice, count)
        return f"{pieces} · {price}" if price else pieces

    def priced(self, choice: Choice, count: int) -> str:
        """What comes back for so many, where a return pays it: the money is known before anything is sent."""
        worth = worth_of_lines(choice.order, [(choice.line, count)]) if self.started.kind == RETURN else None
        if worth is None:
            return ""
        amount = money(worth.amount, choice.order.currency)
        return amount if worth.exact else _("about %(amount)s") % {"amount": amount}

    def row(self, choice: Choice) -> forms.BoundField:
        return self[f"quantity_{choice.line.pk}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            self.add_error(None, _("Choose at least one item."))
        return data

    def values(self) -> dict[str, Any]:
        counts = {name.removeprefix("quantity_"): int(value or 0) for name, value in self.cleaned_data.items()}
        return {"lines": {pk: count for pk, count in counts.items() if count}}


class ReasonForm(StepFormWithFiles):
    note = TextField(label=gettext_lazy("Anything we should know?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.started.data.get("reason", {})
        self.fields["note"].initial = kept.get("note", "")
        for choice, _count in self.started.rows:
            self.fields[f"reason_{choice.line.pk}"] = forms.ChoiceField(
                label=_("Why does “%(item)s” go back?") % {"item": choice.line.name},
                choices=[("", _("I'd rather not say")), *CaseLine.Reason.choices],
                required=False,
                initial=kept.get("reasons", {}).get(str(choice.line.pk), ""),
            )

    def rows(self) -> list[forms.BoundField]:
        return [self[f"reason_{choice.line.pk}"] for choice, _count in self.started.rows]

    def values(self) -> dict[str, Any]:
        given = super().values()
        reasons = {name.removeprefix("reason_"): value for name, value in given.items() if name.startswith("reason_")}
        return {"reasons": {pk: value for pk, value in reasons.items() if value}, "note": unix_lines(given["note"])}


class DayInput(forms.DateInput):
    input_type = "date"


class FaultForm(StepForm):
    text = TextField(label=gettext_lazy("What is wrong with it?"))
    noticed = forms.DateField(
        label=gettext_lazy("When did you notice it?"),
        required=False,
        widget=DayInput(format="%Y-%m-%d"),
        help_text=gettext_lazy("About is fine."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.started.data.get("fault", {})
        self.fields["text"].initial = kept.get("text", "")
        self.fields["noticed"].initial = kept.get("noticed", "")
        self.fields["noticed"].widget.attrs["max"] = self.started.today.isoformat()
        for choice, _count in self.started.rows:
            pk, known = str(choice.line.pk), serials_of(choice)
            self.fields[f"serial_{pk}"] = forms.CharField(
                label=_("Serial number of “%(item)s”") % {"item": choice.line.name},
                required=False,
                max_length=200,
                initial=kept.get("serials", {}).get(pk, known),
                help_text=_("We know it from your order. Please check it.") if known else _("If it has one."),
            )

    def rows(self) -> list[forms.BoundField]:
        return [self[f"serial_{choice.line.pk}"] for choice, _count in self.started.rows]

    def clean_noticed(self) -> date | None:
        day: date | None = self.cleaned_data["noticed"]
        if day and day > self.started.today:
            raise forms.ValidationError(_("This day is still to come. Please check the date."))
        if day and day < self.started.ordered:
            raise forms.ValidationError(_("This is before you ordered it. Please check the date."))
        return day

    def values(self) -> dict[str, Any]:
        given = super().values()
        numbers = {name.removeprefix("serial_"): value for name, value in given.items() if name.startswith("serial_")}
        noticed = given["noticed"].isoformat() if given["noticed"] else ""
        return {"text": unix_lines(given["text"]), "noticed": noticed, "serials": numbers}


def serials_of(choice: Choice) -> str:
    """What the shop told, for the pieces of a line."""
    return ", ".join(str(each) for each in choice.line.serial_numbers)[:200]


class PhotosForm(StepFormWithFiles):
    def values(self) -> dict[str, Any]:
        return {}


class OutcomeForm(StepForm):
    demand = forms.ChoiceField(
        label=gettext_lazy("What shall we do?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one. You may talk about it with us later.")},
    )
    why_money = forms.ChoiceField(
        label=gettext_lazy("If you choose a lower price or your money back: why not repair or replacement?"),
        choices=[
            ("", gettext_lazy("None of these")),
            ("refused", pgettext_lazy("ground", "The shop refused it")),
            ("not_done", pgettext_lazy("ground", "It was promised and not done")),
            ("persists", pgettext_lazy("ground", "It did not help, the fault is still there")),
            ("serious", pgettext_lazy("ground", "The fault is serious")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.started.data.get("outcome", {})
        self.fields["demand"].choices = list(DEMANDS.items())  # type: ignore[attr-defined]
        self.fields["demand"].initial = kept.get("demand", "")
        self.fields["why_money"].initial = kept.get("why_money", "")
        if not self.started.law.pack.has_remedy_order:
            del self.fields["why_money"]

    def values(self) -> dict[str, Any]:
        given = super().values()
        in_money = given["demand"] in {Demand.REDUCTION, Demand.WITHDRAWAL}
        return {"demand": given["demand"], "why_money": given.get("why_money", "") if in_money else ""}


DEMANDS = {
    Demand.REPAIR.value: gettext_lazy("Repair it"),
    Demand.REPLACEMENT.value: gettext_lazy("Replace it"),
    Demand.REDUCTION.value: gettext_lazy("I keep it and pay less"),
    Demand.WITHDRAWAL.value: gettext_lazy("I give it back and get my money"),
}


class AmountForm(StepForm):
    amount = forms.CharField(
        label=gettext_lazy("How much less?"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.started.order.currency
        self.fields["amount"].initial = self.started.data.get("amount", {}).get("amount", "")
        most = self.started.paid
        self.fields["amount"].help_text = (
            _("In %(currency)s. You paid %(amount)s for it.") % {"currency": currency, "amount": money(most, currency)}
            if most
            else _("In %(currency)s.") % {"currency": currency}
        )

    def clean_amount(self) -> str:
        """A plain number with a point, as the draft keeps it; typed with a comma or a point."""
        text = "".join(self.cleaned_data["amount"].split()).replace(",", ".")
        try:
            amount = Decimal(text) if text.isascii() else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount <= 0 or amount != round(amount, 2):
            raise forms.ValidationError(_("Please write an amount like 25 or 12.50."))
        if self.started.paid is not None and amount > self.started.paid:
            raise forms.ValidationError(
                _("This is more than you paid for it. To get all of it, choose your money back.")
            )
        return f"{amount:.2f}"


class TroubleForm(StepForm):
    what = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        widget=forms.RadioSelect,
        choices=[
            ("late", pgettext_lazy("trouble", "It has not arrived")),
            ("lost", pgettext_lazy("trouble", "It says delivered, but I don't have it")),
            ("damaged", pgettext_lazy("trouble", "It arrived damaged")),
            ("incomplete", pgettext_lazy("trouble", "Something is missing in it")),
            ("wrong", pgettext_lazy("trouble", "There is something else in it")),
        ],
    )
    parcel = forms.ChoiceField(label=gettext_lazy("Which parcel?"), required=False)
    text = TextField(
        label=gettext_lazy("Anything that helps us?"),
        required=False,
        help_text=gettext_lazy("For example what the box looked like, or where the courier could have left it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.started.data.get("trouble", {})
        for name in ("what", "parcel", "text"):
            self.fields[name].initial = kept.get(name, "")
        parcels = self.started.parcels
        if len(parcels) < 2:
            del self.fields["parcel"]
        else:
            named = [(name_of(parcel), f"{name_of(parcel)} · {parcel.get_status_display()}") for parcel in parcels]
            self.fields["parcel"].choices = [("", _("I don't know")), *named]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = super().values()
        only = name_of(self.started.parcels[0]) if len(self.started.parcels) == 1 else ""
        return {"what": given["what"], "parcel": given.get("parcel", only), "text": unix_lines(given["text"])}


def name_of(parcel: Shipment) -> str:
    return str(parcel.tracking_number or parcel.external_id)


class WishForm(StepForm):
    wish = forms.ChoiceField(label=gettext_lazy("What would you like?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].choices = list(wishes(self.started.kind).items())  # type: ignore[attr-defined]
        self.fields["wish"].initial = self.started.data.get("wish", {}).get("wish", "")


def wishes(kind: str) -> Mapping[str, Any]:
    if kind == DELIVERY:
        return {
            "again": _("Send it again"),
            "money": _("My money back"),
            "": _("Whatever is quicker"),
        }
    return {
        "repair": _("Repair it"),
        "replacement": _("Replace it"),
        "": _("Whatever the guarantee gives"),
    }


FORMS: Mapping[str, type[StepForm]] = {
    "items": ItemsForm,
    "reason": ReasonForm,
    "fault": FaultForm,
    "photos": PhotosForm,
    "outcome": OutcomeForm,
    "amount": AmountForm,
    "trouble": TroubleForm,
    "wish": WishForm,
}
