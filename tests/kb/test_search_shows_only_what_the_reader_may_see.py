import pytest
from django.test import Client

from kb.models import ArticlePage, TopicPage
from kb.rules import Audience
from kb.search.find import suggest
from portal.accounts.models import User
from tests.kb.makers import make_article
from tests.kb.searching import index_left_alone, search, titles

pytestmark = pytest.mark.usefixtures("own_index")
SECRET = "zebrafish"


@pytest.fixture
def hidden(topic: TopicPage) -> dict[str, ArticlePage]:
    return {
        "draft": make_article(topic, f"Draft {SECRET} rules", live=False, slug="draft"),
        "agents": make_article(topic, f"Fraud {SECRET} checks", audience=Audience.AGENTS, slug="agents"),
        "signed in": make_article(topic, f"Members' {SECRET} prices", audience=Audience.SIGNED_IN, slug="members"),
    }


@pytest.mark.usefixtures("hidden")
def test_visitors_neither_find_nor_count_nor_are_offered_hidden_articles(client: Client) -> None:
    for question in (SECRET, "zebrafihs", "zebra fraud members draft"):
        found = search(question)
        assert (found.hits, found.others, found.total, found.did_you_mean) == ([], [], 0, None)
    assert suggest(SECRET[:5], language="en", user=None) == []
    assert client.get("/help/suggest/", {"q": SECRET}).json()["items"] == []
    page = client.get("/help/search/", {"q": SECRET}).content.decode()
    assert "checks" not in page
    assert "prices" not in page


@pytest.mark.usefixtures("hidden")
def test_customers_find_what_is_for_customers(anna: User) -> None:
    assert titles(SECRET, user=anna) == [f"Members' {SECRET} prices"]


@pytest.mark.usefixtures("hidden")
def test_agents_find_everything_that_is_live(mia: User) -> None:
    assert set(titles(SECRET, user=mia)) == {f"Members' {SECRET} prices", f"Fraud {SECRET} checks"}


def test_hidden_articles_do_not_push_out_those_that_may_be_seen(topic: TopicPage) -> None:
    for number in range(15):
        make_article(topic, f"Voucher {number}", audience=Audience.AGENTS, slug=f"hidden-{number}")
    make_article(topic, "Paying and other things a voucher does", short_answer="Long. " * 20)
    assert [each.title for each in suggest("voucher", language="en", user=None, limit=3)] == [
        "Paying and other things a voucher does"
    ]


def test_an_unpublished_article_vanishes_at_once_even_from_a_stale_index(topic: TopicPage) -> None:
    article = make_article(topic, "Voucher rules")
    assert titles("voucher") == ["Voucher rules"]
    with index_left_alone():
        article.unpublish()
        assert titles("voucher") == []


def test_a_deleted_article_vanishes_at_once_even_from_a_stale_index(topic: TopicPage) -> None:
    article = make_article(topic, "Voucher rules")
    with index_left_alone():
        article.delete()
        assert titles("voucher") == []


def test_a_published_change_is_found_and_the_old_text_is_not(topic: TopicPage) -> None:
    article = make_article(topic, "Voucher rules")
    article.title = "Coupon rules"
    article.save_revision().publish()
    assert titles("coupon") == ["Coupon rules"]
    assert titles("voucher") == []


def test_an_article_kept_for_agents_from_now_on_vanishes_for_others(topic: TopicPage, mia: User) -> None:
    article = make_article(topic, "Voucher rules")
    with index_left_alone():
        article.audience = Audience.AGENTS
        article.save_revision().publish()
    assert titles("voucher") == []
    assert titles("voucher", user=mia) == ["Voucher rules"]
