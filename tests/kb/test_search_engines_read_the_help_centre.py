"""Sitemap, structured data, Open Graph: for search engines, and nothing in them that is not for everybody."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic

SITE = "https://testserver"
SECRET = "Canary 5521"
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
FAQ = [("question", {"question": "On <Sundays>?", "answer": "<p>Yes.</p><p>Also </script><b>late</b>.</p>"})]


def sitemap(client: Client) -> dict[str, dict[str, str]]:
    """Each address with its alternates."""
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    urls = ElementTree.fromstring(answer.content).findall("s:url", MAP)  # noqa: S314
    return {
        url.findtext("s:loc", "", MAP): {
            link.get("hreflang", ""): link.get("href", "") for link in url.findall("x:link", MAP)
        }
        for url in urls
    }


def read(client: Client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def data(page: BeautifulSoup) -> dict[str, dict[str, Any]]:
    """Structured data by type."""
    found: list[dict[str, Any]] = []
    for script in page.select('script[type="application/ld+json"]'):
        told = json.loads(script.get_text())
        assert told["@context"] == "https://schema.org"
        found += told.get("@graph", [told])
    return {each["@type"]: each for each in found}


@pytest.fixture
def hidden(topic: TopicPage, article: ArticlePage) -> list[ArticlePage]:
    polish = make_topic("Dostawa", "pl")
    for_agents = make_topic(f"{SECRET} topic")
    return [
        make_article(topic, f"{SECRET} draft", live=False),
        make_article(topic, f"{SECRET} agents", audience="agents"),
        make_article(topic, f"{SECRET} customers", audience="signed_in"),
        make_article(polish, f"{SECRET} tylko", audience="agents", translation_key=article.translation_key),
        make_article(for_agents, f"{SECRET} alone", audience="agents"),
    ]


def test_the_sitemap_has_homes_topics_and_articles(client: Client, article: ArticlePage) -> None:
    assert set(sitemap(client)) == {
        f"{SITE}{path}" for path in ("/help/", "/pl/help/", "/ru/help/", "/help/delivery/", article.url)
    }


def test_translations_name_each_other_and_the_one_for_everybody_else(client: Client, article: ArticlePage) -> None:
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest?", translation_key=article.translation_key)
    found = sitemap(client)
    named = {"en": f"{SITE}{article.url}", "pl": f"{SITE}{polish.url}", "x-default": f"{SITE}{article.url}"}
    assert found[f"{SITE}{article.url}"] == found[f"{SITE}{polish.url}"] == named


@pytest.mark.parametrize("name", [None, "anna", "mia"])
def test_the_sitemap_names_nothing_hidden_whoever_asks(
    request: pytest.FixtureRequest, client: Client, as_user: Any, hidden: list[ArticlePage], name: str | None
) -> None:
    asking = as_user(request.getfixturevalue(name)) if name else client
    text = asking.get("/sitemap.xml").content.decode()
    assert "canary" not in text.lower()
    assert all(page.get_url() not in text for page in hidden)


def test_more_articles_need_no_more_queries_for_the_sitemap(client: Client, topic: TopicPage) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/sitemap.xml")
        return len(seen)

    make_article(topic, "First?")
    sitemap(client)
    few = queries()
    for number in range(5):
        make_article(make_topic(f"Topic {number}"), f"Question {number}?")
    assert queries() == few


def test_robots_are_told_what_to_leave_alone(client: Client, db: None) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml" in text
    for path in ("/admin/", "/orders/", "/pl/orders/", "/cases/", "/account/login/", "/ru/help/search/"):
        assert f"Disallow: {path}\n" in text
    assert "Disallow: /help/\n" not in text


def test_an_article_describes_itself(client: Client, article: ArticlePage) -> None:
    page = read(client, article.url)
    described = data(page)["Article"]
    assert described["headline"] == "Where is my parcel?"
    assert described["description"] == "Your order shows it."
    assert described["inLanguage"] == "en"
    assert described["mainEntityOfPage"] == f"{SITE}{article.url}"
    assert described["dateModified"].startswith(article.last_published_at.date().isoformat())
    assert page.select_one('meta[property="og:title"]')["content"] == "Where is my parcel?"
    assert page.select_one('meta[property="og:url"]')["content"] == f"{SITE}{article.url}"


def test_its_place_is_described_too(client: Client, article: ArticlePage) -> None:
    items = data(read(client, article.url))["BreadcrumbList"]["itemListElement"]
    assert [item["name"] for item in items] == ["Help centre", "Delivery", "Where is my parcel?"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert items[1]["item"] == f"{SITE}/help/delivery/"


def test_questions_in_the_text_are_a_faq_and_cannot_end_the_script(client: Client, topic: TopicPage) -> None:
    article = make_article(topic, "Open </script><b>when</b>?", body=FAQ)
    found = data(read(client, article.url))
    assert found["Article"]["headline"] == "Open </script><b>when</b>?"
    (asked,) = found["FAQPage"]["mainEntity"]
    assert asked["name"] == "On <Sundays>?"
    assert asked["acceptedAnswer"]["text"].startswith("Yes. Also")


def test_an_article_without_questions_is_no_faq(client: Client, article: ArticlePage) -> None:
    assert "FAQPage" not in data(read(client, article.url))


def test_hidden_articles_describe_themselves_to_nobody(as_user: Any, mia: User, hidden: list[ArticlePage]) -> None:
    for each in (page for page in hidden if page.live):
        page = read(as_user(mia), each.url)
        assert page.select_one("h1").get_text() == each.title
        assert data(page) == {}
        assert page.select('meta[property^="og:"]') == []
        assert page.select_one("meta[name=robots]")["content"] == "noindex"
