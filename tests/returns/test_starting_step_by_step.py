"""Anna starts each way, a page a decision, and it becomes one case with what she said."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from orders.models import Order
from orders.templatetags.formats import when
from returns.models import Case, Draft
from returns.starting.told import shown
from tests.returns.makers import NOW, make_order, upload
from tests.returns.starting import begin, fill, items, page, send, step_url

pytestmark = pytest.mark.django_db


def complaint(client: Any, order: Order, **outcome: Any) -> Draft:
    """All of a complaint but the sending."""
    draft = begin(client, "complaint", order)
    fill(client, draft, "items", **items(order))
    fill(client, draft, "fault", text="The handle broke off.", noticed="2026-11-20")
    fill(client, draft, "photos")
    fill(client, draft, "outcome", **(outcome or {"demand": "repair"}))
    return draft


def test_a_return_needs_no_reason(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (2, 1)), as_user(anna)
    draft = begin(client, "return", order)
    assert fill(client, draft, "items", **items(order, 2)) == step_url(draft, "reason")
    assert fill(client, draft, "reason", note="") == step_url(draft, "check")
    answer = send(client, draft)
    case = Case.objects.get()
    assert answer.redirect_chain == [(reverse("cases:detail", args=[case.reference]), 302)]
    assert "Done. We have it" in answer.content.decode()
    assert (case.kind, case.order, case.subject) == ("return", order, f"Return from order {order.number}")
    assert [(line.quantity, line.reason) for line in case.lines.all()] == [(2, "")]
    assert order.lines.get(position=0).returned_quantity == 2
    assert not Draft.objects.exists()


def test_a_return_keeps_the_reason_words_and_photos_that_were_given(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    draft = begin(client, "return", order)
    pk = order.lines.get().pk
    fill(client, draft, "reason", note="Too <small>", photos=[upload()], **{f"reason_{pk}": "wrong_size"})
    send(client, draft)
    case = Case.objects.get()
    assert case.lines.get().reason == "wrong_size"
    assert case.messages.get().body == "Too <small>"
    assert [each.name for each in case.attachments.all()] == ["photo.jpg"]


def test_what_comes_back_stands_there_before_it_is_sent(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (3,)), as_user(anna)
    draft = begin(client, "return", order)
    first = page(client, draft, "items")
    assert "2 pieces · PLN\xa099.98" in first or "2 pieces · PLN99.98" in first
    fill(client, draft, "items", **items(order, 2))
    fill(client, draft, "reason", note="")
    assert "99.98" in page(client, draft, "check")


def test_a_price_that_does_not_divide_evenly_is_called_about(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (3,)), as_user(anna)
    order.lines.update(total="100.00")
    draft = begin(client, "return", order)
    assert "about PLN" in page(client, draft, "items")
    fill(client, draft, "items", **items(order, 1))
    fill(client, draft, "reason", note="")
    assert "about PLN" in page(client, draft, "check")


def test_an_amount_the_shop_did_not_say_is_not_invented(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (2,), amounts_include_tax=False), as_user(anna)
    order.lines.update(total="100.00", tax_total=None)
    draft = begin(client, "return", order)
    assert ">2 pieces</option>" in page(client, draft, "items")
    fill(client, draft, "items", **items(order, 2))
    fill(client, draft, "reason", note="")
    assert "We tell you the amount" in page(client, draft, "check")


def test_a_complaint_names_its_demand_and_is_locked_with_it(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1)), as_user(anna)
    draft = complaint(client, order)
    answer = send(client, draft)
    case = Case.objects.get()
    assert (case.kind, case.demand, case.demand_amount) == ("complaint", "repair", None)
    assert case.subject == "Complaint: Mug 0"
    assert case.messages.get().body == "The handle broke off."
    told = answer.content.decode()
    assert "What you told us" in told
    assert "The law, against the shop" in told
    assert order.lines.get(position=0).returned_quantity == 0


def test_the_notice_is_shown_before_the_remedy_and_kept_as_evidence(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1)), as_user(anna)
    draft = begin(client, "complaint", order)
    fill(client, draft, "items", **items(order))
    fill(client, draft, "fault", text="It leaks.")
    fill(client, draft, "photos")
    draft.refresh_from_db()
    assert "notices" not in draft.data
    shown = page(client, draft, "outcome")
    notice = "You have the right to choose between repair and replacement"
    assert shown.index(notice) < shown.index('name="demand"')
    page(client, draft, "outcome")
    fill(client, draft, "outcome", demand="replacement")
    send(client, draft)
    (kept,) = Case.objects.get().events.get(verb="open").data["notices"]
    assert kept["text"].startswith(notice)
    assert (kept["rule"], kept["language"], kept["version"][:9]) == ("R2", "en", "2024/1799")
    assert kept["shown_at"].startswith("2026-11-23T10:00")
    assert "12 months" in client.get(reverse("cases:detail", args=[Case.objects.get().reference])).content.decode()


def test_a_notice_whose_moment_nobody_wrote_down_breaks_no_page() -> None:
    (seen,) = shown({"notices": [{"text": "You may choose.", "language": "en"}]})
    assert (seen.text, seen.at) == ("You may choose.", None)


def test_a_lower_price_asks_for_how_much_and_never_more_than_was_paid(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    draft = complaint(client, order, demand="reduction", why_money="serious")
    for wrong in ("", "0", "-5", "abc", "1e3x", "NaN", "50", "1.234", "١٢"):
        answer = client.post(step_url(draft, "amount"), {"amount": wrong})
        assert answer.status_code == 200, wrong
        assert answer.context["form"].errors
    assert fill(client, draft, "amount", amount=" 12,5 ") == step_url(draft, "check")
    assert "12.50" in page(client, draft, "check")
    send(client, draft)
    case = Case.objects.get()
    assert (case.demand, case.demand_amount) == ("reduction", Decimal("12.50"))
    assert case.events.get(verb="open").data["why_money"] == "serious"


def test_changing_ones_mind_about_the_remedy_forgets_the_amount(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    draft = complaint(client, order, demand="reduction")
    fill(client, draft, "amount", amount="10")
    assert fill(client, draft, "outcome", demand="withdrawal") == step_url(draft, "check")
    send(client, draft)
    assert (Case.objects.get().demand, Case.objects.get().demand_amount) == ("withdrawal", None)


def test_the_order_of_remedies_is_explained_and_nothing_is_locked(as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    shown = page(client, complaint(client, make_order(anna)), "outcome")
    assert shown.index('value="replacement"') < shown.index("Second comes") < shown.index('value="reduction"')
    assert "disabled" not in shown[shown.index('name="demand"') : shown.index("Second comes")]


def test_a_guarantee_goes_its_own_way_with_the_serial_number_we_know(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    order.lines.update(serial_numbers=["SN-77"], guarantee_months=24, guarantor="Mug Makers")
    draft = begin(client, "guarantee", order)
    assert 'value="SN-77"' in page(client, draft, "fault")
    fill(client, draft, "fault", text="It went dark.", **{f"serial_{order.lines.get().pk}": "SN-77"})
    fill(client, draft, "photos")
    fill(client, draft, "wish", wish="repair")
    promised = page(client, draft, "check")
    send(client, draft)
    case = Case.objects.get()
    clock = case.deadlines.get(name="guarantee_answer")
    assert f"By {when(clock.due_at)} we tell you" in promised
    facts = case.events.get(verb="open").data
    assert (case.kind, case.demand) == ("guarantee", "")
    assert (facts["basis"], facts["wish"], list(facts["serial_numbers"].values())) == (
        "guarantee",
        "repair",
        ["SN-77"],
    )
    assert "notices" not in facts


def test_a_parcel_that_is_not_there_asks_for_no_items_and_no_photos(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1), status="shipped", delivered_at=None), as_user(anna)
    draft = begin(client, "delivery", order)
    assert fill(client, draft, "trouble", what="late", text="Five days now.") == step_url(draft, "check")
    send(client, draft)
    case = Case.objects.get()
    assert (case.kind, case.lines.count(), case.subject) == (
        "delivery",
        0,
        f"Delivery problem with order {order.number}",
    )
    assert case.events.get(verb="open").data["trouble"] == "late"
    assert case.messages.get().body == "Five days now."


def test_a_damaged_parcel_takes_items_photos_and_a_wish(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1)), as_user(anna)
    draft = begin(client, "delivery", order)
    assert fill(client, draft, "trouble", what="damaged", text="") == step_url(draft, "items")
    assert fill(client, draft, "items", **items(order)) == step_url(draft, "photos")
    assert fill(client, draft, "photos", photos=[upload()]) == step_url(draft, "wish")
    fill(client, draft, "wish", wish="again")
    send(client, draft)
    case = Case.objects.get()
    assert [(line.quantity, line.reason) for line in case.lines.all()] == [(1, "damaged")]
    assert case.attachments.count() == 1


def test_every_way_says_its_consequences_before_anything_is_begun(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    for kind in ("withdrawal", "return", "complaint", "guarantee", "delivery"):
        text = client.get(reverse("cases:new"), {"kind": kind, "order": order.slug}).content.decode()
        for label in ("What you get", "Who pays", "Your time", "Our time", "What it rests on"):
            assert label in text, (kind, label)
    assert not Draft.objects.exists()


def test_complaint_and_guarantee_are_told_apart_and_link_to_each_other(as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    text = client.get(reverse("cases:new"), {"kind": "complaint"}).content.decode()
    assert "we never change it for you" in text
    assert "kind=guarantee" in text
    assert "kind=complaint" in client.get(reverse("cases:new"), {"kind": "guarantee"}).content.decode()


@pytest.mark.parametrize(("country", "silence"), [("PL", True), ("DE", False)])
def test_silence_counts_as_yes_only_where_the_law_says_so(
    as_user: Any, anna: Any, country: str, silence: bool
) -> None:
    order = make_order(anna, shipping_address={"country": country})
    text = as_user(anna).get(reverse("cases:new"), {"kind": "complaint", "order": order.slug}).content.decode()
    assert ("counts as accepted" in text) is silence


def test_a_business_is_told_that_the_right_is_not_for_it(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, buyer_protection="business"), as_user(anna)
    overview = client.get(reverse("cases:new"), {"order": order.slug}).content.decode()
    assert "kind=withdrawal" not in overview
    text = client.get(reverse("cases:new"), {"kind": "withdrawal", "order": order.slug}).content.decode()
    assert "placed by a business" in text
    assert reverse("cases:withdraw") not in text.split("<main")[1].split("</main")[0]


def test_the_last_page_sums_up_and_leads_back_to_each_answer(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1)), as_user(anna)
    draft = complaint(client, order)
    text = page(client, draft, "check")
    for said in ("1 × Mug 0", "The handle broke off.", "Repair it", "Step 5 of 5", "We answer by", "7 Dec"):
        assert said in text, said
    for step in ("items", "fault", "photos", "outcome"):
        assert f"{step_url(draft, step)}?then=check" in text
    again = client.post(step_url(draft, "fault") + "?then=check", {"text": "The handle came off.", "noticed": ""})
    assert again["Location"] == step_url(draft, "check")
    assert "The handle came off." in page(client, draft, "check")


def test_a_day_that_cannot_be_is_refused_and_what_was_typed_stays(as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    draft = begin(client, "complaint", make_order(anna))
    for wrong in (date(2026, 11, 24), NOW.date() - timedelta(days=400), "yesterday"):
        answer = client.post(step_url(draft, "fault"), {"text": "It <leaks>", "noticed": str(wrong)})
        assert answer.status_code == 200
        assert "noticed" in answer.context["form"].errors
        assert "It &lt;leaks&gt;" in answer.content.decode()


def test_no_step_can_be_skipped_by_its_address(as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    draft = begin(client, "complaint", make_order(anna, (1, 1)))
    for step in ("fault", "outcome", "amount", "check", "nonsense", "reason"):
        answer = client.get(step_url(draft, step), follow=True)
        assert answer.redirect_chain[-1][0] == step_url(draft, "items"), step
    send(client, draft)
    assert not Case.objects.exists()
