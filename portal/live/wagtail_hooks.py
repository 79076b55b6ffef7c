"""Live conversations in Wagtail's admin: addresses, and the place in the menu with how many wait."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from portal.live import desk_pages
from portal.live.talk.queries import waiting
from returns.access import WORK_CASES

urls = [
    path("", desk_pages.ListView.as_view(), name="list"),
    path("strip/", desk_pages.StripView.as_view(), name="strip"),
    path("available/", desk_pages.SwitchView.as_view(), name="switch"),
    path("<slug:reference>/", desk_pages.TalkView.as_view(), name="talk"),
    path("<slug:reference>/part/", desk_pages.PartView.as_view(), name="part"),
    path("<slug:reference>/accept/", desk_pages.StepView.as_view(verb="accept"), name="accept"),
    path("<slug:reference>/hand-over/", desk_pages.StepView.as_view(verb="hand_over"), name="hand_over"),
    path("<slug:reference>/end/", desk_pages.StepView.as_view(verb="end"), name="end"),
]


class LiveMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WORK_CASES)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = waiting().count()
        label = f"{self.label} ({count})" if count else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, attrs=self.attrs)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("live/", include((urls, "desk_live")))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return LiveMenuItem(
        pgettext_lazy("live conversations", "Live"),
        reverse("desk_live:list"),
        name="live",
        icon_name="comment",
        order=52,
    )
