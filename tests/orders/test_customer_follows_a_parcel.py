"""The parcels' panels of an order page: what they say, to whom, and how the open page hears of news."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.actions import record_tracking_event, update_parcel
from orders.models import Order, Shipment
from orders.tracking.places import map_url
from orders.tracking.story import late_notice, seconds_to_next_look, stages
from tests.orders.makers import make_order

S = Shipment.Status
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday
LOCKER = {
    "name": "KRA01M",
    "address": "ul. Długa 7, 31-147 Kraków",
    "hours": "24/7",
    "latitude": "50.068",
    "longitude": "19.937",
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def order(anna: Any) -> Order:
    return make_order(anna)


def parcel_of(order: Order, external_id: str = "p1", status: str = "", hours_ago: float = 1, **said: Any) -> Shipment:
    facts = {"carrier": "inpost", "tracking_number": "520113017830399002575123", **said}
    parcel, _is_new = update_parcel(order, external_id, **facts)
    if status:
        tell(parcel, status, hours_ago)
    return Shipment.objects.get(pk=parcel.pk)


def tell(parcel: Shipment, status: str, hours_ago: float = 1, **said: Any) -> None:
    said = {"source": "inpost", "carrier_code": f"{status}-{hours_ago}", **said}
    record_tracking_event(parcel, occurred_at=NOW - timedelta(hours=hours_ago), status=status, **said)


def page(client: Any, path: str = "/orders/1001/") -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup, selector: str = ".parcels") -> str:
    return " ".join(" ".join(part.get_text(" ").split()) for part in soup.select(selector))


def test_a_locker_parcel_says_where_until_when_and_with_what_code(order: Order, anna: Any, as_user: Any) -> None:
    until = NOW + timedelta(days=1)
    parcel_of(order, status=S.READY_FOR_PICKUP, pickup_point=LOCKER, pickup_code="482913", pickup_until=until)
    soup = page(as_user(anna))
    said = words(soup)
    for text in (
        "KRA01M",
        "ul. Długa 7",
        "Open: 24/7",
        "482913",
        "Collect it by tomorrow, 13:00",
        "At the pick-up point",
    ):
        assert text in said
    link = soup.select_one('.parcel__where a[href^="https://www.openstreetmap.org/"]')
    assert link is not None
    assert "noreferrer" in link["rel"]
    assert not soup.select(".parcels img, .parcels iframe")


def test_the_code_is_for_the_owner_and_only_while_it_waits(order: Order, anna: Any, as_user: Any) -> None:
    parcel = parcel_of(order, status=S.IN_TRANSIT, pickup_point=LOCKER, pickup_code="482913")
    assert "482913" not in words(page(as_user(anna)))
    tell(parcel, S.READY_FOR_PICKUP, 0.5)
    assert "482913" in words(page(as_user(anna)))
    tell(parcel, S.DELIVERED, 0.25)
    assert "482913" not in words(page(as_user(anna)))


@pytest.mark.parametrize("status", S.values)
def test_every_status_has_plain_words(order: Order, anna: Any, as_user: Any, status: str) -> None:
    parcel_of(order, "p1", status if status != S.UNKNOWN else "")
    parcel_of(order, "p2", tracking_number="2")
    soup = page(as_user(anna))
    headlines = [line.get_text(strip=True) for line in soup.select(".parcel__headline")]
    assert len(headlines) == 2
    assert all(headlines)
    assert "Parcel 1 of 2" in words(soup)


def test_the_newest_three_are_open_and_the_rest_folds_away(order: Order, anna: Any, as_user: Any) -> None:
    parcel = parcel_of(order)
    for hours in range(5):
        tell(parcel, S.IN_TRANSIT, 10 - hours, text=f"Depot {hours}", location="Kraków")
    soup = page(as_user(anna))
    assert [q.get_text() for q in soup.select(".parcels > section q")] == [f"Depot {n}" for n in (4, 3, 2, 1, 0)]
    assert [q.get_text() for q in soup.select(".parcels details q")] == ["Depot 1", "Depot 0"]
    assert "2 earlier pieces of news" in words(soup, ".parcels summary")


def test_a_word_we_do_not_know_is_shown_as_the_carrier_wrote_it(order: Order, anna: Any, as_user: Any) -> None:
    parcel = parcel_of(order, status=S.IN_TRANSIT, hours_ago=3)
    tell(parcel, S.UNKNOWN, 1, carrier_code="teleported", text="<b>Beamed</b> up")
    soup = page(as_user(anna))
    assert "<b>Beamed</b> up" in words(soup, ".parcel__event")
    assert not soup.select(".parcel__event b")


def test_trouble_says_why(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order)
    tell(order.shipments.get(), S.ATTEMPT_FAILED, 2, reason="consignee_not_home")
    assert "Nobody was at home." in words(page(as_user(anna)), ".parcel__reason")


def test_what_is_inside_is_said_when_it_is_not_everything(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order, lines={"mug": 1}, status=S.IN_TRANSIT)
    assert "1 × Kubek ceramiczny of 2 ordered" in words(page(as_user(anna)), ".parcel__contents")


def test_a_return_parcel_is_no_parcel_to_the_customer(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order, "p1", S.DELIVERED, hours_ago=100)
    parcel_of(order, "r1", S.IN_TRANSIT, direction="return", tracking_number="R")
    order.refresh_from_db()
    assert (order.status, order.delivered_at) == (Order.Status.DELIVERED, NOW - timedelta(hours=100))
    soup = page(as_user(anna))
    assert words(soup, ".panel__title").startswith("Your parcel Your return parcel")
    assert "Your return is on its way to the shop" in words(soup)
    assert words(soup, ".standing__title") == "Delivered"


def test_a_number_without_a_carrier_looks_like_somebodys(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order, carrier="")
    soup = page(as_user(anna))
    assert "Looks like a number of InPost" in words(soup)
    assert not soup.select('.parcels a[href*="inpost"]')


def test_late_is_said_before_she_asks(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order, status=S.IN_TRANSIT, promised_to=(NOW - timedelta(days=1)).date())
    said = words(page(as_user(anna)), ".parcels .alert")
    assert "It should have arrived yesterday." in said
    assert "If it has not moved by Fri 20 Nov, write to us" in said
    with time_machine.travel(NOW + timedelta(days=2)):
        soup = page(as_user(anna))
    assert "It should have arrived Tue 17 Nov." in words(soup, ".parcels .alert")
    assert soup.select('.parcels .alert a[href="/contact/?order=1001"]')


def test_silence_is_said_too(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order, status=S.IN_TRANSIT, hours_ago=24 * 5 + 1)
    assert "The last news was Fri 13 Nov. Nothing has moved since." in words(page(as_user(anna)), ".parcels .alert")


@pytest.mark.parametrize("status", [S.READY_FOR_PICKUP, S.DELIVERED, S.RETURNING, S.CANCELLED])
def test_what_has_ended_or_waits_for_her_is_not_late(order: Order, status: str) -> None:
    parcel = parcel_of(order, status=status, promised_to=(NOW - timedelta(days=3)).date())
    assert late_notice(parcel, order, NOW, []) is None


def test_a_cancelled_order_misses_nothing(order: Order) -> None:
    parcel = parcel_of(order, status=S.IN_TRANSIT, promised_to=(NOW - timedelta(days=3)).date())
    assert late_notice(parcel, order, NOW, []) is not None
    order.status = Order.Status.CANCELLED
    assert late_notice(parcel, order, NOW, []) is None


@pytest.mark.parametrize("status", S.values)
def test_the_way_has_one_place_where_it_is(status: str) -> None:
    states = [stage.state for stage in stages(Shipment(status=status))]
    if status in (S.UNKNOWN, S.RETURNING, S.RETURNED, S.CANCELLED):
        assert states == []
    elif status == S.DELIVERED:
        assert states == ["done"] * 5
    else:
        assert sum(state in ("current", "problem") for state in states) == 1
        assert states == sorted(states, key=["done", "problem", "current", "next"].index)


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (LOCKER, "https://www.openstreetmap.org/?mlat=50.068000&mlon=19.937000#map=18/50.068000/19.937000"),
        ({"address": "ul. Długa 7 & 9"}, "https://www.openstreetmap.org/search?query=ul.%20D%C5%82uga%207%20%26%209"),
        ({"address": "x", "latitude": "nan", "longitude": "1e999"}, "https://www.openstreetmap.org/search?query=x"),
        ({"name": "KRA01M"}, ""),
    ],
)
def test_the_map_opens_at_the_place(place: dict[str, str], url: str) -> None:
    assert map_url(place) == url


def test_an_open_page_asks_and_hears_304_until_something_moves(order: Order, anna: Any, as_user: Any) -> None:
    parcel = parcel_of(order, status=S.IN_TRANSIT, hours_ago=30)
    client = as_user(anna)
    soup = page(client)
    box = soup.select_one("[data-parcels]")
    assert box is not None
    assert (box["data-parcels"], box["data-every"]) == ("/orders/1001/parcels/", "180")

    def ask() -> Any:
        return client.get(box["data-parcels"], headers={"If-None-Match": f'"{box["data-etag"]}"'})

    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    assert (answer.status_code, answer.content, len(asked) <= 4) == (304, b"", True)
    tell(parcel, S.OUT_FOR_DELIVERY, 1)
    answer = ask()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    news = BeautifulSoup(answer.content, "html.parser")
    now = page(client)
    for selector in (".parcels", ".standing"):
        assert str(news.select_one(selector)) == str(now.select_one(selector))
    assert news.select_one("[data-parcels]")["data-every"] == "60"  # type: ignore[index]


def test_a_page_where_all_is_over_does_not_ask(order: Order, anna: Any, as_user: Any) -> None:
    parcel_of(order, status=S.DELIVERED)
    assert not page(as_user(anna)).select("[data-parcels]")
    assert seconds_to_next_look([Shipment(status=S.DELIVERED), Shipment(status=S.CANCELLED)]) == 0


def test_nobody_else_hears_of_her_parcels(order: Order, anna: Any, ben: Any, as_user: Any, client: Any) -> None:
    parcel_of(order, status=S.IN_TRANSIT)
    assert as_user(ben).get("/orders/1001/parcels/").status_code == 404
    assert as_user(anna).get("/orders/none/parcels/").status_code == 404
    assert client.get("/orders/1001/parcels/").status_code == 302


def test_more_parcels_and_more_news_add_no_queries(order: Order, anna: Any, as_user: Any) -> None:
    client = as_user(anna)
    counts = []
    for round_ in range(2):
        for number in range(3):
            parcel = parcel_of(order, f"p{round_}{number}", S.IN_TRANSIT, lines={"mug": 1, "tea": 1})
            for hours in range(4):
                tell(parcel, S.IN_TRANSIT, hours + 2)
        page(client)
        with CaptureQueriesContext(connection) as asked:
            client.get("/orders/1001/parcels/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
