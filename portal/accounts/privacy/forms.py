from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one you ordered or wrote with. The link goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
