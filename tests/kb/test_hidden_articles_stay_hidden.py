"""Drafts, agents' and signed-in customers' articles: nobody else sees them, in any list, by any address."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from kb import queries
from kb.access import visible_to
from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic

SECRET = "Canary answer 7421"


@pytest.fixture
def hidden(topic: TopicPage) -> dict[str, ArticlePage]:
    key = make_article(topic, "Public?").translation_key
    polish = make_topic("Dostawa", "pl")
    made = {
        "draft": make_article(topic, f"{SECRET} draft", live=False, short_answer=SECRET),
        "agents": make_article(topic, f"{SECRET} agents", audience="agents", short_answer=SECRET),
        "signed_in": make_article(topic, f"{SECRET} customers", audience="signed_in", short_answer=SECRET),
        "translation": make_article(
            polish, f"{SECRET} tylko", audience="agents", short_answer=SECRET, translation_key=key
        ),
        "alone": make_article(make_topic("For agents"), f"{SECRET} alone", audience="agents", short_answer=SECRET),
    }
    taken_down = make_article(topic, f"{SECRET} unpublished", short_answer=SECRET)
    taken_down.unpublish()
    return made | {"unpublished": taken_down}


def test_strangers_find_none_of_them_by_address(client: Client, hidden: dict[str, ArticlePage]) -> None:
    for kind, article in hidden.items():
        answer = client.get(article.get_url())
        assert answer.status_code == 404, kind
        assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(
    "url", ["/help/", "/help/delivery/", "/help/delivery/public/", "/pl/help/", "/pl/help/dostawa/"]
)
def test_no_page_of_a_stranger_mentions_them(client: Client, hidden: dict[str, ArticlePage], url: str) -> None:
    text = client.get(url).content.decode()
    assert SECRET not in text
    assert "canary" not in text.lower()
    assert all(article.get_url() not in text for article in hidden.values())


def test_topics_without_an_article_for_the_reader_are_not_listed(hidden: dict[str, ArticlePage], mia: User) -> None:
    assert [card.title for card in queries.topics("en")] == ["Delivery"]
    assert [card.title for card in queries.topics("en", mia)] == ["Delivery", "For agents"]


def test_counts_include_only_what_the_reader_may_see(hidden: dict[str, ArticlePage], anna: User, mia: User) -> None:
    seen = {name: queries.topics("en", user)[0].articles for name, user in (("?", None), ("a", anna), ("m", mia))}
    assert seen == {"?": 1, "a": 2, "m": 3}


def test_a_signed_in_customer_reads_her_articles_but_not_agents(
    as_user: Any, anna: User, hidden: dict[str, ArticlePage]
) -> None:
    client = as_user(anna)
    assert SECRET in client.get(hidden["signed_in"].url).content.decode()
    assert client.get(hidden["agents"].url).status_code == 404
    assert client.get(hidden["draft"].get_url()).status_code == 404


def test_an_agent_reads_both_but_no_draft(as_user: Any, mia: User, hidden: dict[str, ArticlePage]) -> None:
    client = as_user(mia)
    for kind in ("signed_in", "agents"):
        page = client.get(hidden[kind].url)
        assert page.status_code == 200
        assert 'name="robots" content="noindex"' in page.content.decode()
    assert client.get(hidden["draft"].get_url()).status_code == 404


def test_nobody_and_anonymous_see_what_the_public_sees(hidden: dict[str, ArticlePage]) -> None:
    for reader in (None, AnonymousUser()):
        assert [article.title for article in visible_to(reader)] == ["Public?"]


def test_popular_and_related_never_offer_them(hidden: dict[str, ArticlePage]) -> None:
    public = ArticlePage.objects.get(title="Public?")
    assert [link.title for link in queries.popular_articles("en", 50)] == ["Public?"]
    assert queries.related_articles(public, None) == []


def test_a_translation_for_agents_is_not_offered_to_others(
    client: Client, as_user: Any, mia: User, hidden: dict[str, ArticlePage]
) -> None:
    public = ArticlePage.objects.get(title="Public?")
    assert queries.readable_translations(public, None).keys() == {"en"}
    assert queries.readable_translations(public, mia).keys() == {"en", "pl"}
    assert hidden["translation"].url not in client.get(public.url).content.decode()
    assert hidden["translation"].url in as_user(mia).get(public.url).content.decode()


def test_an_article_that_becomes_the_agents_own_is_gone_for_others(client: Client, article: ArticlePage) -> None:
    assert client.get(article.url).status_code == 200
    article.audience = "agents"
    article.save_revision().publish()
    assert client.get(article.url).status_code == 404
