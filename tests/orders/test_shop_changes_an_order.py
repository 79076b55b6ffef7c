"""After it was placed an order may change at the shop; whoever ordered reads what became of it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from orders.actions import save_order
from orders.edits import MOST_KEPT, Bought, edits
from orders.models import Order
from portal.accounts.models import User
from tests.orders.makers import CANONICAL, MUG, PLACED, TEA, later


@pytest.mark.django_db
def test_anna_reads_what_was_taken_out_and_what_it_costs_now(anna: User, as_user: Callable[[User], Client]) -> None:
    save_order(CANONICAL)
    order, _outcome = save_order(later(CANONICAL, lines=(MUG,), total=Decimal("30.00")))
    Order.objects.filter(pk=order.pk).update(customer=anna)
    page = BeautifulSoup(as_user(anna).get(f"/orders/{order.slug}/").content, "html.parser").get_text(" ", strip=True)
    assert "The shop changed this order" in page
    assert f"Removed: {TEA.name}" in page
    assert "Total: €30.00 instead of" in page or "Total: PLN\N{NO-BREAK SPACE}30.00 instead of" in page


@pytest.mark.django_db
def test_an_order_as_it_was_placed_says_nothing_of_changes(anna: User, as_user: Callable[[User], Client]) -> None:
    order, _outcome = save_order(CANONICAL)
    save_order(later(CANONICAL, status="shipped"))
    Order.objects.filter(pk=order.pk).update(customer=anna)
    assert b"The shop changed this order" not in as_user(anna).get(f"/orders/{order.slug}/").content


@pytest.mark.django_db
def test_more_pieces_and_a_new_product_are_told_with_their_numbers() -> None:
    save_order(replace(CANONICAL, lines=(MUG,)))
    order, _outcome = save_order(later(CANONICAL, lines=(replace(MUG, quantity=MUG.quantity + 3), TEA)))
    changes = order.edits[0]["changes"]
    assert {"what": "pieces", "name": MUG.name, "before": MUG.quantity, "after": MUG.quantity + 3} in changes
    assert {"what": "added", "name": TEA.name, "before": 0, "after": TEA.quantity} in changes


@pytest.mark.django_db
def test_an_order_that_changes_for_ever_keeps_its_last_changes() -> None:
    save_order(CANONICAL)
    for minute in range(1, MOST_KEPT + 4):
        save_order(later(CANONICAL, minute, lines=(replace(MUG, quantity=minute % 2 + 5),)))
    order = Order.objects.get()
    assert len(order.edits) == MOST_KEPT
    assert order.edits[-1]["at"] == later(CANONICAL, MOST_KEPT + 3).external_updated_at.isoformat()


PIECES = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.sampled_from(["cup", "tea"]), st.integers(1, 9)))


@given(before=PIECES, after=PIECES)
def test_the_changes_lead_from_what_was_to_what_is(before: dict, after: dict) -> None:
    found = edits(Bought(before, Decimal(1)), Bought(after, Decimal(1)), PLACED)
    if {key: quantity for key, (_name, quantity) in before.items()} == {
        key: quantity for key, (_name, quantity) in after.items()
    }:
        assert found == []
        return
    moved = sum(change["after"] - change["before"] for change in found[0]["changes"])
    assert moved == sum(each[1] for each in after.values()) - sum(each[1] for each in before.values())
