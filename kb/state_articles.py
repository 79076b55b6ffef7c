"""Settings → Articles for states: a row a state, a column a language, and what is still to choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminPageChooser
from wagtail.permissions import policy_registry, register_permission_policy

from kb import states
from kb.access import visible_to
from kb.models import ArticlePage, StateArticle

register_permission_policy(StateArticle)
ALL_LANGUAGES = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What customers of one language see in a state; `own`: chosen for this language."""

    article: ArticlePage | None
    own: bool
    hidden: bool = False
    """Chosen, but no customer may read it: a draft, or for agents."""

    @property
    def is_to_do(self) -> bool:
        return self.article is None or self.hidden


@dataclass(frozen=True, slots=True)
class Row:
    state: states.State
    cells: dict[str, Cell]

    @property
    def to_do(self) -> int:
        return sum(cell.is_to_do for cell in self.cells.values())

    @property
    def url(self) -> str:
        return reverse("state_articles:edit", args=[self.state.key])


def grid(wanted: Iterable[states.State] | None = None) -> list[Row]:
    """Every state in the order of the story, with a cell for every language. Two queries."""
    codes = [code for code, _name in settings.LANGUAGES]
    chosen = {
        (row.state, row.language): row.article
        for row in StateArticle.objects.select_related("article__locale", "article")
    }
    keys = {article.translation_key for article in chosen.values()}
    readable = {
        (each.translation_key, each.locale.language_code): each
        for each in visible_to(None).filter(translation_key__in=keys)
    }
    return [
        Row(state, {code: _cell(state.key, code, chosen, readable) for code in codes})
        for state in (states.known() if wanted is None else wanted)
    ]


def _cell(state: str, code: str, chosen: dict[Any, ArticlePage], readable: dict[Any, ArticlePage]) -> Cell:
    own = chosen.get((state, code))
    if own is not None:
        shown = readable.get((own.translation_key, own.locale.language_code))
        translated = readable.get((own.translation_key, code))
        return Cell(shown or translated or own, True, hidden=not (shown or translated))
    general = chosen.get((state, ALL_LANGUAGES))
    return Cell(readable.get((general.translation_key, code)) if general else None, False)


class StateArticlesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "kb/admin/states/index.html"
    page_title = _("Articles for states")
    header_icon = "help"
    any_permission_required = ("add", "change", "delete", "view")
    permission_policy = policy_registry.get_by_type(StateArticle)
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = grid()
        only = self.request.GET.get("show") == "to-do"
        return super().get_context_data(**kwargs) | {
            "rows": [row for row in rows if row.to_do or not only],
            "languages": settings.LANGUAGES,
            "to_do": sum(row.to_do for row in rows),
            "only_to_do": only,
        }


class ChoiceForm(forms.Form):
    """A page chooser for all languages and one for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        articles = ArticlePage.objects.all()
        for code, name in ((ALL_LANGUAGES, gettext("All languages")), *settings.LANGUAGES):
            asked = articles.filter(locale__language_code=code) if code else articles
            self.fields[field_of(code)] = forms.ModelChoiceField(
                asked,
                required=False,
                label=str(name),
                widget=AdminPageChooser(target_models=[ArticlePage]),
                help_text=_("Customers get its translation in their language.") if not code else "",
                error_messages={"invalid_choice": _("Choose an article in this language.")},
            )


def field_of(code: str) -> str:
    return f"article_{code or 'all'}"


class StateArticleView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView[ChoiceForm]):
    """The articles of one state."""

    template_name = "kb/admin/states/edit.html"
    header_icon = "help"
    form_class = ChoiceForm
    permission_required = "change"
    permission_policy = policy_registry.get_by_type(StateArticle)
    _show_breadcrumbs = True

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = next((state for state in states.known() if state.key == kwargs["state"]), None)
        if found is None:
            raise Http404
        self.state = found

    def get_page_title(self) -> str:
        return str(self.state.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("state_articles:index"), "label": StateArticlesView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_initial(self) -> dict[str, Any]:
        rows = StateArticle.objects.filter(state=self.state.key)
        return {field_of(row.language): row.article_id for row in rows}

    def form_valid(self, form: ChoiceForm) -> HttpResponse:
        choose(
            self.state.key,
            {code: form.cleaned_data[field_of(code)] for code in (ALL_LANGUAGES, *dict(settings.LANGUAGES))},
        )
        messages.success(self.request, gettext("Customers now see the articles you chose."))
        return redirect("state_articles:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "submit_button_label": _("Save"),
            "media": kwargs.get("form", self.get_form()).media,
            "row": grid([self.state])[0],
            "languages": settings.LANGUAGES,
        }


@transaction.atomic
def choose(state: str, articles: dict[str, ArticlePage | None]) -> None:
    """Language, or "" for all, to the article that customers see in this state; None takes a choice back."""
    for language, article in articles.items():
        if article is None:
            StateArticle.objects.filter(state=state, language=language).delete()
        else:
            StateArticle.objects.update_or_create(state=state, language=language, defaults={"article": article})


class StateArticlesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy, wanted = StateArticlesView.permission_policy, StateArticlesView.any_permission_required
        return bool(policy.user_has_any_permission(request.user, wanted))


class StateArticleViewSet(ViewSet):
    menu_item_class = StateArticlesItem
    icon = "help"
    menu_label = _("Articles for states")
    menu_order = 850
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", StateArticlesView.as_view(), name="index"),
            path("<str:state>/", StateArticleView.as_view(), name="edit"),
        ]
