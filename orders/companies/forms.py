"""What people fill in about their company and its people."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from orders.companies import vat
from orders.companies.actions.founding import Details
from orders.models import CompanyRole
from orders.templatetags.formats import country as country_name

ROLE_HINTS = {
    CompanyRole.BUYER: _("Buyer: sees every order of the company, and the invoices of what they ordered"),
    CompanyRole.ACCOUNTANT: _("Accountant: sees every order and every invoice of the company"),
    CompanyRole.ADMINISTRATOR: _("Administrator: also invites people, changes roles and returns colleagues' orders"),
}


AUTOCOMPLETE = {
    "name": "organization",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
}


def by_name() -> list[tuple[str, str]]:
    """Asked for when the page is drawn, so that the names are in the reader's language and order."""
    return sorted(((code, country_name(code)) for code in vat.COUNTRIES), key=lambda each: each[1])


class CompanyForm(forms.Form):
    vat_number = forms.CharField(
        label=_("VAT number"), max_length=40, help_text=_("With or without the country code.")
    )
    country = forms.ChoiceField(label=pgettext_lazy("of a company", "Country"), choices=by_name)
    name = forms.CharField(label=pgettext_lazy("of a company", "Name"), max_length=200)
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "name": "organization",
            "street": "street-address",
            "postcode": "postal-code",
            "city": "address-level2",
        }
        for name, word in words.items():
            self.fields[name].widget.attrs["autocomplete"] = word
        self.fields["vat_number"].widget.attrs.update(autocomplete="off", spellcheck="false")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "vat_number" in data and "country" in data:
            try:
                data["vat_number"] = vat.read(data["country"], data["vat_number"])
            except vat.BadVatNumber as error:
                self.add_error("vat_number", str(error.message))
        return data

    def details(self) -> Details:
        return Details(**self.cleaned_data)


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=list(ROLE_HINTS.items()),
        widget=forms.RadioSelect,
        initial=CompanyRole.BUYER,
    )


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    field_order = ("email", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.fields["email"].widget.attrs["autocomplete"] = "off"
