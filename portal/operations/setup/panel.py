"""What is still missing, on the admin's home."""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from portal.operations.setup.steps import Standing, standings


class SetupPanel(Component):
    """Nothing at all once every step is done or put off."""

    name = "setup"
    template_name = "operations/setup/panel.html"
    order = 40

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def open(self) -> list[Standing]:
        return [each for each in standings(self.user) if each.state == "open"]

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        return {"open": self.open}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        return super().render_html(parent_context) if self.open else SafeString("")

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/setup_admin.css"]})
