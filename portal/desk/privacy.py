"""Articles that agents sent with a case come along with it, and go with it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.privacy.areas.cases import CASE_BELOW
from portal.accounts.privacy.records import Fact, Part
from portal.accounts.privacy.registry import left_out


def _article(link: Any) -> list[Fact]:
    return [Fact("article", _("Article"), link.page.title, link.page.title)] if link.page else []


def connect() -> None:
    CASE_BELOW["articles_sent"] = ("article_links", Part("desk.ArticleLink", frozenset({"code"}), also=_article))
    left_out({"desk.ArticleLink": "Handed out with its case; after an erasure it names a case without a person."})
