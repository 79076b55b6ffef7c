"""An order that the shop deleted: who still sees it, and what a customer keeps."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from orders.access import get_order, orders_of
from orders.actions import delete_order, issue_invoice
from orders.listing import order_page
from orders.models import Order
from portal.accounts.models import User
from returns.models import Case
from tests.orders.makers import PLACED, make_order

pytestmark = pytest.mark.django_db

GONE_AT = PLACED + timedelta(days=1)


def delete(order: Order) -> None:
    delete_order(order.source, order.external_id, deleted_at=GONE_AT)


def test_an_order_that_nothing_hangs_on_leaves_the_customers_lists_and_stays_with_the_shop(anna: User) -> None:
    order = make_order(anna)
    delete(order)
    assert list(orders_of(anna)) == []
    assert order_page(anna).rows == []
    with pytest.raises(Http404):
        get_order(anna, order.slug)
    assert Order.objects.filter(pk=order.pk).exists()


def test_an_order_with_an_invoice_stays_in_sight_and_says_so(anna: User, as_user: Any) -> None:
    order = make_order(anna)
    issue_invoice(order, "FV 1", date(2026, 11, 3), "pl")
    delete(order)
    assert [row.order for row in order_page(anna).rows] == [order]
    assert "The shop deleted this order" in as_user(anna).get(f"/orders/{order.slug}/").content.decode()


def test_an_order_with_a_case_stays_in_sight(anna: User) -> None:
    order = make_order(anna)
    Case.objects.create(
        kind=Case.Kind.QUESTION,
        reference="Q-1",
        customer=anna,
        email=anna.email,
        language="pl",
        order=order,
        opened_at=PLACED,
        submission_key=uuid4(),
    )
    delete(order)
    assert get_order(anna, order.slug) == order


def test_a_document_that_comes_after_the_deletion_brings_the_order_back(anna: User) -> None:
    order = make_order(anna)
    delete(order)
    issue_invoice(order, "FV 1", date(2026, 11, 3), "pl")
    assert list(orders_of(anna)) == [order]
