"""What agents said of an article, beside its text in the editor; and the case it was made from, for agents."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from kb.flags.queries import of_article
from kb.flags.sources import origin_of_article, origin_of_flag

MOST = 10


class FlagsSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle what the desk says")
        icon_name = "warning"
        has_counter = True

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"count": self.panel.waiting}

    name = "flags"
    title = _("From the desk")
    template_name = "kb/admin/flags/side_panel.html"
    order = 160

    def __init__(self, page: Any, request: Any) -> None:
        super().__init__(page, request)
        self.flags = of_article(page.pk)[:MOST]
        self.origin = origin_of_article(page.pk, request.user)
        self.waiting = sum(flag.resolved_at is None for flag in self.flags)

    @property
    def is_of_use(self) -> bool:
        return bool(self.flags or self.origin)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        told = [(flag, origin_of_flag(flag.about, self.request.user)) for flag in self.flags]
        return {**super().get_context_data(parent_context), "told": told, "origin": self.origin}
