from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from orders.actions import Outcome, reserve_return, save_order
from orders.models import Order, OrderLine, Shipment, TrackingEvent
from orders.signals import order_imported, shipment_updated
from portal.accounts.models import User
from returns.models import Case, CaseLine
from tests.orders.makers import CANONICAL, MUG, PARCEL, PLACED, TEA, later

pytestmark = pytest.mark.django_db


def test_an_order_is_created_once_and_the_same_message_changes_nothing() -> None:
    order, first = save_order(CANONICAL)
    again, second = save_order(CANONICAL)
    assert (first, second) == (Outcome.CREATED, Outcome.UNCHANGED)
    assert order.pk == again.pk
    assert (Order.objects.count(), OrderLine.objects.count()) == (1, 2)


def test_a_newer_message_wins_and_an_older_one_changes_nothing() -> None:
    save_order(CANONICAL)
    newest = later(CANONICAL, 10, total=Decimal("99.00"), status="shipped")
    assert save_order(newest)[1] is Outcome.UPDATED
    assert save_order(later(CANONICAL, 5, total=Decimal("1.00")))[1] is Outcome.OLDER
    order = Order.objects.get()
    assert (order.total, order.status) == (Decimal("99.00"), "shipped")


def test_messages_in_any_order_end_the_same() -> None:
    messages = [later(CANONICAL, minute, total=Decimal(minute)) for minute in range(4)]
    for arrival in (messages, messages[::-1], messages[2:] + messages[:2]):
        Order.objects.all().delete()
        for message in arrival:
            save_order(message)
        assert Order.objects.get().total == Decimal(3)


def test_a_word_we_do_not_know_keeps_what_we_knew() -> None:
    save_order(replace(CANONICAL, status="shipped"))
    order, _outcome = save_order(later(CANONICAL, status="", source_status="packed-by-robots"))
    assert (order.status, order.source_status) == ("shipped", "packed-by-robots")


def test_a_line_the_shop_removed_goes() -> None:
    save_order(CANONICAL)
    order, _outcome = save_order(later(CANONICAL, lines=(MUG,)))
    assert [line.external_id for line in order.lines.all()] == ["mug"]


def test_a_line_with_a_return_stays_with_its_pieces() -> None:
    order, _outcome = save_order(CANONICAL)
    mug = order.lines.get(external_id="mug")
    reserve_return(mug.pk, 2)
    save_order(later(CANONICAL, 1, lines=(TEA,)))
    save_order(later(CANONICAL, 2, lines=(TEA, replace(MUG, quantity=1))))
    mug.refresh_from_db()
    assert (mug.quantity, mug.returned_quantity) == (2, 2)


def test_a_line_with_a_closed_case_stays_too(anna: User) -> None:
    order, _outcome = save_order(CANONICAL)
    case = Case.objects.create(
        kind="return",
        reference="R-1",
        customer=anna,
        email=anna.email,
        language="pl",
        order=order,
        opened_at=PLACED,
        submission_key="7e0e0b0a-0d4c-4c0a-8b1a-5a1f6f2b1c11",
    )
    CaseLine.objects.create(case=case, order_line=order.lines.get(external_id="tea"), quantity=1, reason="other")
    save_order(later(CANONICAL, lines=(MUG,)))
    assert order.lines.filter(external_id="tea").exists()


def test_the_same_number_in_two_shops_gives_two_addresses() -> None:
    first, _outcome = save_order(CANONICAL)
    second, _outcome = save_order(replace(CANONICAL, source="other", external_id="7"))
    third, _outcome = save_order(replace(CANONICAL, source="other", external_id="8"))
    assert first.slug == "1001"
    assert second.slug == "1001-other"
    assert third.slug.startswith("1001-other-")
    assert len({first.slug, second.slug, third.slug}) == 3


def test_a_number_that_is_no_address_uses_the_shops_id() -> None:
    order, _outcome = save_order(replace(CANONICAL, number="№ — ！", external_id="abc"))
    assert order.slug
    assert order.number == "№ — ！"


def test_parcels_carry_the_order_to_delivered() -> None:
    moment = PLACED + timedelta(days=2)
    half = replace(PARCEL, lines=(("mug", 2),), status="delivered", status_at=moment)
    rest = replace(PARCEL, external_id="p2", lines=(("tea", 1),), status="in_transit", status_at=moment)
    order, _outcome = save_order(replace(CANONICAL, parcels=(half,)))
    assert (order.status, order.delivered_at) == (Order.Status.SHIPPED, None)
    save_order(later(CANONICAL, 1, parcels=(half, rest)))
    last = moment + timedelta(days=1)
    order, _outcome = save_order(
        later(CANONICAL, 2, parcels=(half, replace(rest, status="delivered", status_at=last)))
    )
    assert (order.status, order.delivered_at) == (Order.Status.DELIVERED, last)


def test_the_shop_repeating_delivered_does_not_move_the_day() -> None:
    moment = PLACED + timedelta(days=2)
    parcel = replace(PARCEL, status="delivered", status_at=moment)
    save_order(replace(CANONICAL, parcels=(parcel,)))
    save_order(later(CANONICAL, parcels=(replace(parcel, status_at=moment + timedelta(days=3)),)))
    assert Shipment.objects.get().delivered_at == moment


def test_what_the_shop_says_of_a_parcel_is_news_like_the_carriers(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    heard: list[str] = []

    def listen(event: TrackingEvent, **kwargs: Any) -> None:
        heard.append(event.status)

    shipment_updated.connect(listen)
    try:
        for minute, status in enumerate(("announced", "announced", "in_transit", "")):
            parcel = replace(PARCEL, status=status, status_at=PLACED + timedelta(hours=minute))
            with django_capture_on_commit_callbacks(execute=True):
                save_order(later(CANONICAL, minute, parcels=(parcel,)))
    finally:
        shipment_updated.disconnect(listen)
    assert heard == ["announced", "in_transit"]
    assert Shipment.objects.get().status == "in_transit"
    assert Order.objects.get().status == "shipped"


def test_a_message_without_parcels_leaves_them_alone() -> None:
    save_order(replace(CANONICAL, parcels=(PARCEL,)))
    save_order(later(CANONICAL, customer_note="hello"))
    assert Shipment.objects.count() == 1


def test_news_goes_out_after_commit_and_only_for_changes(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    heard: list[bool] = []

    def listen(created: bool, **kwargs: Any) -> None:
        heard.append(created)

    order_imported.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            save_order(CANONICAL)
            assert heard == []
        for message in (CANONICAL, later(CANONICAL)):
            with django_capture_on_commit_callbacks(execute=True):
                save_order(message)
    finally:
        order_imported.disconnect(listen)
    assert heard == [True, False]
