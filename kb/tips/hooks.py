"""The editors' entry "Tips" with the number of those that wait."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from kb.tips import queries
from kb.tips.moderation import TipQueue, TipView, may_moderate


class TipsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = queries.waiting()
        label = f"{self.label} ({count})" if count else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, attrs=self.attrs)


@hooks.register("register_admin_menu_item")
def tips_menu_item() -> MenuItem:
    return TipsMenuItem(_("Tips"), reverse("kb_tips"), name="tips", icon_name="comment", order=250)


@hooks.register("register_admin_urls")
def tip_urls() -> list[URLPattern]:
    return [
        path("tips/", TipQueue.as_view(), name="kb_tips"),
        path("tips/results/", TipQueue.as_view(results_only=True), name="kb_tips_results"),
        path("tips/<int:pk>/", TipView.as_view(), name="kb_tip"),
    ]
