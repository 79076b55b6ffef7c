"""Editors choose an article for a state; customers see it beside their order or case, each in their language."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb import states
from kb.models import ArticlePage, StateArticle
from orders.models import Invoice, Order, Shipment
from portal.accounts.models import User
from portal.dashboard.answers import all_states
from portal.demo.answers import ARTICLES, choose_articles
from tests.kb.makers import make_article, make_topic
from tests.portal.test_home import make_case, make_order

SignIn = Callable[[User], Client]
LIST = "/admin/state_articles/"


def choose(state: str, title: str, **fields: Any) -> ArticlePage:
    article = make_article(make_topic(f"About {title}"), title, **fields)
    StateArticle.objects.create(state=state, article=article)
    return article


def beside(client: Client, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200
    return [link["href"] for link in BeautifulSoup(answer.content, "html.parser").select(".help-panel a")]


@pytest.fixture
def order(anna: User) -> Order:
    return make_order(anna, "A-1", status="shipped")


def test_every_state_of_orders_and_cases_has_a_name() -> None:
    known = {state.key: str(state.label) for state in states.known()}
    assert set(known) >= {key for key, _label in all_states()}
    assert known["shipment.ready_for_pickup"] == "Parcel: Ready for pick-up"
    assert known["return.approved"] == "Return: Approved"
    assert "question.refunded" not in known
    assert {f"order.{status}" for status in Order.Status.values} <= set(known)
    assert {f"shipment.{status}" for status in Shipment.Status.values} <= set(known)


def test_an_order_shows_what_its_parcel_makes_one_ask_first(anna: User, as_user: SignIn, order: Order) -> None:
    shipped, moving = choose("order.shipped", "Shipped?"), choose("shipment.in_transit", "Moving?")
    choose("order.delivered", "Delivered?")
    assert beside(as_user(anna), "/orders/a-1/") == [moving.url, shipped.url]


def test_an_order_with_an_invoice_says_where_it_is(anna: User, as_user: SignIn, order: Order) -> None:
    article = choose("invoice.invoice", "Where is my invoice?")
    assert beside(as_user(anna), "/orders/a-1/") == []
    Invoice.objects.create(
        order=order,
        number="FV/1",
        slug="fv-1",
        language="en",
        issued_date="2026-03-01",
        currency="PLN",
        total="99.00",
        snapshot={},
    )
    assert beside(as_user(anna), "/orders/a-1/") == [article.url]


def test_a_case_shows_the_article_of_its_status(anna: User, as_user: SignIn) -> None:
    make_case(anna, "Q-2345", "Which tea?")
    assert beside(as_user(anna), "/cases/Q-2345/") == []
    article = choose("question.open", "How soon do you answer?")
    assert beside(as_user(anna), "/cases/Q-2345/") == [article.url]


def test_the_reader_gets_the_translation_else_the_one_chosen(anna: User, as_user: SignIn, order: Order) -> None:
    article = choose("order.shipped", "Where is it?")
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest?", translation_key=article.translation_key)
    assert beside(as_user(anna), "/pl/orders/a-1/") == [polish.url]
    assert beside(as_user(anna), "/ru/orders/a-1/") == [article.url]
    polish.unpublish()
    assert beside(as_user(anna), "/pl/orders/a-1/") == [article.url]


@pytest.mark.parametrize("fields", [{"audience": "agents"}, {"live": False}])
def test_what_she_may_not_read_is_not_shown(anna: User, as_user: SignIn, order: Order, fields: dict[str, Any]) -> None:
    choose("order.shipped", "Hidden?", **fields)
    page = as_user(anna).get("/orders/a-1/").content.decode()
    assert "Hidden?" not in page
    assert "help-panel" not in page


def test_the_same_article_for_two_states_is_shown_once(anna: User, as_user: SignIn, order: Order) -> None:
    article = choose("order.shipped", "Where is it?")
    StateArticle.objects.create(state="shipment.in_transit", article=article)
    assert beside(as_user(anna), "/orders/a-1/") == [article.url]


def test_more_parcels_and_articles_need_no_more_queries(anna: User, as_user: SignIn, order: Order) -> None:
    client = as_user(anna)
    choose("order.shipped", "Where is it?")

    def queries() -> int:
        client.get("/orders/a-1/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/orders/a-1/")
        return len(seen)

    few = queries()
    for status in ("delayed", "exception", "ready_for_pickup"):
        Shipment.objects.create(order=order, external_id=status, status=status)
        choose(f"shipment.{status}", f"{status}?")
    assert queries() == few


def test_an_editor_chooses_and_sees_what_is_left_to_do(eva: User, as_user: SignIn) -> None:
    client = as_user(eva)
    article = make_article(make_topic(), "Where is it?")
    page = client.get(LIST).content.decode()
    assert f"{len(states.known())} states have no article yet" in page
    assert f'href="{LIST}new/?state=order.shipped"' in page
    form = client.get(f"{LIST}new/?state=order.shipped").context["form"]
    assert form.initial["state"] == "order.shipped"
    assert client.post(f"{LIST}new/", {"state": "order.shipped", "article": article.pk}).status_code == 302
    page = client.get(LIST).content.decode()
    assert f"{len(states.known()) - 1} states have no article yet" in page
    assert "?state=order.shipped" not in page
    again = client.post(f"{LIST}new/", {"state": "order.shipped", "article": article.pk})
    assert "This state has its article already" in again.content.decode()


@pytest.mark.parametrize("name", ["anna", "mia"])
def test_only_editors_choose(request: pytest.FixtureRequest, as_user: SignIn, name: str) -> None:
    client = as_user(request.getfixturevalue(name))
    assert client.get(LIST).status_code in (302, 403)
    assert client.get(f"{LIST}new/").status_code in (302, 403)


def test_the_demos_choice_names_real_states_and_stays_as_editors_change_it(db: None) -> None:
    assert set(ARTICLES) <= {state.key for state in states.known()}
    topic = make_topic()
    for source_id in sorted(set(ARTICLES.values())):
        make_article(topic, f"About {source_id}?", source_id=source_id)
    choose_articles()
    other = make_article(topic, "Another?")
    StateArticle.objects.filter(state="order.shipped").update(article=other)
    choose_articles()
    assert StateArticle.objects.count() == len(ARTICLES)
    assert StateArticle.objects.get(state="order.shipped").article == other
