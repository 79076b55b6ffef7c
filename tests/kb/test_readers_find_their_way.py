"""Public pages: what a visitor sees, in which language, and what a page costs."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb import queries
from kb.models import ArticlePage, ReadingDay, TopicPage
from tests.kb.makers import home, make_article, make_topic

BODY = [
    ("text", "<h2>Before you start</h2><p>Have your order at hand.</p>"),
    ("steps", {"steps": ["<p>Open the order.</p>", "<p>Look at the top.</p>"]}),
    ("callout", {"kind": "warning", "text": "<p>Never share the code.</p>"}),
    (
        "table",
        {
            "columns": [{"type": "text", "heading": "Stage"}, {"type": "text", "heading": "Meaning"}],
            "rows": [{"values": ["<p>On its way</p>", "<p>The carrier has it</p>"]}],
            "caption": "Stages",
        },
    ),
    ("question", {"question": "And on Sundays?", "answer": "<p>Lockers work on Sundays.</p>"}),
]


def read(client: Client, url: str) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def queries_of(get: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        get()
    return len(captured)


@pytest.mark.parametrize(("language", "url"), [("en", "/help/"), ("pl", "/pl/help/"), ("ru", "/ru/help/")])
def test_every_language_has_a_help_home(client: Client, db: None, language: str, url: str) -> None:
    page = read(client, url)
    assert page.html is not None
    assert page.html["lang"] == language
    assert home(language).url == url


def test_the_home_leads_to_topics_and_articles(client: Client, article: ArticlePage) -> None:
    page = read(client, "/help/")
    links = {link["href"] for link in page.select("main a")}
    assert {"/help/delivery/", article.url} <= links
    assert "1 article" in page.get_text()


def test_the_home_says_what_to_do_when_nothing_is_written_yet(client: Client, db: None) -> None:
    page = read(client, "/help/")
    assert "There are no articles here yet" in page.get_text()


def test_a_topic_lists_its_topics_and_articles(client: Client, topic: TopicPage, article: ArticlePage) -> None:
    make_article(make_topic("Lockers", parent=topic), "How do I open one?")
    page = read(client, topic.url)
    links = [link["href"] for link in page.select("main a")]
    assert "/help/delivery/lockers/" in links
    assert article.url in links


def test_an_article_answers_first_and_then_explains(client: Client, topic: TopicPage) -> None:
    article = make_article(topic, short_answer="It is on the order page.", body=BODY)
    page = read(client, article.url)
    text = page.select_one("article.article").get_text(" ", strip=True)
    assert text.startswith("It is on the order page.")
    assert [len(page.select(found)) for found in ("ol.steps > li", ".prose .alert--warning", ".prose table")] == [
        2,
        1,
        1,
    ]
    assert "Lockers work on Sundays." in text
    assert page.select_one("h1").get_text() == "Where is my parcel?"
    assert page.select_one("meta[name=description]")["content"] == "It is on the order page."


def test_a_reader_sees_where_the_article_is_and_how_old(client: Client, article: ArticlePage) -> None:
    page = read(client, article.url)
    assert [link.get_text() for link in page.select(".breadcrumbs a")] == ["Help centre", "Delivery"]
    published = timezone.localtime(article.last_published_at).date()
    assert page.select_one(".article-facts time")["datetime"] == published.isoformat()
    assert "1 minute to read" in page.get_text()


def test_the_article_has_one_canonical_address(client: Client, article: ArticlePage) -> None:
    for url in (article.url, f"{article.url}?from=mail"):
        assert read(client, url).select_one("link[rel=canonical]")["href"] == f"https://testserver{article.url}"


def test_other_languages_are_offered_and_missing_ones_named(client: Client, article: ArticlePage) -> None:
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?", translation_key=article.translation_key)
    page = read(client, article.url)
    alternates = {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate]")}
    assert alternates.keys() >= {"en", "pl"}
    assert alternates["pl"].endswith(polish.url)
    assert "ru" not in alternates
    languages = page.select_one("nav.languages")
    assert languages.select_one("li[lang=pl] a")["href"] == polish.url
    assert languages.select_one("li[lang=ru] a")["href"] == "/ru/help/"
    assert "available" in languages.select_one("li[lang=ru]").get_text() or languages.select_one("li[lang=ru] .muted")


def test_related_questions_come_from_the_same_topic_first(topic: TopicPage, article: ArticlePage) -> None:
    elsewhere = make_article(make_topic("Returns"), "How do I return it?")
    sibling = make_article(topic, "When does it come?")
    read_often = make_article(topic, "Who brings it?")
    ReadingDay.objects.create(article=read_often, day="2026-03-01", device="s", source="d", bucket=3, views=9)
    related = queries.related_articles(article, None)
    assert [link.pk for link in related] == [read_often.pk, sibling.pk, elsewhere.pk]


def test_popular_articles_are_those_most_opened(topic: TopicPage, article: ArticlePage) -> None:
    popular = make_article(topic, "Who brings it?")
    for day, number in (("2026-03-01", 3), ("2026-03-02", 4)):
        ReadingDay.objects.create(article=popular, day=day, device="s", source="d", bucket=3, views=number)
    make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?")
    assert [link.title for link in queries.popular_articles("en", 5)] == ["Who brings it?", "Where is my parcel?"]
    assert len(queries.popular_articles("en", 1)) == 1


def linked(*articles: ArticlePage) -> list[tuple[str, str]]:
    """A body with a link to each, in a text of its own."""
    return [("text", f'<p><a linktype="page" id="{each.pk}">Read on</a></p>') for each in articles]


@pytest.mark.parametrize("url", ["/", "/help/", "/help/delivery/", "/help/delivery/where-is-my-parcel/"])
def test_a_public_page_costs_twelve_queries_at_most(client: Client, topic: TopicPage, url: str) -> None:
    other = make_article(topic, "Who brings it?", short_answer="{{ shop_name }} does.")
    make_article(topic, body=[*BODY, *linked(other)])
    make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?")
    client.get(url)
    assert queries_of(lambda: client.get(url)) <= 12


def test_more_links_in_an_article_do_not_add_queries(client: Client, topic: TopicPage) -> None:
    others = [make_article(topic, f"Question {number}?") for number in range(5)]
    few, many = make_article(topic, "Few?", body=linked(others[0])), make_article(topic, "Many?", body=linked(*others))
    client.get(few.url)
    assert queries_of(lambda: client.get(many.url)) == queries_of(lambda: client.get(few.url))


def test_links_lead_to_the_article_in_the_language_of_the_page(client: Client, topic: TopicPage) -> None:
    there, gone = make_article(topic, "Who brings it?"), make_article(topic, "Who took it?")
    only_english = make_article(topic, "And then?")
    dostawa = make_topic("Dostawa", "pl")
    polish = make_article(dostawa, "Kto przywozi?", translation_key=there.translation_key)
    article = make_article(dostawa, "Gdzie jest paczka?", body=linked(there, only_english, gone))
    gone.delete()
    links = read(client, article.url).select(".prose a")
    assert [link.get("href") for link in links] == [polish.url, only_english.url, None]


@pytest.mark.parametrize("url", ["/help/", "/help/delivery/", "/help/delivery/where-is-my-parcel/"])
def test_more_articles_do_not_add_queries(client: Client, topic: TopicPage, article: ArticlePage, url: str) -> None:
    make_article(topic, "Second?")
    client.get(url)
    few = queries_of(lambda: client.get(url))
    for number in range(6):
        make_article(topic, f"Question {number}?")
        make_article(make_topic(f"Topic {number}"), "Another?")
    assert queries_of(lambda: client.get(url)) == few


@pytest.mark.parametrize(
    "url", ["/help/nothing/", "/help/delivery/nothing/", "/help/delivery/where-is-my-parcel/more/", "/help/%00/"]
)
def test_what_does_not_exist_is_not_found(client: Client, article: ArticlePage, url: str) -> None:
    assert client.get(url).status_code == 404


def test_a_missing_translation_offers_the_article_in_its_own_language(client: Client, article: ArticlePage) -> None:
    answer = client.get(f"/pl{article.url}")
    assert answer.status_code == 404
    link = BeautifulSoup(answer.content, "html.parser").select_one("main a[hreflang=en]")
    assert (link["href"], link.get_text()) == (article.url, "Where is my parcel?")


def test_a_foreign_address_leads_to_the_article_in_ones_own_language(client: Client, article: ArticlePage) -> None:
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?", translation_key=article.translation_key)
    page = BeautifulSoup(client.get(f"/pl{article.url}").content, "html.parser")
    assert page.select_one("main a[hreflang=pl]")["href"] == polish.url


@pytest.mark.parametrize("fields", [{"live": False}, {"audience": "agents"}, {"audience": "signed_in"}])
def test_a_missing_page_offers_nothing_hidden(client: Client, topic: TopicPage, fields: dict[str, object]) -> None:
    hidden = make_article(topic, "Hidden?", **fields)
    assert "Hidden?" not in client.get(f"/pl{hidden.get_url()}").content.decode()
