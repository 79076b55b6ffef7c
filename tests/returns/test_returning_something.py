"""What a return takes and refuses; the pages that lead to it are in test_starting_*."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from orders.models import Order, Shipment
from returns import actions
from returns.actions import WantedLine
from returns.errors import NotAllowed, NothingLeft, NotReturnable
from tests.returns.makers import NOW, make_order, make_return
from tests.returns.starting import begin, page

pytestmark = pytest.mark.django_db


def test_tax_that_the_shop_lists_apart_is_part_of_the_worth(as_user: Any, anna: Any) -> None:
    # WooCommerce: customers saw prices with tax, the lines come without.
    order = make_order(anna, (1, 1), prices_include_tax=True, amounts_include_tax=False)
    order.lines.update(total="100.00", tax_total="23.00")
    client = as_user(anna)
    shown = page(client, begin(client, "return", order), "items")
    assert "PLN123.00" in shown.replace("\xa0", "")


@pytest.mark.parametrize("unsaid", ["total", "tax_total"])
def test_an_amount_the_shop_did_not_say_is_not_invented(as_user: Any, anna: Any, unsaid: str) -> None:
    order = make_order(anna, (1,), amounts_include_tax=False)
    order.lines.update(**{"total": "100.00", "tax_total": "23.00", unsaid: None})
    case = make_return(anna, order)
    assert "Worth" not in as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()


def test_a_second_window_is_told_kindly_that_nothing_is_left(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (2, 1)), as_user(anna)
    make_return(anna, order, quantity=2)
    other = order.lines.get(position=1)
    with pytest.raises(NothingLeft, match="already in another return"):
        actions.open_return(
            by=anna,
            order=order,
            lines=[WantedLine(order.lines.get(position=0).pk, 1, "other"), WantedLine(other.pk, 1, "other")],
            note="",
            submission_key=uuid4(),
            language="en",
            now=NOW,
        )
    other.refresh_from_db()
    assert other.returned_quantity == 0
    shown = client.get(reverse("cases:return", args=[order.slug]), follow=True).content.decode()
    assert "Already in a return" in shown


def test_another_persons_form_key_opens_nothing(anna: Any, ben: Any) -> None:
    case = make_return(anna)
    order = make_order(ben)
    with pytest.raises(Exception, match="open it again"):
        make_return(ben, order, key=case.submission_key)
    assert order.lines.get().returned_quantity == 0


def test_a_line_of_another_order_is_refused(anna: Any, ben: Any) -> None:
    order, foreign = make_order(anna), make_order(ben).lines.get()
    with pytest.raises(NotReturnable):
        actions.open_return(
            by=anna,
            order=order,
            lines=[WantedLine(foreign.pk, 1, "other")],
            note="",
            submission_key=uuid4(),
            language="en",
            now=NOW,
        )
    foreign.refresh_from_db()
    assert foreign.returned_quantity == 0


def test_another_persons_order_is_refused(anna: Any, ben: Any) -> None:
    with pytest.raises(NotAllowed):
        make_return(anna, make_order(ben))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Order.Status.CANCELLED},
        {"status": Order.Status.PROCESSING, "delivered_at": None},
        {"delivered_at": NOW - timedelta(days=40)},
    ],
)
def test_a_no_on_the_page_is_a_no_to_the_action(anna: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(NotReturnable):
        make_return(anna, make_order(anna, **fields))


def test_no_reason_is_needed(anna: Any) -> None:
    order = make_order(anna)
    case, _is_new = actions.open_return(
        by=anna,
        order=order,
        lines=[WantedLine(order.lines.get().pk, 1)],
        note="",
        submission_key=uuid4(),
        language="en",
        now=NOW,
    )
    assert case.lines.get().reason == ""


def test_an_order_whose_arrival_nobody_knows_stays_open(as_user: Any, anna: Any) -> None:
    order = make_order(anna, status=Order.Status.SHIPPED, delivered_at=None)
    assert make_return(anna, order).status == "open"


def test_a_parcel_on_its_way_is_not_returned_yet(as_user: Any, anna: Any) -> None:
    order = make_order(anna, status=Order.Status.SHIPPED, delivered_at=None)
    Shipment.objects.create(order=order, external_id="1", status=Shipment.Status.IN_TRANSIT)
    shown = as_user(anna).get(reverse("cases:return", args=[order.slug]), follow=True).content.decode()
    assert "Not delivered yet" in shown


def test_the_order_page_shows_its_cases(as_user: Any, anna: Any) -> None:
    case = make_return(anna)
    shown = as_user(anna).get(reverse("orders:detail", args=[case.order.slug])).content.decode()
    assert reverse("cases:detail", args=[case.reference]) in shown
