"""What search engines and messengers ask of structured data and previews, on every kind of page."""

import io
import json
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model

from kb.models import ArticlePage, TopicPage
from kb.templatetags.sharing import og_locale
from tests.kb.makers import make_article, make_topic

SITE = "https://testserver"
EVIL = "</script><script>alert(1)</script><!-- & \u2028 \" '"
# Properties that schema.org's consumers ask for: https://developers.google.com/search/docs/appearance/structured-data
REQUIRED = {
    "Article": {"headline", "author", "datePublished", "dateModified", "publisher", "mainEntityOfPage", "inLanguage"},
    "FAQPage": {"mainEntity"},
    "BreadcrumbList": {"itemListElement"},
}


def read(client: Client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def data(page: BeautifulSoup) -> dict[str, dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for script in page.select('script[type="application/ld+json"]'):
        told = json.loads(script.get_text())
        found += told.get("@graph", [told])
    return {each["@type"]: each for each in found}


def meta(page: BeautifulSoup) -> dict[str, str]:
    return {tag.get("property") or tag.get("name"): tag["content"] for tag in page.select("meta[content]")}


@pytest.fixture
def asked(topic: TopicPage) -> ArticlePage:
    body = [("question", {"question": f"Really {EVIL}?", "answer": f"<p>Yes &amp; {'no' * 3}</p>"})]
    return make_article(topic, f"What {EVIL}?", slug="what", short_answer=f"Short {EVIL}", body=body)


def test_each_kind_has_its_required_properties(client: Client, asked: ArticlePage) -> None:
    found = data(read(client, asked.url))
    assert found.keys() == REQUIRED.keys()
    for kind, names in REQUIRED.items():
        assert names <= found[kind].keys(), kind
    article = found["Article"]
    for moment in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(article[moment]).tzinfo
    assert article["author"]["@type"] == article["publisher"]["@type"] == "Organization"
    assert article["mainEntityOfPage"] == f"{SITE}{asked.url}"
    for item in found["BreadcrumbList"]["itemListElement"][:-1]:
        assert item["item"].startswith(f"{SITE}/help/")


def test_text_that_ends_a_script_ends_nothing(client: Client, asked: ArticlePage) -> None:
    page = read(client, asked.url)
    found = data(page)
    assert found["Article"]["headline"] == asked.title
    assert found["Article"]["description"] == asked.short_answer
    assert found["FAQPage"]["mainEntity"][0]["name"] == f"Really {EVIL}?"
    assert found["BreadcrumbList"]["itemListElement"][-1]["name"] == asked.title
    assert not [script for script in page.select("script") if "alert" in script.get_text() and not script.get("type")]
    assert meta(page)["og:title"] == asked.title


def test_every_page_has_one_canonical_address_whatever_was_asked(client: Client, article: ArticlePage) -> None:
    for url in ("/help/", "/help/delivery/", article.url):
        (link,) = read(client, f"{url}?utm_source=x&q=1").select('link[rel="canonical"]')
        assert link["href"] == f"{SITE}{url}"
        told = meta(read(client, url))
        assert told["og:url"] == f"{SITE}{url}"
        assert {"og:title", "og:type", "og:description", "og:locale", "og:site_name"} <= told.keys()


def test_translations_name_each_other_and_a_default(client: Client, article: ArticlePage) -> None:
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie?", translation_key=article.translation_key)
    for url in (article.url, polish.url):
        links = {link["hreflang"]: link["href"] for link in read(client, url).select("link[hreflang]")}
        assert links == {
            "en": f"{SITE}{article.url}",
            "pl": f"{SITE}{polish.url}",
            "x-default": f"{SITE}{article.url}",
        }


def test_a_page_in_one_language_has_no_default(client: Client, article: ArticlePage) -> None:
    assert not read(client, article.url).select('link[hreflang="x-default"]')


@pytest.mark.parametrize(("language", "told"), [("en", "en_US"), ("pl", "pl_PL"), ("ru", "ru_RU"), ("xx", "xx_XX")])
def test_a_preview_names_language_and_country(language: str, told: str) -> None:
    assert og_locale(language) == told


def test_the_first_picture_is_the_preview(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    content = io.BytesIO()
    Picture.new("RGB", (1400, 800), "#0b6e4f").save(content, "PNG")
    content.seek(0)
    image = get_image_model().objects.create(title="x", file=ImageFile(content, name="x.png"))
    shown = make_article(topic, "Pictured?", body=[("image", {"image": image, "alt": "A parcel", "caption": ""})])
    told = meta(read(client, shown.url))
    assert told["og:image"].startswith(f"{SITE}/media/")
    assert (told["og:image:width"], told["og:image:height"], told["og:image:alt"]) == ("1200", "630", "A parcel")
    assert told["twitter:card"] == "summary_large_image"
    assert "og:image" not in meta(read(client, article.url))
