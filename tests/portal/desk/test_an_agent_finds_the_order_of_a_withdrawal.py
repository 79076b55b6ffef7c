"""What the system could not settle: which order is meant, and which pieces."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission

from portal.notifications.models import Mail
from returns.models import Case
from returns.withdrawing.signals import stop_dispatch
from tests.returns.makers import NOW, make_order
from tests.returns.withdrawing.makers import case_of, declare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def desk(case: Case, more: str = "") -> str:
    return f"/admin/cases/{case.reference}/{more}"


def test_she_sees_why_and_which_orders_it_may_be(as_user: Any, anna: Any, ben: Any, mia: Any) -> None:
    his = make_order(ben)
    case = case_of(declare(his.number))
    page = as_user(mia).get(desk(case)).content.decode()
    assert "The order has another e-mail address" in page
    assert f'value="{his.slug}"' in page
    assert "its own address was told" in page
    assert "23 November 2026, 11:00:00 (UTC+01:00)" in page


def test_she_says_which_one_and_confirms_the_pieces(
    as_user: Any, anna: Any, mia: Any, django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(anna, (3, 1), status="processing", delivered_at=None)
    case, client, stopped = case_of(declare("the mugs, last week")), as_user(mia), []
    stop_dispatch.connect(hear := lambda case, **kwargs: stopped.append(case.order), weak=False)
    try:
        unmatched = client.get(desk(case)).content.decode()
        assert "confirm/" not in unmatched
        assert "refund/" not in unmatched, "nobody knows yet what was paid"
        client.post(desk(case, "which-order/"), {"number": f"#{order.number}", "version": case.version})
        case.refresh_from_db()
        assert (case.order, case.customer, case.status) == (order, anna, "open")
        first, second = order.lines.all()
        fields = {"version": case.version, "message": "Two of three, as you wrote."}
        pieces = {f"pieces_{first.pk}": "2", f"pieces_{second.pk}": "0"}
        assert f'name="pieces_{first.pk}"' in client.get(desk(case, "confirm/")).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(desk(case, "confirm/"), fields | pieces)
    finally:
        stop_dispatch.disconnect(hear)
    case.refresh_from_db()
    assert case.status == "approved"
    assert "To be refunded" in client.get("/admin/cases/").content.decode(), "nothing left the shop"
    assert [(line.order_line, line.quantity) for line in case.lines.all()] == [(first, 2)]
    first.refresh_from_db()
    assert first.returned_quantity == 2
    assert set(stopped) == {order}
    letter = Mail.objects.get(kind="withdrawal_confirmed")
    assert "Two of three" in letter.text
    assert [event.verb for event in case.events.all()] == ["open", "order_found", "confirm"]


@pytest.mark.parametrize("wanted", [{"number": "999"}, {"number": ""}, {"slug": "o-none"}, {"number": "\0"}, {}])
def test_what_she_types_wrong_changes_nothing(as_user: Any, anna: Any, mia: Any, wanted: dict[str, str]) -> None:
    case = case_of(declare("?"))
    page = as_user(mia).post(desk(case, "which-order/"), {**wanted, "version": case.version}, follow=True)
    assert "No order, or more than one" in page.content.decode()
    case.refresh_from_db()
    assert case.order is None


def test_an_old_view_is_told(as_user: Any, anna: Any, mia: Any) -> None:
    order, case = make_order(anna), case_of(declare("?"))
    page = as_user(mia).post(desk(case, "which-order/"), {"number": order.number, "version": "99"}, follow=True)
    assert "Someone else has just changed" in page.content.decode()


def test_no_piece_is_no_withdrawal(as_user: Any, anna: Any, mia: Any) -> None:
    order = make_order(anna)
    case = case_of(declare(order.number, items="one"))
    fields = {"version": case.version, "message": "", f"pieces_{order.lines.get().pk}": "0"}
    page = as_user(mia).post(desk(case, "confirm/"), fields).content.decode()
    assert "Choose at least one piece" in page


def test_customers_and_editors_find_nothing_there(as_user: Any, anna: Any, ben: Any, eva: Any) -> None:
    order, case = make_order(ben), case_of(declare("?"))
    for user in (anna, eva):
        answer = as_user(user).post(desk(case, "which-order/"), {"number": order.number, "version": case.version})
        assert answer.status_code in {302, 403}
    case.refresh_from_db()
    assert case.order is None


def test_an_operator_copies_the_link_and_the_words(as_user: Any, mia: Any, anna: Any) -> None:
    assert as_user(mia).get("/admin/withdrawal-function/").status_code in {302, 403}
    mia.user_permissions.add(Permission.objects.get(codename="change_returnsettings"))
    page = as_user(mia).get("/admin/withdrawal-function/").content.decode()
    for words in (
        "withdraw from contract here",
        "odstąp od umowy tutaj",
        "Vertrag widerrufen",
        "отказаться от договора",
    ):
        assert words in page
    assert "/pl/withdraw/" in page
    assert page.count("w-clipboard#copy") == 8
    assert "&lt;a href=&quot;http" in page.split('data-w-clipboard-value-param="')[1].split('"')[0]
