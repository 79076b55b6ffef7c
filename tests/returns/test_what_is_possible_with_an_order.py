from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.actions import record_tracking_event, reserve_return
from orders.models import Order, OrderLine
from portal.accounts.models import User
from returns import windows
from returns.models import Case, CaseLine
from returns.rules import Bought, Parcel, Terms
from returns.windows import Why, complaint, returning, withdrawal, years_after
from tests.orders.makers import PARCEL, make_order

TERMS = Terms(30, 14, 2, 14, holidays.country_holidays("PL"), ZoneInfo("Europe/Warsaw"), "PL")
NOW = datetime(2026, 12, 11, 12, tzinfo=UTC)


def bought(*delivered: datetime | None, status: str = "delivered", returned: int = 0, parcel: str = "") -> Bought:
    parcels = [Parcel(parcel or ("delivered" if at else "in_transit"), at) for at in delivered]
    return Bought(1, returned, status, None, parcels)


def at(day: int, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("delivered", "last"),
    [(at(10), date(2026, 12, 28)), (at(11), date(2026, 12, 28)), (at(20, 11), date(2026, 12, 4))],
)
def test_withdrawing_ends_fourteen_days_after_delivery_on_a_working_day(delivered: datetime, last: date) -> None:
    found = withdrawal([bought(delivered)], at(1, 12), TERMS)
    assert found.day == last
    assert found.no is None
    midnight = datetime(last.year, last.month, last.day, 23, tzinfo=UTC)
    assert withdrawal([bought(delivered)], midnight - timedelta(minutes=1), TERMS).no is None
    assert withdrawal([bought(delivered)], midnight + timedelta(minutes=1), TERMS).no is Why.OVER


def test_withdrawing_begins_with_the_last_good() -> None:
    assert withdrawal([bought(at(1)), bought(at(10))], NOW, TERMS).day == date(2026, 12, 28)
    waiting = withdrawal([bought(at(1, 1)), bought(None)], NOW, TERMS)
    assert waiting == windows.Window(None), "as long as one is missing it has not begun"


def test_withdrawing_is_open_before_delivery_and_when_nobody_knows_the_day() -> None:
    assert withdrawal([bought(None)], NOW, TERMS).no is None
    assert withdrawal([bought(status="completed")], NOW, TERMS).no is None


def test_returning_is_the_shops_own_promise() -> None:
    assert returning([bought(at(10))], NOW, TERMS).day == date(2027, 1, 11)
    assert returning([bought(None)], NOW, TERMS).no is Why.NOT_DELIVERED
    assert returning([bought(at(10), returned=1)], NOW, TERMS).no is Why.ALL_RETURNED
    over = returning([bought(at(1, 10))], NOW, TERMS)
    assert (over.no, over.day) == (Why.OVER, date(2026, 11, 2))
    first = returning([bought(at(10)), bought(at(1))], NOW, TERMS)
    assert first.day == date(2026, 12, 31), "the first one to end"


def test_complaining_lasts_two_years_from_delivery() -> None:
    assert complaint([bought(at(10))], NOW, TERMS).day == date(2028, 12, 10)
    assert complaint([bought(at(9, 12, 2024))], NOW, TERMS).no is Why.OVER
    assert complaint([bought(at(9, 12, 2024)), bought(at(10))], NOW, TERMS).no is None
    assert complaint([bought(None)], NOW, TERMS).no is Why.NOT_DELIVERED
    assert complaint([bought(at(10), status="refunded")], NOW, TERMS).no is None, "the goods are still there"
    assert years_after(date(2024, 2, 29), 2) == date(2026, 2, 28)


@pytest.mark.parametrize("status", ["cancelled", "refunded"])
def test_a_cancelled_order_offers_nothing(status: str) -> None:
    lines = [bought(status=status)]
    for window in (withdrawal, returning, complaint):
        assert window(lines, NOW, TERMS).no is Why.CANCELLED


def test_an_order_without_lines_offers_nothing() -> None:
    for window in (withdrawal, returning, complaint):
        assert window([], NOW, TERMS).no is Why.NOTHING_BOUGHT


@pytest.fixture
def order(anna: User) -> Order:
    order = make_order(anna, parcels=(PARCEL,))
    arrived = timezone.now() - timedelta(days=2)
    record_tracking_event(order.shipments.get(), occurred_at=arrived, status="delivered")
    return Order.objects.get(pk=order.pk)


def detail(order: Order) -> str:
    return reverse("orders:detail", args=[order.slug])


def test_the_page_says_until_when_and_how_it_was_counted(anna: User, order: Order, as_user: Any) -> None:
    page = as_user(anna).get(detail(order))
    possible = {each.title: each for each in page.context["possible"]}
    assert all(each.is_open and each.until and each.url for each in possible.values())
    assert len(possible) == 3
    text = page.content.decode()
    assert reverse("cases:return", args=[order.slug]) in text
    assert "the day it started, not counted" in text


def test_the_page_says_why_not(anna: User, as_user: Any) -> None:
    text = as_user(anna).get(detail(make_order(anna, 5, status="cancelled"))).content.decode()
    assert text.count("This order was cancelled or refunded.") == 3


def test_somebody_with_a_vat_number_is_told_about_the_consumers_right(anna: User, order: Order, as_user: Any) -> None:
    Order.objects.update(buyer_vat_number="PL5260250274")
    assert "This right is for consumers" in as_user(anna).get(detail(order)).content.decode()


def test_a_line_names_its_case(anna: User, order: Order, as_user: Any) -> None:
    line = OrderLine.objects.filter(order=order)[0]
    case = Case.objects.create(
        kind="return", reference="R-AAAAAA", customer=anna, email=anna.email, language="en", order=order,
        subject="x", opened_at=timezone.now(), submission_key="00000000-0000-4000-8000-000000000001",
    )  # fmt: skip
    CaseLine.objects.create(case=case, order_line=line, quantity=1, reason="other")
    reserve_return(line.pk, 1)
    text = as_user(anna).get(detail(order)).content.decode()
    assert "1 piece in Return R-AAAAAA: We are on it" in text
    assert "is in a return" not in text, "said once"


def test_the_page_takes_twelve_queries_at_most(anna: User, order: Order, as_user: Any) -> None:
    client = as_user(anna)
    client.get(detail(order))
    with CaptureQueriesContext(connection) as captured:
        client.get(detail(order))
    assert len(captured) <= 12, "\n".join(query["sql"][:150] for query in captured)
