"""schema.org data of a page: what search engines may show of it. Only for pages that everybody may read."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from kb.models import ArticlePage
from kb.queries import Crumb
from kb.variables import filled, filled_html

# As Django's json_script: no text of an editor can end the script element.
SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def script_text(data: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(SAFE))  # noqa: S308


def article_data(article: ArticlePage, address: str, publisher: str) -> dict[str, Any]:
    """The article, and the questions in its text when it has some. The address is absolute."""
    described: dict[str, Any] = {
        "@type": "Article",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.locale.language_code,
        "mainEntityOfPage": address,
    }
    if article.first_published_at:
        described["datePublished"] = article.first_published_at.isoformat()
    if article.last_published_at:
        described["dateModified"] = article.last_published_at.isoformat()
    if publisher:
        described["author"] = described["publisher"] = {"@type": "Organization", "name": publisher}
    asked = questions(article)
    return {"@graph": [described, {"@type": "FAQPage", "mainEntity": asked}]} if asked else described


def questions(article: ArticlePage) -> list[dict[str, Any]]:
    language = article.locale.language_code
    return [
        {
            "@type": "Question",
            "name": filled(block.value["question"], language),
            "acceptedAnswer": {"@type": "Answer", "text": words(filled_html(str(block.value["answer"]), language))},
        }
        for block in article.body
        if block.block_type == "question"
    ]


def words(html: str) -> str:
    return " ".join(strip_tags(html.replace("<", " <")).split())


def breadcrumb_data(crumbs: Sequence[Crumb], title: str, site_url: str) -> dict[str, Any]:
    above = [
        {"@type": "ListItem", "position": number, "name": crumb.title, "item": f"{site_url}{crumb.url}"}
        for number, crumb in enumerate(crumbs, 1)
    ]
    here = {"@type": "ListItem", "position": len(above) + 1, "name": title}
    return {"@type": "BreadcrumbList", "itemListElement": [*above, here]}
