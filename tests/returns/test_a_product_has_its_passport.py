from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.door import OPENED
from orders.models import Order, OrderLine, OrderLink
from portal.accounts.models import User
from returns.law.days import add_months
from returns.models import Case, CaseLine, DoneRemedy, PassportReminder, PassportSweep
from returns.passport.reminding import remind
from returns.passport.signals import period_ends_soon
from tests.orders.makers import MUG, PARCEL, TEA, make_order

MACHINE = replace(
    MUG,
    external_id="machine",
    name="Coffee machine",
    quantity=1,
    guarantor="Brewers",
    guarantee_months=36,
    guarantee_url="https://brewers.example/guarantee",
    serial_numbers=("SN-1",),
    documents=(("Manual", "https://brewers.example/manual.pdf"),),
)


def sold(owner: User | None, months_ago: int = 1, number: int = 1001, **fields: Any) -> Order:
    order = make_order(owner, number, lines=(MACHINE, TEA), parcels=(PARCEL,), **fields)
    at = timezone.now().replace(hour=12)
    day = add_months(at.date(), -months_ago)
    return delivered(order, at.replace(year=day.year, month=day.month, day=day.day))


def delivered(order: Order, at: Any) -> Order:
    order.shipments.update(delivered_at=at, status="delivered")
    Order.objects.filter(pk=order.pk).update(delivered_at=at, placed_at=at - timedelta(days=2), status="delivered")
    return Order.objects.get(pk=order.pk)


def machine(order: Order) -> OrderLine:
    return order.lines.get(external_id="machine")


def address(order: Order) -> str:
    return reverse("cases:passport", args=[order.slug, machine(order).pk])


def remedied(order: Order, owner: User, remedy: str, days_ago: int = 5, **fields: Any) -> DoneRemedy:
    case = Case.objects.create(
        kind="complaint", reference=f"C-{uuid4().hex[:6].upper()}", customer=owner, email=owner.email, language="en",
        order=order, subject="It leaks", status="resolved", opened_at=timezone.now() - timedelta(days=days_ago + 3),
        closed_at=timezone.now(), submission_key=uuid4(),
    )  # fmt: skip
    CaseLine.objects.create(case=case, order_line=machine(order), quantity=1, reason="")
    done_at = timezone.now() - timedelta(days=days_ago)
    return DoneRemedy.objects.create(
        case=case, order_line=machine(order), remedy=remedy, quantity=1, done_at=done_at, **fields
    )


def test_it_says_until_when_who_guarantees_and_which_piece(anna: User, as_user: Any) -> None:
    order = sold(anna)
    page = as_user(anna).get(address(order))
    found = page.context["passport"]
    assert found.liability.until == add_months(timezone.localdate(order.delivered_at), 24)
    assert found.guarantee.until == add_months(timezone.localdate(order.delivered_at), 36)
    text = page.content.decode()
    for words in ("Guarantee by Brewers", "SN-1", "https://brewers.example/manual.pdf", "How we counted"):
        assert words in text
    assert [step.title for step in found.steps] == ["Ordered", "Delivered"]
    assert 'href="/orders/" aria-current="true"' in text, "it belongs to the orders"


def test_its_links_know_the_line(anna: User, as_user: Any) -> None:
    order = sold(anna)
    found = as_user(anna).get(address(order)).context["passport"]
    urls = {each.title: each.url for each in found.possible}
    assert urls["Complain about a fault"].endswith(f"&kind=complaint&line={machine(order).pk}")
    assert urls["Use the guarantee"].endswith(f"&kind=guarantee&line={machine(order).pk}")


def test_the_order_leads_to_it(anna: User, as_user: Any) -> None:
    order = sold(anna)
    assert address(order) in as_user(anna).get(reverse("orders:detail", args=[order.slug])).content.decode()


def test_a_repair_makes_the_liability_a_year_longer_once(anna: User, as_user: Any) -> None:
    order = sold(anna)
    remedied(order, anna, "repair", days_ago=9)
    remedied(order, anna, "repair", days_ago=2)
    page = as_user(anna).get(address(order))
    found = page.context["passport"]
    assert found.liability.until == add_months(timezone.localdate(order.delivered_at), 36)
    assert found.liability.is_longer
    text = page.content.decode()
    assert "Twelve months longer because it was repaired." in text
    assert text.count("It leaks") == 2


def test_a_repair_under_the_guarantee_leaves_the_liability_as_it_is(anna: User, as_user: Any) -> None:
    order = sold(anna)
    remedied(order, anna, "repair", is_guarantee=True)
    found = as_user(anna).get(address(order)).context["passport"]
    assert found.liability.until == add_months(timezone.localdate(order.delivered_at), 24)
    assert [step.text for step in found.steps if step.title == "Repaired"] == ["under the guarantee"]


def test_it_moves_to_the_replacement(anna: User, as_user: Any) -> None:
    order = sold(anna)
    done = remedied(order, anna, "replacement", serials=["SN-2"], product="Coffee machine II")
    page = as_user(anna).get(address(order))
    found = page.context["passport"]
    assert (found.name, found.serials, found.old_serials) == ("Coffee machine II", ["SN-2"], ["SN-1"])
    assert found.guarantee.until == add_months(timezone.localdate(done.done_at), 36)
    assert found.liability.until == add_months(timezone.localdate(order.delivered_at), 24)
    assert "It began anew with the replacement." in page.content.decode()


