"""What an article's texts name: values of the shop, filled in for readers and refused when nobody knows them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.search import index

from kb import own, placeholders, variables
from kb.models.variables import ArticleVariable

if TYPE_CHECKING:
    from kb.models import ArticlePage

# No value belongs here: these are read aloud in lists, menus and addresses as they stand.
BARE = ("title", "seo_title", "slug")
FILLED = ("short_answer", "search_description")
# Where the block "own" keeps what it says to signed-in readers.
OWN_TEXTS = "texts"


class FilledSearchField(index.SearchField):
    """Found by the words readers see: "30 days", not by the name between braces."""

    def get_value(self, obj: Any) -> Any:
        found = super().get_value(obj)
        return filled(obj, found) if isinstance(found, str) else [filled(obj, str(part)) for part in found]


def filled(article: Any, text: str) -> str:
    return variables.filled(text, article.locale.language_code) if "{{" in text else text


def body_texts(article: "ArticlePage") -> list[str]:
    """The body's texts with their values in them, as search indexes them."""
    found = article.body.stream_block.get_searchable_content(article.body)
    return [filled(article, str(part)) for part in found]


def names_of(article: "ArticlePage") -> set[str]:
    """The values of the shop that the article names."""
    written = placeholders.names_in(*(getattr(article, field) for field in FILLED), *_raw(_body(article)))
    return written - own.names().keys()


def keep_uses(article: "ArticlePage") -> None:
    """The index of who uses what. One query when nothing changed."""
    kept = set(ArticleVariable.objects.filter(article_id=article.pk).values_list("name", flat=True))
    used = names_of(article)
    if used == kept:
        return
    ArticleVariable.objects.filter(article_id=article.pk, name__in=kept - used).delete()
    ArticleVariable.objects.bulk_create(
        [ArticleVariable(article_id=article.pk, name=name) for name in sorted(used - kept)], ignore_conflicts=True
    )


def keep_dates(article: "ArticlePage") -> None:
    """A revision is older than what happened since: publishing it must not turn these dates back."""
    kept = type(article).objects.filter(pk=article.pk).values_list("changed_at", "checked_at").first()
    article.changed_at, article.checked_at = kept or (None, None)


def refuse_unknown_names(article: "ArticlePage") -> None:
    """Raises ValidationError at each field that names a value nobody knows.

    A value that the published article uses already is no reason to refuse: it went away later, and the list of what
    is due for review says so.
    """
    fields = {field: [getattr(article, field) or ""] for field in (*BARE, *FILLED)}
    body = _body(article)
    fields["body"] = list(_raw(body))
    if not any("{{" in text for texts in fields.values() for text in texts):
        return
    known = variables.known_names()
    known |= set(ArticleVariable.objects.filter(article_id=article.pk).values_list("name", flat=True))
    fields["body"] = list(_raw(body, OWN_TEXTS))
    found = {field: placeholders.mistakes(texts, () if field in BARE else known) for field, texts in fields.items()}
    personal = [text for block in body if block["type"] == "own" for text in _raw(block["value"].get(OWN_TEXTS))]
    found["body"] += placeholders.mistakes(personal, known | own.names().keys())
    problems = {field: [_message(each) for each in mistakes] for field, mistakes in found.items() if mistakes}
    if problems:
        raise ValidationError(problems)


def _message(mistake: placeholders.Mistake) -> str:
    if mistake.name in own.names():
        return _(
            "%(written)s is known only in the block “By the reader's own order”, in a text for signed-in readers."
        ) % {"written": mistake.written}
    if mistake.name and variables.is_registered(mistake.name):
        return _("%(written)s can't stand here: only the short answer and the body show values of the shop.") % {
            "written": mistake.written
        }
    if mistake.name:
        return _("There is no shop variable “%(name)s”. Settings → Shop variables lists all there are.") % {
            "name": mistake.name
        }
    return _("%(written)s shows nothing. Write it like {{ return_days }} or {{ return_days|days }}.") % {
        "written": mistake.written
    }


def _body(article: "ArticlePage") -> list[dict[str, Any]]:
    return list(article.body.get_prep_value())


def _raw(value: Any, but: str = "") -> Iterator[str]:
    """Every string in a body, however deep, without those below the key `but`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key != but:
                yield from _raw(part, but)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _raw(part, but)
