"""An address to call, looked at before anything is sent there."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from orders.outbound import BadAddress
from orders.outbound.addresses import place_of
from portal.webhooks_out.actions import outside
from portal.webhooks_out.events import KINDS
from portal.webhooks_out.models import Endpoint


class EndpointForm(WagtailAdminModelForm):
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(kind.name, kind.label) for kind in KINDS.values()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the system that listens needs. What each one says stands on the page of the API."),
    )

    class Meta:
        model = Endpoint
        fields: ClassVar = ["name", "url", "events", "source", "is_active"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            place_of(url, outside())
        except BadAddress as error:
            text = _now("We can't call this address: %(why)s. It must begin with https://, on port 443 or 8443.")
            raise forms.ValidationError(text % {"why": error}) from None
        return url
