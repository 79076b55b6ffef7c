"""A budget of bytes and requests for each kind of page. No clock: only what the page names."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kb.models import ArticlePage
from portal.accounts.models import User
from returns.actions import open_question
from tests.kb.makers import make_article, make_topic
from tests.portal.weighing import Read, Weight, classes_of, fonts, text_of, weigh
from tests.returns.makers import NOW, make_order

MOST_BYTES, MOST_REQUESTS = 40_000, 8
TITLES = {
    "en": "Where is my parcel?",
    "pl": "Gdzie jest moja paczka i kiedy przyjdzie? Śledź ją tak",
    "ru": "Где моя посылка и когда она придёт?",
}
# An article as editors write it: about a thousand words, of which no two sentences press alike.
BODY = "".join(
    f"<p>{' '.join(f'{word}{number * 37 % 991}' for word in ('open', 'the', 'order'))}.</p>" for number in range(90)
)


def holds(weight: Weight) -> None:
    assert weight.bytes <= MOST_BYTES, weight
    assert weight.requests <= MOST_REQUESTS, weight


def opened(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def written(language: str) -> ArticlePage:
    return make_article(make_topic(language=language), TITLES[language], body=[("text", BODY)])


@pytest.mark.parametrize("language", TITLES)
def test_a_stranger_reads_an_article_for_little(db: None, client: Client, language: str) -> None:
    article = written(language)
    page = opened(client, article.get_url() or "")
    weight = weigh(page)
    holds(weight)
    assert "js/article.js" in weight.names
    assert "css/account.css" not in weight.names
    holds(weigh(opened(client, article.get_parent().get_url() or "")))


@pytest.mark.parametrize("name", ["home", "kb:search", "cases:contact", "account_login", "cases:withdraw"])
def test_a_strangers_pages_are_light(db: None, client: Client, name: str) -> None:
    written("en")
    holds(weigh(opened(client, reverse(name))))


def test_a_customers_own_pages_are_light(anna: User, as_user: Any) -> None:
    order = make_order(anna, (1, 2))
    case, _is_new = open_question(
        by=anna, order=order, subject="A mug", body="Is it blue?", submission_key=uuid4(), language="en", now=NOW
    )
    client = as_user(anna)
    for address in (
        reverse("home"),
        reverse("orders:list"),
        reverse("orders:detail", args=[order.slug]),
        reverse("cases:list"),
        reverse("cases:detail", args=[case.reference]),
        reverse("accounts:overview"),
    ):
        holds(weigh(opened(client, address)))


def test_a_page_without_the_account_sheet_shows_nothing_of_it(db: None, client: Client) -> None:
    article = written("en")
    make_article(article.get_parent().specific, "When does my parcel come?")
    only_there = classes_of("css/account.css") - classes_of("css/site.css")
    assert "order-row" in only_there
    topic = article.get_parent().get_url()
    for address in ("/", "/help/", topic, article.get_url(), "/help/search/?q=parcel", "/help/search/?q=zzqx"):
        page = client.get(address).content.decode()
        assert "account.css" not in page
        assert Read(page).classes & only_there == set(), address


def test_letters_of_our_languages_come_in_the_small_files() -> None:
    sheet = text_of("css/site.css")
    names = {
        language: {name.split("display-")[1].split("-600")[0] for name in fonts(sheet, title)}
        for language, title in TITLES.items()
    }
    assert names == {"en": {"basic"}, "pl": {"basic", "polish"}, "ru": {"basic", "russian"}}
    assert fonts(sheet, "Ő") == {"fonts/wix-madefor-display-latin-ext-600-normal.woff2"}
