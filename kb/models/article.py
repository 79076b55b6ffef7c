"""An article answers one question, for one audience, in one language."""

from typing import Any

from django.core.signing import Signer
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from kb import rules, shown
from kb.blocks import BodyBlock
from kb.editing import texts
from kb.editing.form import ArticleForm
from kb.living_blocks import video_origins

READER_TOKEN = Signer(salt="kb.reader")


class OpenPage(models.Model):
    """Who may read is decided by the article's audience alone; Wagtail's own restrictions are switched off."""

    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        return PageViewRestriction.objects.none()

    @property
    def is_for_everybody(self) -> bool:
        """May it be kept finished, for readers nobody knows?"""
        return True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown.note(shown.body(self.pk))
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return shown.may_be_kept(response) if self.is_for_everybody else response


class ArticlePage(OpenPage, Page):
    short_answer = models.TextField(
        _("short answer"),
        max_length=320,
        help_text=_("One or two sentences that would do on their own. Search results show them."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    audience = models.CharField(
        _("audience"), max_length=10, choices=rules.Audience.choices, default=rules.Audience.PUBLIC, db_index=True
    )
    review_date = models.DateField(_("review on"), null=True, blank=True)
    small_edit = models.BooleanField(
        _("only a small correction"),
        default=False,
        help_text=_("Spelling, a link, a comma: translations of this article are not marked as out of date."),
    )
    # When what it says last changed, after it was first published; when it was last true to its source and settings.
    changed_at = models.DateTimeField(null=True, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False, db_index=True)
    source_id = models.CharField(max_length=80, blank=True, db_index=True, editable=False)
    expected_seconds = models.PositiveIntegerField(default=1, editable=False)

    content_panels = [
        TitleFieldPanel("title", heading=_("Question"), placeholder=_("As a customer would ask it")),
        FieldPanel("short_answer"),
        FieldPanel("body"),
        HelpPanel(template="kb/admin/variables/hint.html", heading=_("Values of the shop")),
        InlinePanel("chosen", heading=_("Related articles"), label=_("Article"), max_num=6),
        FieldPanel("small_edit"),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]),
    ]
    settings_panels = [
        FieldPanel("audience"),
        FieldPanel("owner"),
        FieldPanel("review_date"),
        *Page.settings_panels,
        HelpPanel(template="kb/admin/reading_link.html", heading=_("Is it read?")),
    ]

    search_fields = [
        *Page.search_fields,
        texts.FilledSearchField("short_answer", boost=1.5),
        texts.FilledSearchField("body"),
        index.SearchField("topic_title"),
        index.SearchField("tips_text", boost=0.3),
        index.FilterField("audience"),
    ]

    parent_page_types = ["kb.TopicPage"]
    subpage_types: list[str] = []

    base_form_class = ArticleForm

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @cached_property
    def topic_title(self) -> str:
        return self.get_parent().title

    @cached_property
    def tips_text(self) -> list[str]:
        """What readers' published tips say, for search alone."""
        return list(self.tips.filter(state="accepted").values_list("text", flat=True))

    @property
    def summary(self) -> str:
        """The short answer as readers see it, with the shop's values in it."""
        return texts.filled(self, self.short_answer)

    @property
    def text(self) -> str:
        """The words of the body as every reader may see them."""
        return " ".join(strip_tags(part) for part in texts.body_texts(self))

    @property
    def is_for_everybody(self) -> bool:
        return bool(self.audience == rules.Audience.PUBLIC)

    @property
    def minutes_to_read(self) -> int:
        return rules.minutes(self.expected_seconds)

    @property
    def reader_token(self) -> str:
        """Page and revision, signed: votes and reading times count only for a page that was shown.

        The same for every reader, so that the page can be stored; the browser adds a random view id of its own.
        """
        return READER_TOKEN.sign(f"{self.pk}.{self.live_revision_id or 0}")

    def measure(self) -> None:
        """Sets how long the whole text takes to read."""
        texts = [self.short_answer, *self.body.stream_block.get_searchable_content(self.body)]
        words = sum(len(strip_tags(str(text)).split()) for text in texts)
        images = sum(block.block_type == "image" for block in self.body)
        self.expected_seconds = rules.expected_seconds(words, images)

    def clean(self) -> None:
        super().clean()
        texts.refuse_unknown_names(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.measure()
        # With update_fields a draft is saved beside the article; readers go on seeing the article as it was.
        if kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        texts.keep_dates(self)
        super().save(*args, **kwargs)
        texts.keep_uses(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.audience not in rules.audiences_for(request.user):
            raise Http404
        response = super().serve(request, *args, **kwargs)
        if origins := video_origins(self.body):
            vars(response)["_csp_update"] = {"frame-src": origins}
        return response
