"""Further orders in one case: one parcel, one fault or one person's patience may span several."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.templatetags.formats import when
from returns.access import Member
from returns.starting.choices import MOST_ORDERS, OrderChoices, choices_in, orders_for
from returns.starting.started import Started


class MoreOrdersForm(forms.Form):
    use_required_attribute = False

    slugs = forms.MultipleChoiceField(
        label=gettext_lazy("Which orders belong to it too?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, started: Started, person: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One amount is asked for and shown, so one currency.
        others = [
            order
            for order in orders_for(person)
            if order.pk != started.order.pk and order.currency == started.order.currency
        ]
        found = [each for each in choices_in(started.kind, others, started.now) if each.most]
        field = self.fields["slugs"]
        field.choices = [(each.order.slug, self.named(each)) for each in found]  # type: ignore[attr-defined]
        field.initial = started.data.get("orders", {}).get("slugs", [])

    def named(self, found: OrderChoices) -> str:
        number, day = found.order.number, when(found.order.placed_at)
        items = ngettext("%(count)d item", "%(count)d items", found.most) % {"count": found.most}
        return _("Order %(number)s · %(day)s · %(items)s") % {"number": number, "day": day, "items": items}

    def clean_slugs(self) -> list[str]:
        slugs: list[str] = self.cleaned_data["slugs"]
        if len(slugs) >= MOST_ORDERS:
            most = MOST_ORDERS - 1
            raise forms.ValidationError(
                _("Please choose at most %(most)d, and start another for the rest.") % {"most": most}
            )
        return slugs

    def values(self) -> dict[str, Any]:
        return {"slugs": self.cleaned_data["slugs"]}
