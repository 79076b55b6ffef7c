"""The help centre's tree: a home per language, topics below it, articles in the topics."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

ICONS = [
    ("credit-card", _("Card: orders and payment")),
    ("truck", _("Lorry: delivery")),
    ("undo-2", _("Arrow back: returns")),
    ("message-square-warning", _("Speech bubble: complaints")),
    ("user-round", _("Person: account")),
    ("package", _("Parcel")),
    ("circle-help", _("Question mark")),
]


class HelpHomePage(Page):
    introduction = models.CharField(_("introduction"), max_length=250, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["kb.TopicPage"]
    # Who may read is the article's audience, decided in one place.
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("help home")
        verbose_name_plural = _("help homes")


class TopicPage(Page):
    summary = models.CharField(_("summary"), max_length=200, blank=True, help_text=_("One line shown on the card."))
    icon = models.CharField(_("icon"), max_length=30, choices=ICONS, default="circle-help")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("icon")]

    search_fields = [*Page.search_fields, index.SearchField("summary")]

    parent_page_types = ["kb.HelpHomePage", "kb.TopicPage"]
    subpage_types = ["kb.TopicPage", "kb.ArticlePage"]
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
