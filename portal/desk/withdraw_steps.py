"""The desk's steps of withdrawals; imported when the desk is ready."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.desk.forms import StepForm
from portal.desk.steps import DeskStep, register
from portal.desk.wording import HISTORY, StepWords
from returns.models import Case
from returns.withdrawing.deciding import confirm, free_lines


class ConfirmForm(StepForm):
    """Which pieces, where the customer said it in her own words."""

    def fit(self) -> None:
        self.lines = [] if self.case.order is None or self.case.lines.exists() else free_lines(self.case.order)
        for line in self.lines:
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=f"{line.name}, {line.variant}" if line.variant else line.name,
                min_value=0,
                max_value=line.returnable_quantity,
                initial=line.returnable_quantity,
                help_text=_("Pieces the withdrawal is about, of %(number)d.") % {"number": line.returnable_quantity},
            )
        self.order_fields([*(f"pieces_{line.pk}" for line in self.lines), "message"])

    def start(self) -> dict[str, Any]:
        return {f"pieces_{line.pk}": line.returnable_quantity for line in self.lines}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.lines and not self.errors and not any(data[f"pieces_{line.pk}"] for line in self.lines):
            self.add_error(f"pieces_{self.lines[0].pk}", _("Choose at least one piece."))
        return data

    def values(self) -> dict[str, Any]:
        return super().values() | {"pieces": {line.pk: self.cleaned_data[f"pieces_{line.pk}"] for line in self.lines}}


CONFIRM = StepWords(
    "confirm",
    pgettext_lazy("agent", "Confirm"),
    gettext_lazy("The customer is told that the withdrawal stands and where to send the goods."),
    "check",
)

register(
    Case.Kind.WITHDRAWAL, "confirm", DeskStep(confirm, ConfirmForm, CONFIRM, lambda case: case.order_id is not None)
)
HISTORY["order_found"] = gettext_lazy("Order found")
