"""The demo's orders tell the law what it asks: who bought, what is guaranteed, what was made for one person."""

from typing import Any

import pytest
from django.utils import timezone

from orders.models import Order, OrderLine
from portal.demo.orders import make_orders
from portal.demo.passports import ENGRAVED, PROMISES
from portal.demo.people import make_people
from returns.law import Why
from returns.models import PassportReminder
from returns.passport.reminding import remind
from returns.queries.eligibility import eligibility

pytestmark = pytest.mark.django_db


def test_the_demos_orders_are_judged_by_what_the_shop_told(as_user: Any) -> None:
    now = timezone.now()
    anna = make_people()["anna@example.com"]
    make_orders(now)
    assert {"consumer", "business"} == set(Order.objects.values_list("buyer_protection", flat=True))
    told = OrderLine.objects.filter(guarantee_months__gt=0)
    assert {line.sku for line in told} == set(PROMISES)
    for line in told:
        assert len(line.serial_numbers) == (line.quantity if PROMISES[line.sku].serial else 0)
        assert line.guarantor
        assert line.guarantee_url
        assert line.documents
    mug = OrderLine.objects.select_related("order").get(sku=ENGRAVED)
    verdict = next(each for each in eligibility(mug.order, now).lines if each.line == mug)
    assert verdict.withdrawal.no is Why.EXCLUDED
    assert verdict.complaint.is_open
    page = as_user(anna).get(f"/orders/{mug.order.slug}/").content.decode()
    # Among what cannot be withdrawn from, with the reason.
    assert "Kubek z Twoim grawerem: " in page
    assert as_user(anna).get(f"/orders/{mug.order.slug}/items/{mug.pk}/").status_code == 200
    assert remind(now) >= 1
    assert PassportReminder.objects.get(period="liability").order_line.order.number == "1204"
