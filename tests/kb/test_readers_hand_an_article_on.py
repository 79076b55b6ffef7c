"""A short address of its own for every article, which stays when it is renamed and tells strangers nothing."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kb.models import ArticlePage, TopicPage
from kb.short_links import DIGITS, article_with, code_of
from portal.accounts.models import User
from tests.kb.makers import make_article


def short(article: ArticlePage) -> str:
    return f"/a/{code_of(article.pk)}/"


@given(st.integers(min_value=1, max_value=2**62))
def test_every_number_has_one_short_code(number: int) -> None:
    assert int(code_of(number), len(DIGITS)) == number


def test_the_short_address_leads_to_the_article_wherever_it_moves(client: Client, article: ArticlePage) -> None:
    assert client.get(short(article))["Location"] == article.url
    article.slug = "renamed"
    article.save_revision().publish()
    assert client.get(short(article))["Location"] == "/help/delivery/renamed/"


@pytest.mark.parametrize("code", ["", "zzzzzz", "-", "A", "0", "z" * 12, "é", "1" * 40])
def test_what_is_no_code_leads_nowhere(db: None, code: str) -> None:
    assert article_with(code, None) is None


@pytest.mark.parametrize(("audience", "readers"), [("agents", {"mia"}), ("signed_in", {"mia", "anna"})])
def test_a_hidden_article_has_none_for_strangers(
    client: Client, as_user: Any, anna: User, mia: User, topic: TopicPage, audience: str, readers: set[str]
) -> None:
    hidden = make_article(topic, "Canary-8814?", audience=audience)
    asking = {"nobody": client, "anna": as_user(anna), "mia": as_user(mia)}
    for name, each in asking.items():
        answer = each.get(short(hidden))
        assert answer.status_code == (302 if name in readers else 404)
        if name not in readers:
            assert "canary" not in answer.content.decode().lower()


def test_a_draft_has_none(as_user: Any, mia: User, topic: TopicPage) -> None:
    assert as_user(mia).get(short(make_article(topic, "Draft?", live=False))).status_code == 404


def test_the_article_shows_it_to_copy_and_to_select(client: Client, article: ArticlePage) -> None:
    page = BeautifulSoup(client.get(article.url).content, "html.parser")
    address = f"https://testserver{short(article)}"
    field = page.select_one(".share input[readonly]")
    assert field["value"] == address
    assert page.select_one(f'label[for="{field["id"]}"]')
    assert page.select_one(".share [data-copy]")["data-copy"] == address
