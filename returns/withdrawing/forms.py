"""What a consumer fills in: three fields, and one more who likes (law F2). Nothing else is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.models import Order, OrderLine
from returns.forms import LONGEST_LIST, unix_lines
from returns.withdrawing.statement import MOST_CONTRACT, MOST_ITEMS, MOST_NAME, Goods, Statement


class StatementForm(forms.Form):
    """For anybody: `order` is empty, nothing is known."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=MOST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Please write your name.")},
    )
    contract = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=MOST_CONTRACT,
        help_text=gettext_lazy(
            "It is in the shop's confirmation mail, for example 1042. Don't have it? Write what you bought and when."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Please write the order number, or what you bought and when.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The confirmation that we received your withdrawal goes there, at once."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Please write the address that the confirmation goes to.")},
    )
    items = forms.CharField(
        label=gettext_lazy("Only some of the items? Which, and how many?"),
        required=False,
        max_length=MOST_ITEMS,
        help_text=gettext_lazy("Leave it empty to withdraw from the whole order."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_items(self) -> str:
        return unix_lines(self.cleaned_data["items"]).strip()

    def statement(self, language: str) -> Statement:
        data = self.cleaned_data
        return Statement(data["name"], data["contract"], data["email"], language, items=data["items"])

    def kept(self) -> list[tuple[str, Any]]:
        """What was typed, for the hidden fields of the second step."""
        return [(name, value) for name in self.fields if (value := self.cleaned_data.get(name)) not in (None, "")]


class OrderForm(StatementForm):
    """For whoever we know the order to be hers: `proof` is "account" or "link". She confirms, she types nothing."""

    order = forms.SlugField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Order, lines: list[OrderLine], proof: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.all_lines, self.proof = known, lines, proof
        self.lines = [line for line in lines if line.returnable_quantity]
        del self.fields["contract"], self.fields["items"]
        for line in self.lines:
            self.fields[f"quantity_{line.pk}"] = quantity_field(line)
        self.order_fields(["order", *(f"quantity_{line.pk}" for line in self.lines), "name", "email"])

    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        return [(line, self[f"quantity_{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.lines and not self.errors and not any(data[f"quantity_{line.pk}"] for line in self.lines):
            self.add_error(None, _("Choose at least one item, and how many of it."))
        return data

    def statement(self, language: str) -> Statement:
        data = self.cleaned_data
        wanted = [(line, data[f"quantity_{line.pk}"]) for line in self.lines]
        return Statement(
            data["name"],
            self.known.number,
            data["email"],
            language,
            order=self.known.slug,
            proof=self.proof,
            goods=tuple(
                Goods(line.pk, named(line), quantity, line.returnable_quantity)
                for line, quantity in wanted
                if quantity
            ),
            is_whole=all(quantity == line.returnable_quantity for line, quantity in wanted),
        )


def named(line: OrderLine) -> str:
    return f"{line.name}, {line.variant}" if line.variant else line.name


def quantity_field(line: OrderLine) -> forms.Field:
    """All of it unless she chooses less."""
    most = line.returnable_quantity
    if most > LONGEST_LIST:
        return forms.IntegerField(label=_("How many?"), min_value=0, max_value=most, initial=most)
    counts = (
        (count, ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count})
        for count in range(most, 0, -1)
    )
    choices = [*counts, (0, _("Keep it"))]
    return forms.TypedChoiceField(label=_("How many?"), choices=choices, coerce=int, initial=most)
