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


def test_a_choice_for_a_language_wins_there(anna: User, as_user: SignIn, order: Order) -> None:
    general = choose("order.shipped", "Where is it?")
    polish_topic = make_topic("Dostawa", "pl")
    make_article(polish_topic, "Gdzie jest?", translation_key=general.translation_key)
    special = make_article(polish_topic, "Kiedy dojdzie?")
    StateArticle.objects.create(state="order.shipped", language="pl", article=special)
    assert beside(as_user(anna), "/pl/orders/a-1/") == [special.url]
    assert beside(as_user(anna), "/orders/a-1/") == [general.url]
    special.unpublish()
    assert beside(as_user(anna), "/pl/orders/a-1/") == ["/pl/help/dostawa/gdzie-jest/"]


def cells(client: Client, state: str) -> list[str]:
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    row = page.select_one(f'tr:has(a[href="{LIST}{state}/"])')
    return [" ".join(cell.text.split()) for cell in row.select("td")]


def test_an_editor_sees_per_language_what_is_left_to_do(eva: User, as_user: SignIn) -> None:
    client = as_user(eva)
    article = choose("order.shipped", "Where is it?")
    assert cells(client, "order.shipped") == [
        "Where is it?",
        "Choose: Order: On its way, pl",
        "Choose: Order: On its way, ru",
    ]
    places = len(states.known()) * 3
    assert f"{places - 1} places have no article yet" in client.get(LIST).content.decode()
    make_article(make_topic("Dostawa", "pl"), "Gdzie jest?", translation_key=article.translation_key)
    assert cells(client, "order.shipped")[1] == "Gdzie jest?"
    assert f"{places - 2} places have no article yet" in client.get(f"{LIST}?show=to-do").content.decode()


def test_an_article_that_customers_cannot_read_is_still_to_do(eva: User, as_user: SignIn) -> None:
    article = make_article(make_topic(), "Inside?", audience="agents")
    StateArticle.objects.create(state="order.shipped", language="en", article=article)
    assert cells(as_user(eva), "order.shipped")[0] == "Inside? Customers can't read it"


def test_an_editor_chooses_for_all_languages_and_for_one(eva: User, as_user: SignIn) -> None:
    client = as_user(eva)
    english = make_article(make_topic(), "Where is it?")
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest?")
    address = f"{LIST}order.shipped/"
    answer = client.post(address, {"article_all": english.pk, "article_pl": polish.pk})
    assert answer.status_code == 302
    assert cells(client, "order.shipped")[:2] == ["Where is it?", "Gdzie jest? For this language"]
    form = client.get(address).context["form"]
    assert form.initial == {"article_all": english.pk, "article_pl": polish.pk}
    client.post(address, {"article_all": english.pk})
    assert StateArticle.objects.get().article_id == english.pk


def test_an_article_in_another_language_is_refused(eva: User, as_user: SignIn) -> None:
    english = make_article(make_topic(), "Where is it?")
    answer = as_user(eva).post(f"{LIST}order.shipped/", {"article_pl": english.pk})
    assert "Choose an article in this language" in answer.content.decode()
    assert not StateArticle.objects.exists()
    assert as_user(eva).get(f"{LIST}order.lost/").status_code == 404


def test_more_choices_need_no_more_queries(eva: User, as_user: SignIn) -> None:
    client = as_user(eva)
    choose("order.shipped", "Where is it?")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for state in states.known()[:8]:
        if state.key != "order.shipped":
            choose(state.key, f"{state.key}?")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["anna", "mia"])
def test_only_editors_choose(request: pytest.FixtureRequest, as_user: SignIn, name: str) -> None:
    client = as_user(request.getfixturevalue(name))
    assert client.get(LIST).status_code in (302, 403)
    assert client.get(f"{LIST}order.shipped/").status_code in (302, 403)


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
