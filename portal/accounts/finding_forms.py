from django import forms
from django.utils.translation import gettext_lazy as _


def number_field() -> forms.CharField:
    return forms.CharField(
        label=_("Order number"),
        max_length=64,
        help_text=_("It is in the shop's confirmation mail, for example 1042."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class FindForm(forms.Form):
    number = number_field()
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one you ordered with. The link to the order goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AddForm(forms.Form):
    refusal = _(
        "We could not add this order. Check its number, and take the postcode of the delivery or the bill. "
        "An order that is in an account already can only be seen there."
    )
    number = number_field()
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=20,
        help_text=_("Of the delivery address or the billing address."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
