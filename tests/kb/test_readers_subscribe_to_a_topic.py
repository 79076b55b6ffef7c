"""Atom feeds: valid, public articles only, with ids that stay."""

from datetime import datetime
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

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITE = "https://testserver"


def feed(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314


def texts(root: ElementTree.Element, path: str) -> list[str]:
    return [each.text or "" for each in root.findall(path, ATOM)]


def address(topic: TopicPage) -> str:
    return f"/help/feed/{topic.pk}/"


def test_a_feed_has_what_the_standard_asks_for(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    assert not client.get(address(topic)).cookies
    root = feed(client, address(topic))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links == {"self": f"{SITE}{address(topic)}", "alternate": f"{SITE}/help/delivery/"}
    assert len(texts(root, "a:author/a:name")) == 1
    for place in ("a:", "a:entry/a:"):
        (id_,), (title,), (updated,) = (texts(root, f"{place}{name}") for name in ("id", "title", "updated"))
        assert id_.startswith("tag:testserver,2026:help/en/")
        assert title
        assert datetime.fromisoformat(updated).tzinfo
    assert root.find("a:entry/a:link", ATOM).get("href") == f"{SITE}{article.url}"
    assert texts(root, "a:entry/a:summary") == ["Your order shows it."]


def test_the_newest_change_comes_first_and_dates_the_feed(client: Client, topic: TopicPage) -> None:
    first, _second = make_article(topic, "First?"), make_article(make_topic("Deeper", parent=topic), "Second?")
    assert texts(feed(client, address(topic)), "a:entry/a:title") == ["Second?", "First?"]
    first.save_revision().publish()
    root = feed(client, address(topic))
    assert texts(root, "a:entry/a:title") == ["First?", "Second?"]
    assert texts(root, "a:updated") == texts(root, "a:entry/a:updated")[:1]


def test_an_id_stays_when_the_article_is_renamed(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    before = texts(feed(client, address(topic)), "a:entry/a:id")
    article.slug, article.title = "other", "Other?"
    article.save_revision().publish()
    assert texts(feed(client, address(topic)), "a:entry/a:id") == before


def test_strange_characters_keep_it_well_formed(client: Client, topic: TopicPage) -> None:
    make_article(topic, "A & <b>\x0b\uffff</b>?", slug="a", short_answer="]]> \x01 &amp;")
    assert texts(feed(client, address(topic)), "a:entry/a:title") == ["A & <b></b>?"]


def test_a_language_has_a_feed_of_all_its_topics(client: Client, article: ArticlePage) -> None:
    make_article(make_topic("Dostawa", "pl"), "Gdzie?")
    assert texts(feed(client, "/help/feed/"), "a:entry/a:title") == ["Where is my parcel?"]
    assert texts(feed(client, "/pl/help/feed/"), "a:entry/a:title") == ["Gdzie?"]
    assert client.get("/ru/help/feed/").status_code == 404


@pytest.mark.parametrize("name", [None, "anna", "mia"])
def test_only_what_everybody_may_read_is_in_it(
    request: pytest.FixtureRequest,
    client: Client,
    as_user: Any,
    topic: TopicPage,
    article: ArticlePage,
    name: str | None,
) -> None:
    asking = as_user(request.getfixturevalue(name)) if name else client
    make_article(topic, "Draft?", live=False)
    for audience in ("agents", "signed_in"):
        make_article(topic, f"For {audience}?", audience=audience)
    assert texts(feed(asking, address(topic)), "a:entry/a:title") == ["Where is my parcel?"]


def test_a_topic_without_public_articles_has_none(client: Client, topic: TopicPage, mia: User, as_user: Any) -> None:
    make_article(topic, "Hidden?", audience="agents")
    for asking in (client, as_user(mia)):
        assert asking.get(address(topic)).status_code == 404
    assert client.get("/help/feed/999999/").status_code == 404
    assert client.get(f"/pl{address(topic)}").status_code == 404


def test_what_has_not_changed_is_not_sent_again(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    answer = client.get(address(topic))
    for headers in ({"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}):
        assert client.get(address(topic), headers=headers).status_code in (200, 304)
    assert client.get(address(topic), headers={"If-None-Match": answer["ETag"]}).status_code == 304
    article.title = "New?"
    article.save_revision().publish()
    assert client.get(address(topic), headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_pages_name_their_feed(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    for page, path in (("/help/delivery/", address(topic)), ("/help/", "/help/feed/")):
        link = BeautifulSoup(client.get(page).content, "html.parser").select_one('link[type="application/atom+xml"]')
        assert link["href"] == path


def test_more_articles_need_no_more_queries(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address(topic))
        return len(seen)

    queries()
    few = queries()
    for number in range(4):
        make_article(topic, f"Question {number}?")
    assert queries() == few
