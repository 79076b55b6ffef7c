"""Where editors keep synonyms in the admin."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet

from kb.models import SearchHandling, Synonym
from kb.search.handling import Asked


class SynonymCreateView(CreateView):
    def get_initial(self) -> dict[str, Any]:
        """A report sends the language and the first word along."""
        asked = self.request.GET
        return {**super().get_initial(), **{name: asked[name] for name in ("language", "words") if name in asked}}

    def get_add_url(self) -> str:
        """The form keeps in its address which search it is for."""
        address = str(super().get_add_url())
        asked = Asked.of(self.request)
        return f"{address}?{asked.query}" if asked else address

    def save_action(self) -> HttpResponse:
        asked = None if self.expects_json_response else Asked.of(self.request)
        if asked is None:
            response: HttpResponse = super().save_action()
            return response
        return asked.done(self.request, SearchHandling.Remedy.SYNONYM)


class SynonymViewSet(ModelViewSet):
    model = Synonym
    icon = "list-ul"
    menu_label = _("Synonyms")
    menu_order = 350
    add_to_admin_menu = True
    list_display = ("words", "language")
    list_filter = ("language",)
    search_fields = ("words",)
    search_backend_name = None
    ordering = ("language", "words")
    panels = (FieldPanel("language"), FieldPanel("words"))
    add_view_class = SynonymCreateView
    copy_view_enabled = False
