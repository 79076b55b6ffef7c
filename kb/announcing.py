"""Tells which kept pages show something else now: Wagtail's own signals, put into the words of kb.shown."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from kb import shown
from kb.models import ArticlePage
from kb.signals import variable_changed


@receiver(page_published)
@receiver(page_unpublished)
@receiver(page_slug_changed)
@receiver(pre_delete)
def page_changed(instance: Any, **_news: Any) -> None:
    """Deleting takes the row of the page and of its kind: once is enough."""
    if isinstance(instance, Page) and type(instance) is not Page:
        shown.announce(*tags_of(instance))


@receiver(post_page_move)
def page_moved(instance: Page, parent_page_before: Page, **_news: Any) -> None:
    above = [*parent_page_before.get_ancestors().values_list("pk", flat=True), parent_page_before.pk]
    shown.announce(*tags_of(instance), shown.tree(instance.locale.language_code), *map(shown.below, above))


def tags_of(page: Page) -> set[str]:
    """All that may look different because this page is there, gone or other than before."""
    language = page.locale.language_code
    tags = {shown.page(page.pk), shown.translations(page.translation_key), shown.articles(language), shown.SITEMAP}
    tags |= {shown.below(pk) for pk in page.get_ancestors().values_list("pk", flat=True)}
    if not isinstance(page, ArticlePage):
        tags |= {shown.tree(language), shown.below(page.pk)}
    return tags | pages_naming(page)


def pages_naming(thing: Model) -> set[str]:
    """The pages that link to a page or use a picture or file, and everything if the shop itself does."""
    references = ReferenceIndex.get_references_to(thing).values_list("base_content_type__model", "object_id")
    found = set(references.distinct())
    pages = {shown.body(int(pk)) for kind, pk in found if kind == "page"}
    return pages | {shown.EVERYTHING} if any(kind != "page" for kind, _pk in found) else pages


@receiver(variable_changed)
def values_changed(articles: Any, **_news: Any) -> None:
    shown.announce(*map(shown.page, articles))


@receiver(post_save)
@receiver(pre_delete)
def shop_changed(instance: Any, **_news: Any) -> None:
    """Wagtail announces no change of settings, pictures and files; these are its models, not ours.

    Once they are deleted nobody knows any more who showed them.
    """
    if isinstance(instance, BaseGenericSetting | BaseSiteSetting | Locale | Site):
        shown.announce(shown.EVERYTHING)
    elif isinstance(instance, get_image_model() | get_document_model()):
        shown.announce(*pages_naming(instance))
