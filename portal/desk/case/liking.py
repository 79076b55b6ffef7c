"""How an agent likes the desk: signature, single keys."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.desk.access import AgentsOnly
from portal.desk.macros.queries import macros_of
from portal.desk.models import Desk, Macro


class DeskForm(forms.ModelForm):
    favourites = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Favourite macros, first in the list"),
        queryset=Macro.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Desk
        fields: ClassVar = ["signature", "keys"]
        widgets: ClassVar = {"signature": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"favourites": Macro.objects.filter(favourites=agent)}
        super().__init__(*args, **kwargs)
        self.agent = agent
        self.fields["favourites"].queryset = macros_of(agent)  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> Desk:
        liked = Macro.favourites.through
        with transaction.atomic():
            desk: Desk = super().save(commit)
            liked.objects.filter(user=self.agent).delete()
            liked.objects.bulk_create(liked(macro=macro, user=self.agent) for macro in self.cleaned_data["favourites"])
        return desk


def desk_of(agent: User) -> Desk:
    return Desk.objects.filter(agent=agent).first() or Desk(agent=agent)


class DeskView(AgentsOnly, WagtailAdminTemplateMixin, View):
    template_name = "desk/case/desk.html"
    header_icon = "user"
    page_title = gettext_lazy("Your desk")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(DeskForm(instance=desk_of(self.agent), agent=self.agent))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DeskForm(request.POST, instance=desk_of(self.agent), agent=self.agent)
        if not form.is_valid():
            return self.page(form)
        form.save()
        messages.success(request, _("Kept."))
        return redirect("desk:desk")

    def page(self, form: DeskForm) -> HttpResponse:
        return TemplateResponse(self.request, self.template_name, self.get_context_data(form=form))