def test_a_piece_that_has_not_left_is_still_with_her(anna: User, as_user: Any) -> None:
    order = sold(anna)
    line = machine(order)
    case = Case.objects.create(
        kind="return", reference="R-ABCDEF", customer=anna, email=anna.email, language="en", order=order,
        subject="Back", status="approved", opened_at=timezone.now(), submission_key=uuid4(),
    )  # fmt: skip
    CaseLine.objects.create(case=case, order_line=line, quantity=1, reason="")
    OrderLine.objects.filter(pk=line.pk).update(returned_quantity=1)
    assert "0 of them with you" not in as_user(anna).get(address(order)).content.decode()
    Case.objects.update(received_at=timezone.now(), status="received")
    assert "0 of them with you" in as_user(anna).get(address(order)).content.decode()


def test_nobody_else_sees_it(anna: User, ben: User, as_user: Any, client: Any) -> None:
    order = sold(anna)
    assert as_user(ben).get(address(order)).status_code == 404
    assert client.get(address(order)).status_code == 302
    other = sold(anna, number=1002)
    strange = reverse("cases:passport", args=[order.slug, machine(other).pk])
    assert as_user(anna).get(strange).status_code == 404, "the line of another order"
    assert as_user(anna).get(f"/orders/{order.slug}/items/{10**30}/").status_code == 404


def test_a_guest_with_a_link_sees_it_without_anybodys_cases(anna: User) -> None:
    order = sold(anna)
    remedied(order, anna, "repair")
    Order.objects.filter(pk=order.pk).update(customer=None)
    ends = timezone.now() + timedelta(days=1)
    link = OrderLink.objects.create(order=order, token_hash="x", created_at=timezone.now(), expires_at=ends)
    client = Client()
    session = client.session
    session[OPENED] = {order.slug: link.pk}
    session.save()
    page = client.get(address(order))
    assert page.context["passport"].cases == []
    assert "It leaks" not in page.content.decode()
    assert "Repaired" in page.content.decode()
    assert 'name="robots" content="noindex"' in page.content.decode()


def test_the_page_takes_as_many_queries_for_many_lines(anna: User, as_user: Any) -> None:
    few, client = sold(anna), as_user(anna)
    tea = [replace(TEA, external_id=f"tea{number}") for number in range(12)]
    many = delivered(make_order(anna, 1002, lines=(MACHINE, *tea), parcels=(PARCEL,)), few.delivered_at)
    counts = []
    for order in (few, few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(order))
        counts.append(len(captured))
    assert counts[1] == counts[2] <= 16


@pytest.fixture
def told() -> Any:
    heard: list[PassportReminder] = []

    def hear(reminder: PassportReminder, **kwargs: Any) -> None:
        heard.append(reminder)

    period_ends_soon.connect(hear)
    yield heard
    period_ends_soon.disconnect(hear)


def ends_in(days: int, months: int = 24) -> Any:
    day = add_months(timezone.localdate() + timedelta(days=days), -months)
    return timezone.now().replace(year=day.year, month=day.month, day=day.day, hour=12)


def test_its_owner_is_reminded_once_a_month_before(
    anna: User, told: list[PassportReminder], django_capture_on_commit_callbacks: Any
) -> None:
    order = delivered(sold(anna), ends_in(30))
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        assert remind(now) == 2, "the machine and the tea"
        assert remind(now) == 0, "a day is looked at once"
        PassportSweep.objects.all().delete()
        assert remind(now) == 0, "and written down once"
    assert {reminder.period for reminder in told} == {"liability"}
    end = add_months(timezone.localdate(order.delivered_at), 24)
    assert {reminder.ends_date for reminder in PassportReminder.objects.all()} == {end}


def test_a_guarantee_is_reminded_of_too(anna: User) -> None:
    delivered(sold(anna), ends_in(30, months=36))
    assert remind(timezone.now()) == 1
    assert PassportReminder.objects.get().period == "guarantee"


def test_a_guarantee_that_began_anew_is_reminded_of_at_its_new_end(anna: User) -> None:
    order = delivered(sold(anna), ends_in(100, months=36))
    done = remedied(order, anna, "replacement")
    DoneRemedy.objects.filter(pk=done.pk).update(done_at=ends_in(30, months=36))
    assert remind(timezone.now()) == 1


def test_a_repair_puts_the_reminder_off(anna: User) -> None:
    order = delivered(sold(anna), ends_in(30))
    done = remedied(order, anna, "repair")
    assert remind(timezone.now()) == 1, "the tea only"
    assert PassportReminder.objects.get().order_line.external_id == "tea"
    PassportSweep.objects.all().delete()
    delivered(order, ends_in(30, months=36))
    DoneRemedy.objects.filter(pk=done.pk).update(done_at=timezone.now())
    OrderLine.objects.update(guarantee_months=None)
    assert remind(timezone.now()) == 1, "the machine, twelve months later"


def test_days_a_machine_slept_through_are_caught_up(anna: User) -> None:
    delivered(sold(anna), ends_in(20))
    PassportSweep.objects.create(swept_until=timezone.localdate() - timedelta(days=15))
    assert remind(timezone.now()) == 2
    assert PassportSweep.objects.get().swept_until == timezone.localdate()


def test_what_has_ended_or_went_back_is_nobodys_news(anna: User) -> None:
    delivered(sold(anna), ends_in(-3))
    PassportSweep.objects.create(swept_until=timezone.localdate() - timedelta(days=300))
    assert remind(timezone.now()) == 0
    OrderLine.objects.update(returned_quantity=1)
    delivered(Order.objects.get(), ends_in(30))
    PassportSweep.objects.all().delete()
    assert remind(timezone.now()) == 0


def test_the_first_sweep_of_a_new_shop_tells_nobody_of_last_year(anna: User) -> None:
    delivered(sold(anna), ends_in(15))
    assert remind(timezone.now()) == 0, "only what is a month away today"


def test_the_days_of_february_are_not_lost() -> None:
    assert add_months(date(2026, 12, 31), -10) == date(2026, 2, 28)
