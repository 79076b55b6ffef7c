"""Settings → Articles for states: the editors' choice, and what is still to choose."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from kb import states
from kb.models import StateArticle

register_permission_policy(StateArticle)


def without_article() -> list[states.State]:
    """The to-do list: states for which no article was chosen, in the order of the story."""
    chosen = set(StateArticle.objects.values_list("state", flat=True))
    return [state for state in states.known() if state.key not in chosen]


class StateArticleList(IndexView):
    def get_base_queryset(self) -> QuerySet[StateArticle]:
        found: QuerySet[StateArticle] = super().get_base_queryset()
        return found.select_related("article__locale")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"to_do": without_article()}


class ChooseArticle(CreateView):
    def get_initial(self) -> dict[str, Any]:
        request: HttpRequest = self.request
        return {**super().get_initial(), "state": request.GET.get("state", "")}


class StateArticleViewSet(ModelViewSet):
    model = StateArticle
    icon = "help"
    menu_label = _("Articles for states")
    menu_order = 850
    add_to_settings_menu = True
    index_view_class = StateArticleList
    add_view_class = ChooseArticle
    copy_view_enabled = False
    template_prefix = "kb/admin/states/"
    list_display: ClassVar = [
        "__str__",
        Column("article", label=_("Article")),
        Column("article.locale", label=_("Language")),
        BooleanColumn("article.live", label=_("Published")),
    ]
    ordering: ClassVar = ["state"]
    list_per_page = 100
    panels: ClassVar = [FieldPanel("state"), FieldPanel("article")]
