"""Pages on which agents keep their views of the queue: save, change, sort, delete."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.desk.access import AgentsOnly
from portal.desk.models import SavedView
from portal.desk.queue.people import agents, leads
from portal.desk.queue.saved import MOST_VIEWS, get_view, keep, move, views_of
from portal.desk.queue.wanted import LONGEST_NUMBER, NAMES, ORDERS, VIEWS, Wanted
from portal.desk.searching.asking import LONGEST_SEARCH
from returns.models import Case, Tag, Team, Way

ANY = [("", pgettext_lazy("cases", "Any"))]


def _one_of(label: Any, choices: Any, every: Any = None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*(every or ANY), *choices], required=False)


def _few(label: Any, rows: QuerySet[Any]) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(rows, label=label, required=False, empty_label=ANY[0][1])


class ViewForm(forms.ModelForm[SavedView]):
    view = _one_of(gettext_lazy("Show"), list(VIEWS.items())[1:], [("", VIEWS["open"])])
    ordering = _one_of(gettext_lazy("Sort by"), ORDERS.items(), [("", gettext_lazy("As usual"))])
    kind = _one_of(gettext_lazy("Kind"), Case.Kind.choices)
    priority = _one_of(gettext_lazy("Priority"), Case.Priority.choices)
    tag = _few(gettext_lazy("Tag"), Tag.objects.all())
    team = _few(gettext_lazy("Team"), Team.objects.all())
    agent = _few(gettext_lazy("Agent"), agents())
    language = _one_of(gettext_lazy("Language"), settings.LANGUAGES)
    way = _one_of(gettext_lazy("Came by"), Way.choices)
    order = forms.CharField(label=gettext_lazy("Order"), max_length=LONGEST_NUMBER, required=False)
    q = forms.CharField(label=gettext_lazy("Words"), max_length=LONGEST_SEARCH, required=False)

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")

    def __init__(self, agent: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads(agent):
            del self.fields["is_shared"]

    def save(self, commit: bool = True) -> SavedView:
        given = {name: self.cleaned_data.get(name) for name in NAMES}
        plain = {name: getattr(value, "pk", value) for name, value in given.items() if value}
        self.instance.query = Wanted.read(plain).params
        return super().save(commit)


class ViewPage(AgentsOnly, WagtailAdminTemplateMixin, View):
    """A new view, filled in with what the queue shows now; or one that is there, by its number."""

    header_icon = "mail"
    template_name = "desk/queue/view.html"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        view = self.find(pk)
        asked = Wanted.read(view.query if pk else request.GET)
        return self.page(ViewForm(self.agent, instance=view, initial=asked.params))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        view = self.find(pk)
        form = ViewForm(self.agent, request.POST, instance=view)
        if pk is None and views_of(self.agent).count() >= MOST_VIEWS:
            form.add_error(None, _("There is room for %(count)d views. Delete one first.") % {"count": MOST_VIEWS})
        if not form.is_valid():
            return self.page(form)
        saved = keep(self.agent, form.save(commit=False))
        messages.success(request, _("“%(name)s” is kept.") % {"name": saved.name})
        return redirect(f"{reverse('desk:queue')}?{Wanted.read(saved.query).address}")

    def find(self, pk: int | None) -> SavedView:
        return SavedView() if pk is None else get_view(self.agent, pk)

    def get_page_title(self) -> str:
        return _("Change the view") if self.kwargs.get("pk") else _("Keep this view")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:queue"), "label": gettext_lazy("Cases")},
            {"url": reverse("desk:views"), "label": pgettext_lazy("of cases", "Views")},
            {"url": "", "label": self.get_page_title()},
        ]

    def page(self, form: ViewForm) -> HttpResponse:
        return TemplateResponse(self.request, self.template_name, self.get_context_data(form=form, media=form.media))


class ViewList(AgentsOnly, WagtailAdminTemplateMixin, View):
    """All views of an agent, to be put in order; a form for each press, so that it works without scripts."""

    header_icon = "mail"
    template_name = "desk/queue/views.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        views = list(views_of(self.agent)[:MOST_VIEWS])
        may_share = leads(self.agent)
        groups = [
            (_("Your views"), [view for view in views if not view.is_shared], True),
            (_("Views for all agents"), [view for view in views if view.is_shared], may_share),
        ]
        context = self.get_context_data(groups=groups)
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest) -> HttpResponse:
        press, _colon, number = request.POST.get("press", "").partition(":")
        view = get_view(self.agent, int(number) if number.isdecimal() and len(number) < 10 else 0)
        if press == "delete":
            view.delete()
            messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
        elif press in {"up", "down"}:
            move(self.agent, view, -1 if press == "up" else 1)
        return redirect("desk:views")

    def get_page_title(self) -> str:
        return pgettext("of cases", "Views")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:queue"), "label": gettext_lazy("Cases")},
            {"url": "", "label": pgettext_lazy("of cases", "Views")},
        ]
