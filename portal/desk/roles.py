"""Tags and teams in the admin: what agents sort cases by, looked after by senior agents and operators."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from returns.models import Tag, Team


class TagViewSet(ModelViewSet):
    model = Tag
    icon = "tag"
    name = "case_tags"
    menu_label = _("Tags")
    list_display: ClassVar = ["name", "colour"]
    search_fields: ClassVar = ["name"]
    panels: ClassVar = [FieldPanel("name"), FieldPanel("colour")]


class TeamViewSet(ModelViewSet):
    model = Team
    icon = "group"
    name = "case_teams"
    menu_label = _("Teams")
    list_display: ClassVar = ["name"]
    search_fields: ClassVar = ["name"]
    panels: ClassVar = [FieldPanel("name"), FieldPanel("members")]


class Sorting(ModelViewSetGroup):
    menu_label = _("Sorting of cases")
    menu_icon = "tag"
    menu_order = 55
    items = (TagViewSet, TeamViewSet)


@hooks.register("register_admin_viewset")
def sorting() -> Sorting:
    return Sorting()
