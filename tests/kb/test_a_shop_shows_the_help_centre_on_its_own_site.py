"""The widget: one script tag on the shop's site, search and answers in a frame of ours."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from kb.models import TopicPage
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic

SHOP = "https://shop.example"


@pytest.fixture
def topic(db: None) -> TopicPage:
    return make_topic("Delivery")


@pytest.fixture
def shop(settings: Any) -> None:
    settings.WIDGET_SITES = [SHOP, "https://www.shop.example"]


def frame_ancestors(answer: Any) -> str:
    policy = answer["Content-Security-Policy"]
    (found,) = re.findall(r"frame-ancestors ([^;]*)", policy)
    return str(found)


@pytest.mark.parametrize(("prefix", "word"), [("", "Help"), ("/pl", "Pomoc")])
def test_the_script_speaks_the_language_of_its_address(client: Client, db: None, prefix: str, word: str) -> None:
    answer = client.get(f"{prefix}/widget.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
    body = answer.content.decode()
    words = json.loads(body[body.rindex("{words: ") + 8 : body.rindex("});")])
    assert words["open"] == word
    assert words["frame"] == f"https://testserver{prefix}/widget/"


def test_the_script_writes_no_inline_style_and_no_html(client: Client, db: None) -> None:
    body = client.get("/widget.js").content.decode()
    assert not re.search(r"innerHTML|\.style\b|setAttribute\(.style|eval\(|document\.write|cookie\s*=", body)


@pytest.mark.usefixtures("shop")
def test_only_the_named_sites_may_frame_it(client: Client, topic: TopicPage) -> None:
    article = make_article(topic)
    for address in ("/widget/", "/widget/?q=parcel", f"/widget/{article.pk}/"):
        answer = client.get(address)
        assert frame_ancestors(answer) == f"{SHOP} https://www.shop.example"
        assert "X-Frame-Options" not in answer
    assert frame_ancestors(client.get(article.get_url())) == "'none'"


def test_nobody_may_frame_it_until_a_site_is_named(client: Client, db: None) -> None:
    answer = client.get("/widget/")
    assert frame_ancestors(answer) == "'none'"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.usefixtures("own_index")
def test_answers_open_in_place_and_lead_back_to_the_question(client: Client, topic: TopicPage) -> None:
    article = make_article(topic, "Where is my parcel?")
    found = client.get("/widget/", {"q": "parcel & co"}).content.decode()
    assert f'target="_self" href="/widget/{article.pk}/?q=parcel%20%26%20co"' in found
    page = client.get(f"/widget/{article.pk}/", {"q": "parcel & co"}).content.decode()
    assert "Open the order to see where it is." in page
    assert 'href="/widget/?q=parcel%20%26%20co"' in page
    assert '<base target="_blank">' in page


@pytest.mark.usefixtures("own_index")
def test_no_answer_offers_a_person(client: Client, topic: TopicPage) -> None:
    page = client.get("/widget/", {"q": "zzzzqqq <b>"}).content.decode()
    assert "No answer for “zzzzqqq &lt;b&gt;” yet" in page
    assert "Write to us" in page


@pytest.mark.usefixtures("own_index")
def test_it_shows_what_everybody_may_read_whoever_is_signed_in(as_user: Any, anna: User, mia: User) -> None:
    topic = make_topic("Hidden")
    hidden = [
        make_article(topic, "Canary for customers", audience="signed_in"),
        make_article(topic, "Canary for agents", audience="agents"),
        make_article(topic, "Canary in a drawer", live=False),
    ]
    for person in (anna, mia):
        client = as_user(person)
        for article in hidden:
            assert client.get(f"/widget/{article.pk}/").status_code == 404
        page = client.get("/widget/", {"q": "canary"}).content.decode()
        assert "Canary" not in page
        assert person.name not in page


def test_more_answers_do_not_add_queries(client: Client, topic: TopicPage, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        make_article(topic, f"Parcel question {number}?")
    client.get("/widget/")
    with django_assert_max_num_queries(14):
        client.get("/widget/")
