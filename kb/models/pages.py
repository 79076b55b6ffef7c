"""The help centre's tree: a home per language, topics below it, articles in the topics."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from kb import rules
from kb.models.article import ArticlePage, OpenPage

ICONS = [
    ("credit-card", _("Card: orders and payment")),
    ("truck", _("Lorry: delivery")),
    ("undo-2", _("Arrow back: returns")),
    ("message-square-warning", _("Speech bubble: complaints")),
    ("user-round", _("Person: account")),
    ("package", _("Parcel")),
    ("circle-question-mark", _("Question mark")),
]


class HelpHomePage(OpenPage, Page):
    introduction = models.CharField(_("introduction"), max_length=250, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["kb.TopicPage"]

    class Meta:
        verbose_name = _("help home")
        verbose_name_plural = _("help homes")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        # Nearly every visit is to an article: one query finds it, Wagtail's walk needs three for every level.
        if len(path_components) > 1:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            article = ArticlePage.objects.live().filter(slug=path_components[-1], url_path=address).first()
            if article:
                return RouteResult(article)
        found: Any = super().route(request, path_components)
        return found


class TopicPage(OpenPage, Page):
    summary = models.CharField(_("summary"), max_length=200, blank=True, help_text=_("One line shown on the card."))
    icon = models.CharField(_("icon"), max_length=30, choices=ICONS, default="circle-question-mark")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("icon")]

    search_fields = [*Page.search_fields, index.SearchField("summary")]

    parent_page_types = ["kb.HelpHomePage", "kb.TopicPage"]
    subpage_types = ["kb.TopicPage", "kb.ArticlePage"]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def is_open_to(self, user: rules.Reader | None) -> bool:
        """Not to readers for whom all of its articles are hidden: its name tells what they are about."""
        below = ArticlePage.objects.live().descendant_of(self)
        return below.filter(audience__in=rules.audiences_for(user)).exists() or not below.exists()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_open_to(request.user):
            raise Http404
        return super().serve(request, *args, **kwargs)
