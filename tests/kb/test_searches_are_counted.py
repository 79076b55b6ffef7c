"""What is searched for, without a word about who did."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from kb.models import ArticlePage, SearchQuery
from kb.search import log, views
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic

TODAY = date(2026, 3, 28)
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Sec-Fetch-Site": "same-origin"}
WITHOUT_RESULTS = "/admin/reports/searches-without-results/"
WITHOUT_CLICK = "/admin/reports/searches-without-a-click/"
START = "/admin/help/start-article/"


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BEACONS", views.Limit(allowed=views.BEACONS.allowed))


def searched(text: str = "parcel", results: int = 3, language: str = "en") -> str:
    return log.token(language, results, text)


def beacon(client: Client, token: str, **fields: Any) -> None:
    body = urlencode({"t": token, **fields})
    answer = client.post("/help/searched/", body, content_type="application/x-www-form-urlencoded", headers=BROWSER)
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Where is SL-10234?", "where is […]"),
        ("anna.nowak@example.com invoice", "[@] invoice"),
        ("call +48 600 700 800", "call […]"),
        ("RR123456785PL status", "[…] status"),
        ("return in 14 days", "return in 14 days"),
        ("phone (600) 700-800 please", "phone […] please"),
        ("voucher a1b2c3", "voucher […]"),
        ("parcel 12–34–56", "parcel […]"),
        ("anna (at) example.com and anna＠example.com", "[@] and [@]"),
        ("iphone 15, 2 items", "iphone 15, 2 items"),
        ("ZWROT  towaru", "zwrot towaru"),
    ],
)
def test_numbers_and_addresses_are_never_stored(typed: str, kept: str) -> None:
    assert log.masked(typed) == kept


@pytest.mark.django_db
def test_searches_and_clicks_add_up(client: Client) -> None:
    beacon(client, searched())
    beacon(client, searched("Parcel"))
    beacon(client, searched(), r=2)
    beacon(client, searched("qwzyx", results=0))
    rows = list(
        SearchQuery.objects.order_by("text").values_list("text", "searches", "without_result", "clicks", "places")
    )
    assert rows == [("parcel", 2, 0, 1, 2), ("qwzyx", 1, 1, 0, 0)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {**BROWSER, "User-Agent": "Googlebot/2.1"},
        {**BROWSER, "Sec-GPC": "1"},
        {**BROWSER, "DNT": "1"},
        {**BROWSER, "Sec-Fetch-Site": "cross-site"},
        {"User-Agent": "curl/8"},
    ],
)
def test_machines_strangers_and_who_does_not_want_it_are_not_counted(client: Client, headers: dict[str, str]) -> None:
    client.post(
        "/help/searched/",
        urlencode({"t": searched()}),
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
    assert not SearchQuery.objects.exists()


@pytest.mark.django_db
def test_staff_and_forged_texts_are_not_counted(client: Client, eva: User, as_user: Any) -> None:
    beacon(as_user(eva), searched())
    for token in ("", "x", searched() + "x", log.TOKEN.sign("x")):
        beacon(client, token)
    beacon(client, searched(), r="many")
    assert client.get("/help/searched/").status_code == 204
    assert not SearchQuery.objects.exists()


@pytest.mark.django_db
def test_a_flood_from_one_address_counts_only_a_little(client: Client) -> None:
    for _time in range(views.BEACONS.allowed + 5):
        beacon(client, searched())
    assert SearchQuery.objects.get().searches == views.BEACONS.allowed


@pytest.mark.usefixtures("own_index")
def test_the_results_page_says_what_was_searched_and_names_the_places(client: Client) -> None:
    topic = make_topic()
    for number in range(11):
        make_article(topic, f"Voucher rule {number}?", slug=f"rule-{number}")
    page = client.get("/help/search/", {"q": "Voucher"}).content.decode()
    found = re.search(r'data-token="([^"]+)" data-first', page)
    assert found
    assert log.read_token(found[1]) == ("en", 11, "voucher")
    assert 'data-place="1"' in page
    second = client.get("/help/search/", {"q": "Voucher", "page": 2}).content.decode()
    assert "data-first" not in second, "turning the page is no new search"
    assert 'data-place="11"' in second
    assert "data-token" not in client.get("/help/search/").content.decode()


@pytest.mark.django_db
def test_old_counts_and_what_only_one_person_wrote_are_forgotten() -> None:
    for days, searches in ((400, 9), (20, 1), (20, 2), (3, 1)):
        SearchQuery.objects.create(day=TODAY - timedelta(days), text=f"{days} {searches}", searches=searches)
    assert log.purge(TODAY) == 2
    assert set(SearchQuery.objects.values_list("text", flat=True)) == {"20 2", "3 1"}


@pytest.fixture
def counted(client: Client) -> None:
    for _time in range(2):
        beacon(client, searched("kurier", 0, "pl"))
        beacon(client, searched("zwrot", 4, "pl"))
    beacon(client, searched("parcel"))
    beacon(client, searched("parcel"), r=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("counted")
def test_editors_see_what_was_searched_in_vain_and_what_nobody_opened(eva: User, as_user: Any) -> None:
    client = as_user(eva)
    in_vain = client.get(WITHOUT_RESULTS).content.decode()
    assert "kurier" in in_vain
    assert "zwrot" not in in_vain
    assert "/admin/synonyms/new/?language=pl&amp;words=kurier" in in_vain
    unopened = client.get(WITHOUT_CLICK).content.decode()
    assert "zwrot" in unopened
    assert "kurier" not in unopened
    assert ">parcel" not in unopened
    assert "kurier" not in client.get(WITHOUT_RESULTS, {"language": "en"}).content.decode()
    exported = client.get(WITHOUT_RESULTS, {"export": "csv"})
    assert b"kurier,pl,2,2,0,0" in exported.getvalue()
    menu = client.get("/admin/").content.decode()
    assert "searches-without-results" in menu


@pytest.mark.usefixtures("own_index")
def test_an_editor_starts_the_missing_article(eva: User, as_user: Any) -> None:
    topic = make_topic("Dostawa", language="pl")
    make_topic("Delivery")
    client = as_user(eva)
    form = client.get(START, {"language": "pl", "title": "kurier"}).content.decode()
    assert 'value="Kurier"' in form
    assert "Dostawa" in form
    assert "Delivery" not in form
    answer = {"title": "Kiedy będzie kurier?", "short_answer": "Jutro.", "topic": topic.pk}
    assert client.post(f"{START}?language=pl", {**answer, "topic": ""}).status_code == 200
    done = client.post(f"{START}?language=pl", answer)
    article = ArticlePage.objects.get(title="Kiedy będzie kurier?")
    assert done["Location"] == f"/admin/pages/{article.pk}/edit/"
    assert not article.live
    assert article.locale.language_code == "pl"
    assert client.get(done["Location"]).status_code == 200


@pytest.mark.usefixtures("own_index")
def test_others_see_no_searches_and_start_nothing(mia: User, ben: User, as_user: Any) -> None:
    topic = make_topic()
    answer = {"title": "Mine", "short_answer": "Mine.", "topic": topic.pk}
    for user in (mia, ben):
        client = as_user(user)
        for address in (WITHOUT_RESULTS, WITHOUT_CLICK, START):
            assert client.get(address).status_code in (302, 403, 404)
        client.post(START, answer)
    assert not ArticlePage.objects.exists()
