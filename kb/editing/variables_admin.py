"""Settings → Shop variables: every value articles may name, in every language, with the articles that use it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry, register_permission_policy

from kb import own, placeholders, variables
from kb.editing.changes import current_values, notice_changes
from kb.models import ArticlePage, ArticleVariable, ShopVariable, VariableValue

register_permission_policy(ShopVariable)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class Line:
    """A variable: its value by language, how many articles use it, where it is changed ("" when it is gone)."""

    name: str
    label: str | Promise
    values: dict[str, str]
    uses: int
    place: str
    unit: str = ""
    gone: bool = False

    @property
    def written(self) -> str:
        return _written(self.name)

    @property
    def counted(self) -> str:
        """How to write it with its unit, when it is a number."""
        return f"{{{{ {self.name}|{self.unit} }}}}" if self.unit else ""


def lines() -> list[Line]:
    """From the settings, then the editors' own, then those that are gone but still written somewhere."""
    now = current_values()
    uses = Counter(dict(ArticleVariable.objects.values_list("name").annotate(Count("pk"))))
    found = [
        Line(
            each.name,
            each.label,
            _by_language(now, each.name),
            uses[each.name],
            each.place() if each.place else "",
            each.unit,
        )
        for each in variables.registered()
    ]
    for row in ShopVariable.objects.all():
        place = reverse("shop_variables:edit", args=[row.pk])
        found.append(Line(row.name, row.label, _by_language(now, row.name), uses[row.name], place))
    gone = sorted(set(uses) - {line.name for line in found})
    last = {
        (row.language, row.name): row.value for row in VariableValue.objects.filter(name__in=gone).order_by("name")
    }
    return found + [Line(name, "", _by_language(last, name), uses[name], "", gone=True) for name in gone]


def _written(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _by_language(values: Mapping[tuple[str, str], str], name: str) -> dict[str, str]:
    return {code: values.get((code, name), "") for code in LANGUAGES}


class VariablesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "kb/admin/variables/index.html"
    page_title = _("Shop variables")
    header_icon = "tag"
    any_permission_required = ("add", "change", "delete", "view")
    permission_policy = policy_registry.get_by_type(ShopVariable)
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "lines": lines(),
            "languages": settings.LANGUAGES,
            "units": [f"{{{{ return_days|{unit} }}}}" for unit in placeholders.UNITS],
            "own": [(_written(name), label) for name, label in own.names().items()],
            "may_add": self.user_has_permission("add"),
        }


class UsesView(VariablesView):
    """The articles and translations that name one variable."""

    template_name = "kb/admin/variables/uses.html"

    def get_page_title(self) -> str:
        return gettext("Articles with %(name)s") % {"name": self.kwargs["name"]}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("shop_variables:index"), "label": VariablesView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        articles = users_of(self.kwargs["name"])
        if not articles:
            raise Http404
        return super().get_context_data(**kwargs) | {"articles": articles}


def users_of(name: str) -> QuerySet[ArticlePage]:
    found = ArticlePage.objects.filter(variable_uses__name=name).select_related("locale", "owner").defer("body")
    return found.order_by("locale__language_code", "title")


class ShopVariableForm(forms.ModelForm[ShopVariable]):
    """A field for the value in each language; a language left empty says what the first one says."""

    class Meta:
        model = ShopVariable
        fields = ("name", "label")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"value_{code}"] = forms.CharField(
                label=_("Value in %(language)s") % {"language": name},
                required=False,
                max_length=500,
                initial=self.instance.values.get(code, ""),
            )
        if self.instance.pk:
            # Articles name it: another name would be another variable.
            self.fields["name"].disabled = True

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if variables.is_registered(name) or name in own.names():
            raise ValidationError(
                gettext("This name is taken: it comes from the shop's settings or a reader's order.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts = {code: (cleaned.get(f"value_{code}") or "").strip() for code in LANGUAGES}
        self.instance.values = {code: text for code, text in texts.items() if text}
        return cleaned

    def save(self, commit: bool = True) -> ShopVariable:
        saved = super().save(commit)
        notice_changes(timezone.now())
        return saved


class ShopVariableDelete(DeleteView):
    def delete_action(self) -> None:
        super().delete_action()
        notice_changes(timezone.now())


class ShopVariableViewSet(ModelViewSet):
    model = ShopVariable
    icon = "tag"
    menu_label = _("Shop variables")
    menu_order = 840
    add_to_settings_menu = True
    delete_view_class = ShopVariableDelete
    copy_view_enabled = False
    inspect_view_enabled = False

    @property
    def index_view(self) -> Any:
        return VariablesView.as_view()

    def get_form_class(self, for_update: bool = False) -> type[ShopVariableForm]:
        return ShopVariableForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("uses/<str:name>/", UsesView.as_view(), name="uses")]
