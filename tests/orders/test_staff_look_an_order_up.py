from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.models import User
from tests.orders.makers import make_order

pytestmark = pytest.mark.django_db


def test_an_agent_finds_an_order_by_number_or_address(mia: User, as_user: Any) -> None:
    make_order(number=1001)
    make_order(number=2002, email="ben@example.com")
    client = as_user(mia)
    page = client.get(reverse("shop_orders:index"), {"q": "ben@example.com"}).content.decode()
    assert "2002" in page
    assert "1001" not in page


def test_an_agent_reads_an_order_and_changes_nothing(mia: User, as_user: Any) -> None:
    order = make_order(number=1001)
    client = as_user(mia)
    assert "anna@example.com" in client.get(reverse("shop_orders:inspect", args=[order.pk])).content.decode()
    for name in ("edit", "delete"):
        answer = client.post(reverse(f"shop_orders:{name}", args=[order.pk]), {"status": "cancelled"})
        assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == "processing"


def test_an_editor_sees_no_orders(eva: User, as_user: Any) -> None:
    assert as_user(eva).get(reverse("shop_orders:index")).status_code == 302
