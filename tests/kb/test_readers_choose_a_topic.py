"""Topics of the answers: counted for this reader, chosen with a plain link."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kb.models import TopicPage
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import search

pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def vouchers(own_index: Path) -> None:
    delivery, payment = make_topic("Delivery"), make_topic("Payment")
    cards = make_topic("Cards", parent=TopicPage.objects.get(pk=payment.pk))
    make_article(delivery, "Voucher for a late parcel?", slug="late")
    make_article(payment, "Pay with a voucher?", slug="pay")
    make_article(cards, "Voucher as a card?", slug="card")
    make_article(payment, "Voucher for agents?", slug="agents", audience="agents")
    make_article(payment, "Voucher for customers?", slug="customers", audience="signed_in")


@pytest.mark.usefixtures("vouchers")
def test_topics_are_counted_with_all_that_is_below_them(anna: User) -> None:
    assert [(facet.title, facet.count) for facet in search("voucher").facets] == [("Payment", 2), ("Delivery", 1)]
    mine = search("voucher", user=anna).facets
    assert [(facet.title, facet.count) for facet in mine] == [("Payment", 3), ("Delivery", 1)]


@pytest.mark.usefixtures("vouchers")
def test_a_topic_shows_its_answers_and_keeps_the_way_back(client: Client) -> None:
    everything = client.get("/help/search/", {"q": "voucher", "page": "1"}).content.decode()
    link = re.search(r'href="(\?[^"]*topic=payment[^"]*)"', everything)
    assert link
    assert "page=" not in link[1]
    page = client.get("/help/search/" + link[1].replace("&amp;", "&"))
    text = page.content.decode()
    assert {hit.title for hit in page.context["results"].hits} == {"Pay with a voucher?", "Voucher as a card?"}
    assert "2 answers about “Payment”" in text
    assert re.search(r'href="\?q=voucher"[^>]*>All topics <span[^>]*>3<', text)
    assert re.search(r'aria-current="true"[^>]*>Payment', text)
    assert "data-first" not in text, "choosing a topic is no new search"


@pytest.mark.usefixtures("vouchers")
def test_the_log_counts_all_answers_whatever_topic_is_shown(client: Client) -> None:
    pages = [client.get("/help/search/", {"q": "voucher", "topic": topic}) for topic in ("", "payment", "delivery")]
    assert len({page.context["token"] for page in pages}) == 1


@pytest.mark.usefixtures("vouchers")
@pytest.mark.parametrize("slug", ["nowhere", "cards", "\0", "Payment", "'"])
def test_a_topic_that_holds_no_answer_is_ignored(client: Client, slug: str) -> None:
    assert client.get("/help/search/", {"q": "voucher", "topic": slug}).context["results"].total == 3


@pytest.mark.usefixtures("vouchers")
def test_one_topic_alone_is_no_choice(client: Client) -> None:
    assert "facets" not in client.get("/help/search/", {"q": "parcel"}).content.decode()


def test_many_topics_cost_no_more_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        make_article(make_topic(f"Topic {number}"), f"Voucher rule {number}?", slug=f"rule-{number}")
    search("voucher")
    with django_assert_max_num_queries(8):
        assert len(search("voucher").facets) == 6


def test_turning_the_page_keeps_the_topic(client: Client) -> None:
    topic = make_topic("Payment")
    make_article(make_topic(), "Voucher for a late parcel?", slug="late")
    for number in range(11):
        make_article(topic, f"Voucher rule {number}?", slug=f"rule-{number}")
    page = client.get("/help/search/", {"q": "voucher", "topic": "payment"}).content.decode()
    assert re.search(r'href="\?q=voucher&amp;topic=payment&amp;page=2"', page)
    second = client.get("/help/search/", {"q": "voucher", "topic": "payment", "page": "2"}).context["results"]
    assert (second.total, len(second.hits), second.first_place) == (11, 1, 11)


@pytest.mark.usefixtures("vouchers")
def test_a_topic_that_is_not_published_is_not_named() -> None:
    TopicPage.objects.get(title="Payment").unpublish()
    found = search("voucher")
    assert [facet.title for facet in found.facets] == ["Delivery"]
    assert {hit.topic for hit in found.hits} == {"Delivery", "Cards", ""}
