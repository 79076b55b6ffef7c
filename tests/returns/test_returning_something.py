"""A customer sends something back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from orders.models import Order, Shipment
from returns import actions
from returns.actions import WantedLine
from returns.errors import NotAllowed, NothingLeft, NotReturnable
from returns.models import Case
from tests.returns.makers import NOW, make_order, make_return, picture, return_form, upload

pytestmark = pytest.mark.django_db


def send(client: Any, order: Order, **fields: Any) -> Any:
    return client.post(reverse("cases:return", args=[order.slug]), return_form(order, **fields), follow=True)


def test_the_form_ends_on_the_case_with_a_clear_done(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (2,))
    response = send(as_user(anna), order, quantity=1, note="The handle is loose.")
    case = Case.objects.get()
    assert response.redirect_chain == [(reverse("cases:detail", args=[case.reference]), 302)]
    page = response.content.decode()
    assert "Done. We have your return" in page
    assert "The handle is loose." in page
    assert case.reference in page
    assert order.lines.get().returned_quantity == 1
    assert [event.verb for event in case.events.all()] == ["open"]


def test_what_the_return_is_worth_stands_there_before_it_is_sent(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (3,))
    page = as_user(anna).get(reverse("cases:return", args=[order.slug])).content.decode()
    assert "49.99" in page
    assert "149.97" in page
    assert "about" not in page.split("<form", 2)[-1].split("</form")[0].lower()


def test_a_share_that_does_not_divide_evenly_is_called_about(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (3,))
    order.lines.update(total="100.00")
    page = as_user(anna).get(reverse("cases:return", args=[order.slug])).content.decode()
    assert "about PLN\xa033.33" in page or "about PLN33.33" in page
    assert "PLN100.00" in page.replace("\xa0", "")


def test_tax_that_the_shop_lists_apart_is_part_of_the_worth(as_user: Any, anna: Any) -> None:
    # WooCommerce: customers saw prices with tax, the lines come without.
    order = make_order(anna, (1,), prices_include_tax=True, amounts_include_tax=False)
    order.lines.update(total="100.00", tax_total="23.00")
    page = as_user(anna).get(reverse("cases:return", args=[order.slug])).content.decode()
    assert "PLN123.00" in page.replace("\xa0", "")


@pytest.mark.parametrize("unsaid", ["total", "tax_total"])
def test_an_amount_the_shop_did_not_say_is_not_invented(as_user: Any, anna: Any, mia: Any, unsaid: str) -> None:
    order = make_order(anna, (1,), amounts_include_tax=False)
    order.lines.update(**{"total": "100.00", "tax_total": "23.00", unsaid: None})
    page = as_user(anna).get(reverse("cases:return", args=[order.slug])).content.decode()
    assert "Return 1</option>" in page
    case = make_return(anna, order)
    assert "Worth" not in as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    case = actions.mark_received(case, by=mia, version=case.version, now=NOW)
    step = as_user(mia).get(reverse("desk:step", args=[case.reference, "refund"]))
    assert step.status_code == 200
    assert "amount" not in step.context["form"].initial


def test_a_forgotten_reason_is_asked_for_and_everything_typed_is_kept(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (2,))
    pk = order.lines.get().pk
    response = send(
        as_user(anna), order, quantity=2, note="Please be quick <3", photos=[upload()], **{f"reason_{pk}": ""}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "Please tell us why" in page
    assert "Please be quick &lt;3" in page
    assert '<option value="2" selected>' in page
    assert "photo.jpg" in page
    assert not Case.objects.exists()


def test_files_of_a_form_with_a_mistake_need_no_choosing_again(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    pk, key = order.lines.get().pk, str(uuid4())
    send(client, order, submission_key=key, photos=[upload()], **{f"reason_{pk}": ""})
    send(client, order, submission_key=key)
    assert [each.name for each in Case.objects.get().attachments.all()] == ["photo.jpg"]


def test_a_kept_file_can_be_left_out_again(as_user: Any, anna: Any, private_folder: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    pk, key = order.lines.get().pk, str(uuid4())
    first = send(client, order, submission_key=key, photos=[upload()], **{f"reason_{pk}": ""})
    waiting = first.context["form"]["leave_out"].field.queryset.get()
    send(client, order, submission_key=key, leave_out=[waiting.pk])
    assert not Case.objects.get().attachments.exists()
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


def test_nothing_chosen_is_said_at_the_top(as_user: Any, anna: Any) -> None:
    page = send(as_user(anna), make_order(anna), quantity=0).content.decode()
    assert "Choose at least one item" in page


def test_more_than_was_bought_cannot_be_chosen(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (2,))
    assert send(as_user(anna), order, quantity=3).status_code == 200
    assert not Case.objects.exists()


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
    assert "Already in a return" in client.get(reverse("cases:return", args=[order.slug])).content.decode()


def test_the_same_form_twice_opens_one_case(as_user: Any, anna: Any) -> None:
    order, client, key = make_order(anna, (2,)), as_user(anna), str(uuid4())
    first = send(client, order, submission_key=key)
    second = send(client, order, submission_key=key)
    assert first.redirect_chain == second.redirect_chain
    assert Case.objects.count() == 1
    assert order.lines.get().returned_quantity == 1


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
    ("fields", "reason"),
    [
        ({"status": Order.Status.CANCELLED}, "cancelled or already refunded"),
        ({"status": Order.Status.PROCESSING, "delivered_at": None}, "Not delivered yet"),
        ({"delivered_at": NOW - timedelta(days=40)}, "The time to return it ended on Fri 13 Nov"),
    ],
)
def test_a_no_says_why(as_user: Any, anna: Any, fields: dict[str, Any], reason: str) -> None:
    order = make_order(anna, **fields)
    page = as_user(anna).get(reverse("cases:return", args=[order.slug])).content.decode()
    assert reason in page
    assert "Nothing can be returned now" in page
    with pytest.raises(NotReturnable):
        make_return(anna, order)


def test_an_order_whose_arrival_nobody_knows_stays_open(as_user: Any, anna: Any) -> None:
    order = make_order(anna, status=Order.Status.SHIPPED, delivered_at=None)
    assert make_return(anna, order).status == "open"


def test_a_parcel_on_its_way_is_not_returned_yet(as_user: Any, anna: Any) -> None:
    order = make_order(anna, status=Order.Status.SHIPPED, delivered_at=None)
    Shipment.objects.create(order=order, external_id="1", status=Shipment.Status.IN_TRANSIT)
    page = as_user(anna).get(reverse("cases:return", args=[order.slug])).content.decode()
    assert "Not delivered yet" in page


def test_photos_come_along_whole(as_user: Any, anna: Any) -> None:
    order = make_order(anna)
    photos = [upload(picture(size=(50 + number, 40)), f"photo {number}.png") for number in range(3)]
    response = send(as_user(anna), order, photos=photos)
    case = Case.objects.get()
    assert [each.name for each in case.attachments.all()] == ["photo 0.jpg", "photo 1.jpg", "photo 2.jpg"]
    assert response.content.decode().count("<img src=") >= 3


def test_orders_with_nothing_to_return_come_last_and_say_that_there_is_a_reason(as_user: Any, anna: Any) -> None:
    too_old = make_order(anna, delivered_at=NOW - timedelta(days=90), placed_at=NOW)
    fine = make_order(anna)
    page = as_user(anna).get(reverse("cases:new")).content.decode()
    fine_at, old_at = (page.index(reverse("cases:return", args=[order.slug])) for order in (fine, too_old))
    assert fine_at < page.index("Orders with nothing to return now") < old_at


def test_the_start_leads_to_self_service_first_and_to_the_order(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (2,))
    page = as_user(anna).get(reverse("cases:new")).content.decode()
    assert page.index(reverse("orders:list")) < page.index(reverse("cases:return", args=[order.slug]))
    assert "2 items can be returned" in page
    assert reverse("cases:contact") in page


def test_the_order_page_shows_its_cases(as_user: Any, anna: Any) -> None:
    case = make_return(anna)
    page = as_user(anna).get(reverse("orders:detail", args=[case.order.slug])).content.decode()
    assert reverse("cases:detail", args=[case.reference]) in page
