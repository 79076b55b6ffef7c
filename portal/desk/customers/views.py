"""Finding a customer, and everything about one on one page."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.desk.access import AgentsOnly
from portal.desk.customers.access import Person, get_customer, get_guest
from portal.desk.customers.actions import add_note
from portal.desk.customers.finding import find_customers
from portal.desk.customers.queries import customer_facts
from returns.access import LEAD_CASES
from returns.customer_panels import panels_for


class NoteForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("A note for colleagues"),
        help_text=gettext_lazy("It stays as you write it; the customer may ask to read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CustomersPlace(AgentsOnly, WagtailAdminTemplateMixin):
    """The place of customers' pages in the admin."""

    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:queue"), "label": gettext_lazy("Cases")},
            {"url": reverse("desk:customers"), "label": gettext_lazy("Customers")},
        ]


class FindView(CustomersPlace, View):
    template_name = "desk/customers/find.html"
    page_title = gettext_lazy("Find a customer")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "")[:200].replace("\x00", "")
        context = self.get_context_data(text=text, found=find_customers(text) if text.strip() else [])
        return TemplateResponse(request, self.template_name, context)


class CustomerView(CustomersPlace, View):
    template_name = "desk/customers/page.html"
    person: Person

    def get_page_title(self) -> str:
        return self.person.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": self.person.url, "label": self.person.name}]

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        self.person = self.door(**named)
        return self.page(NoteForm())

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        self.person = self.door(**named)
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        add_note(self.person, body=form.cleaned_data["body"], by=self.agent, now=timezone.now())
        messages.success(request, _("Note kept."))
        return redirect(self.person.url)

    def door(self, pk: int) -> Person:
        return get_customer(pk)

    def page(self, form: NoteForm) -> HttpResponse:
        person = self.person
        context = self.get_context_data(
            person=person,
            facts=customer_facts(person, self.agent),
            form=form,
            panels=panels_for(self.request, person.user.pk if person.user else None, person.addresses),
            may_merge=self.agent.has_perm(LEAD_CASES),
        )
        return TemplateResponse(self.request, self.template_name, context)


class GuestView(CustomerView):
    def door(self, signed: str) -> Person:  # type: ignore[override]
        return get_guest(signed)
