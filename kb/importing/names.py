"""What an article, image or document is called outside of this database, and the way back."""

from typing import Any
from urllib.parse import quote, unquote

from django.db import models
from wagtail.documents import get_document_model
from wagtail.models import Page

from kb.models import ArticlePage

ARTICLE, DOCUMENT = "article:", "document:"


class Names:
    """Articles by (id, language) and back, read once: an imported article's id, else its translation key."""

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], int] = {}
        self.ids: dict[int, str] = {}
        rows = ArticlePage.objects.order_by("pk").values_list(
            "pk", "source_id", "translation_key", "locale__language_code"
        )
        for pk, source_id, translation_key, language in rows:
            # A copy made in the admin has the id of its original, and a key of its own.
            taken = not source_id or (source_id, language) in self.keys
            self.add(pk, str(translation_key) if taken else source_id, language)
        self.hashes: dict[tuple[type[models.Model], int], str] = {}

    def add(self, pk: int, article_id: str, language: str) -> None:
        self.keys[article_id, language] = pk
        self.ids[pk] = article_id

    def link_out(self, attributes: dict[str, str]) -> dict[str, str] | None:
        """A stored link as the export writes it."""
        key = attributes.get("id", "")
        match attributes.get("linktype"):
            case None:
                return _only_href(attributes)
            case "page" if key.isdecimal():
                return self._page_out(int(key))
            case "document" if key.isdecimal():
                told = self.choose_out(get_document_model(), int(key))
                return {"href": f"{DOCUMENT}{told}"} if told else None
        return None

    def _page_out(self, pk: int) -> dict[str, str] | None:
        if pk in self.ids:
            return {"href": f"{ARTICLE}{quote(self.ids[pk])}"}
        page = Page.objects.filter(pk=pk).first()
        return {"href": page.url} if page and page.url else None

    def choose_out(self, model: type[models.Model], key: Any) -> Any:
        """A chosen image or document as its hash, a page as its id."""
        if issubclass(model, Page):
            return self.ids.get(int(key))
        if not hasattr(model, "file_hash"):
            return None
        if (model, key) not in self.hashes:
            found: Any = model._default_manager.filter(pk=key).first()
            self.hashes[model, key] = found.get_file_hash() if found else ""
        return self.hashes[model, key] or None

    def choose_in(self, language: str) -> Any:
        def choose(model: type[models.Model], told: Any) -> Any:
            found: Any = None
            if issubclass(model, Page):
                found = self.keys.get((str(told), language))
            elif isinstance(told, str) and told and hasattr(model, "file_hash"):
                found = model._default_manager.filter(file_hash=told).values_list("pk", flat=True).first()
            if found is None:
                raise ValueError(f"{model._meta.verbose_name} that isn't here")
            return found

        return choose

    def link_in(self, href: str, language: str, slugs: dict[tuple[str, str], int]) -> dict[str, str] | None:
        """A link of a file as this database stores it; None when it leads to nothing that is here."""
        if href.startswith(ARTICLE):
            pk = self.keys.get((unquote(href.removeprefix(ARTICLE)), language))
        elif href.endswith(".md") and "/" not in href:
            pk = slugs.get((href.removesuffix(".md"), language))
        elif href.startswith(DOCUMENT):
            documents = get_document_model().objects.filter(file_hash=href.removeprefix(DOCUMENT))
            document = documents.values_list("pk", flat=True).first()
            return {"linktype": "document", "id": str(document)} if document else None
        else:
            return _only_href({"href": href})
        return {"linktype": "page", "id": str(pk)} if pk else None


def _only_href(attributes: dict[str, str]) -> dict[str, str] | None:
    return {"href": attributes["href"]} if attributes.get("href") else None
