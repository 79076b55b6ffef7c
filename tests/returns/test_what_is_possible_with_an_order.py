from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.actions import record_tracking_event, reserve_return
from orders.door import OPENED
from orders.models import Order, OrderLine, OrderLink
from orders.possible import Possible
from portal.accounts.models import User
from returns.law import Why
from returns.models import Case, CaseLine, ReturnSettings
from returns.queries.eligibility import eligibility, with_what_the_law_asks
from returns.windows import window
from tests.orders.makers import PARCEL, make_order

WITHDRAW, BACK, COMPLAIN = "Withdraw from the contract", "Send something back", "Complain about a fault"
GUARANTEE, DELIVERY = "Use the guarantee", "Report a problem with the delivery"
ENGRAVED = {"withdrawal_exception": "made_to_order", "withdrawal_evidence": {"specification": "engraved: Anna"}}


@pytest.fixture
def order(anna: User) -> Order:
    order = make_order(anna, parcels=(PARCEL,))
    arrived = timezone.now() - timedelta(days=2)
    record_tracking_event(order.shipments.get(), occurred_at=arrived, status="delivered")
    return Order.objects.get(pk=order.pk)


def detail(order: Order) -> str:
    return reverse("orders:detail", args=[order.slug])


def possible(client: Any, order: Order) -> dict[str, Possible]:
    return {each.title: each for each in client.get(detail(order)).context["possible"]}


def arrived_at(order: Order, moment: datetime) -> Order:
    order.shipments.update(delivered_at=moment)
    Order.objects.filter(pk=order.pk).update(delivered_at=moment)
    return Order.objects.get(pk=order.pk)


def test_the_page_says_until_when_and_how_it_was_counted(anna: User, order: Order, as_user: Any) -> None:
    page = as_user(anna).get(detail(order))
    found = {each.title: each for each in page.context["possible"]}
    assert set(found) == {WITHDRAW, BACK, COMPLAIN, DELIVERY}
    assert all(each.is_open and each.url for each in found.values())
    assert all(found[title].until for title in (WITHDRAW, BACK, COMPLAIN))
    text = page.content.decode()
    assert f"{reverse('cases:withdraw')}?order={order.slug}" in text
    for kind in ("return", "complaint", "delivery"):
        assert f"{reverse('cases:new')}?order={order.slug}&amp;kind={kind}" in text
    assert "delivered, not counted" in text
    assert "ustawa o prawach konsumenta, art. 27, 28" in text


def test_the_page_says_why_not(anna: User, as_user: Any) -> None:
    text = as_user(anna).get(detail(make_order(anna, 5, status="cancelled"))).content.decode()
    assert text.count("This order was cancelled or refunded.") == 3


def test_withdrawing_is_open_before_everything_arrives_and_says_so(anna: User, as_user: Any) -> None:
    found = possible(as_user(anna), make_order(anna, parcels=(PARCEL,)))[WITHDRAW]
    assert found.is_open
    assert found.until is None
    assert found.text == "No reason needed, from today until 14 days after everything has arrived."
    assert "the time has not begun" in found.counted[0]


def test_somebody_with_a_vat_number_keeps_the_right_and_is_told_why(anna: User, order: Order, as_user: Any) -> None:
    Order.objects.update(buyer_vat_number="PL5260250274")
    found = possible(as_user(anna), order)[WITHDRAW]
    assert found.is_open
    assert "You gave a VAT number" in found.text


def test_a_business_has_no_right_to_withdraw_and_may_complain(anna: User, order: Order, as_user: Any) -> None:
    Order.objects.update(buyer_protection="business")
    found = possible(as_user(anna), order)
    assert not found[WITHDRAW].is_open
    assert "a business placed this order" in found[WITHDRAW].text
    assert found[COMPLAIN].is_open


def test_a_proven_exception_closes_its_line_only(anna: User, order: Order, as_user: Any) -> None:
    first, *others = OrderLine.objects.filter(order=order)
    assert others
    OrderLine.objects.filter(pk=first.pk).update(**ENGRAVED)
    found = possible(as_user(anna), order)[WITHDRAW]
    assert found.is_open
    assert found.apart == [
        f"{first.name}: The law makes an exception: made to your wishes or personalised "
        "(made as you wished: engraved: Anna)."
    ]
    OrderLine.objects.update(**ENGRAVED)
    found = possible(as_user(anna), order)[WITHDRAW]
    assert not found.is_open
    assert len(found.apart) == len(others) + 1


def test_an_exception_without_its_evidence_closes_nothing(anna: User, order: Order, as_user: Any) -> None:
    OrderLine.objects.update(withdrawal_exception="made_to_order", withdrawal_evidence={"market": "gold"})
    found = possible(as_user(anna), order)[WITHDRAW]
    assert found.is_open
    assert not found.apart


def test_a_guarantee_the_shop_told_of_is_offered_beside_the_law(anna: User, order: Order, as_user: Any) -> None:
    assert GUARANTEE not in possible(as_user(anna), order)
    OrderLine.objects.update(guarantor="Mug Works", guarantee_months=36)
    found = possible(as_user(anna), order)[GUARANTEE]
    assert found.is_open
    assert found.until
    assert "Given by: Mug Works" in found.text


def test_a_guest_with_a_link_may_withdraw_and_needs_no_account(anna: User, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(customer=None)
    link = OrderLink.objects.create(
        order=order, token_hash="x", created_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1)
    )
    client = Client()
    session = client.session
    session[OPENED] = {order.slug: link.pk}
    session.save()
    found = possible(client, order)
    assert found[WITHDRAW].url == f"{reverse('cases:withdraw')}?order={order.slug}"
    assert not found[BACK].url


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


def test_many_orders_are_judged_in_as_many_queries_as_one(anna: User, django_assert_num_queries: Any) -> None:
    for number in range(4):
        make_order(anna, 100 + number, parcels=(PARCEL,))
    ReturnSettings.load()
    with django_assert_num_queries(6):  # settings, orders, parcels, lines, what is in them, what was done
        promises = ReturnSettings.load()
        orders = list(with_what_the_law_asks(Order.objects.all()))
        for each in orders:
            eligibility(each, timezone.now(), own=promises)
    assert len(orders) == 4


def test_what_is_over_says_its_last_day(anna: User, order: Order) -> None:
    order = arrived_at(order, timezone.now() - timedelta(days=400))
    found = eligibility(order, timezone.now())
    for kind in ("withdrawal", "return"):
        assert window(found, kind).no is Why.OVER
        assert window(found, kind).day
    assert window(found, "complaint").no is None
    order = arrived_at(order, timezone.now() - timedelta(days=800))
    over = window(eligibility(order, timezone.now()), "complaint")
    assert over.no is Why.OVER
