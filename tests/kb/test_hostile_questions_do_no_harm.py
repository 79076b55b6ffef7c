"""The Big List of Naughty Strings (MIT, see data/LICENSE.blns), and what could make a search engine run for ever."""

import json
import re
import time
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.search.find import clean, suggest
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import polish_articles, search

MARKUP = re.compile(r"[<>&'\"{\\\x00]")
NAUGHTY = json.loads((Path(__file__).parent / "data" / "blns.json").read_text("utf-8"))
HEAVY = [
    "*",
    "*a*",
    "[a TO z]",
    "a~9 b~9 c~9",
    " ".join(["paczka~3"] * 10),
    "(" * 2000,
    "paczka " * 10_000,
    "p" * 50_000,
    " ".join(f"pczk{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    '"' * 300,
    "ﷺ" * 500,
    "\N{COMBINING ACUTE ACCENT}" * 5_000,
    "\ud800",
    "a\x00b",
]


@pytest.mark.usefixtures("own_index")
def test_no_naughty_string_breaks_the_page_or_comes_back_as_html(client: Client) -> None:
    make_article(make_topic(), "Where is my parcel?")
    for text in NAUGHTY:
        suggest(text, language="en", user=None)
        if not MARKUP.search(text):
            search(text)
            continue
        page = client.get("/help/search/", {"q": text})
        assert page.status_code == 200, text
        if "<" in text and len(text) < 200:
            assert text not in page.content.decode(), text


@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "page=0", "page=99999999999", "page=١", "q=%ff%00", "q=a&q=b", "x=1"]
)
def test_odd_addresses_are_answered(client: Client, query: str) -> None:
    assert client.get(f"/help/search/?{query}").status_code == 200
    assert client.get(f"/help/suggest/?{query}").status_code == 200


@pytest.mark.usefixtures("own_index")
def test_searching_is_for_reading_only(client: Client) -> None:
    assert client.post("/help/search/", {"q": "a"}).status_code == 405
    assert client.post("/help/suggest/", {"q": "a"}).status_code == 405


@pytest.mark.usefixtures("own_index")
def test_no_question_costs_much_more_than_another() -> None:
    polish_articles()
    search("gdzie jest moja paczka", "pl")
    for question in HEAVY:
        started = time.process_time()
        search(question, "pl")
        assert time.process_time() - started < 0.5, question[:40]


@given(st.text())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_question_is_cleaned_of_what_nobody_types(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 200
    assert cleaned == cleaned.strip()
    assert all(letter.isprintable() or letter == " " for letter in cleaned if ord(letter) < 128)
    cleaned.encode()
