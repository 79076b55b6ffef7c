"""What is begun is hers, survives a broken line and another device, has limits, and becomes one case."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.door import OPENED
from orders.models import Order, OrderLink, Shipment
from portal.management.commands import tick
from returns import actions
from returns.models import Case, Draft, Upload
from returns.starting.actions import MOST_DRAFTS, sweep_drafts
from tests.returns.makers import NOW, make_order, make_return, picture, upload
from tests.returns.starting import begin, fill, items, page, send, step_url

pytestmark = pytest.mark.django_db
NEW = "cases:new"


def addresses(draft: Draft) -> list[str]:
    steps = [step_url(draft, step) for step in ("items", "fault", "photos", "outcome", "amount", "check")]
    return [
        reverse("cases:start", args=[draft.key]),
        reverse("cases:start_orders", args=[draft.key]),
        reverse("cases:throw_away", args=[draft.key]),
        *steps,
    ]


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_a_draft_is_not_bens(as_user: Any, anna: Any, ben: Any, method: str) -> None:
    hers, nobodys = begin(as_user(anna), "complaint", make_order(anna, (1, 1))), Draft(key=uuid4())
    client = as_user(ben)
    for theirs, none in zip(addresses(hers), addresses(nobodys), strict=True):
        found, missing = getattr(client, method)(theirs), getattr(client, method)(none)
        assert found.status_code == missing.status_code in {404, 405}, theirs
    assert Draft.objects.get() == hers
    assert str(hers.key) not in client.get(reverse(NEW)).content.decode()


def test_a_guest_is_asked_to_sign_in_for_a_draft(as_user: Any, anna: Any) -> None:
    draft = begin(as_user(anna), "complaint", make_order(anna))
    for address in addresses(draft):
        answer = Client().get(address)
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer["Location"].startswith(reverse("account_login"))


def test_bens_key_line_or_order_opens_nothing_of_annas(as_user: Any, anna: Any, ben: Any) -> None:
    hers, his = make_order(anna), make_order(ben)
    draft = begin(as_user(anna), "return", hers)
    client = as_user(ben)
    client.post(reverse(NEW), {"kind": "return", "order": hers.slug, "key": str(uuid4())})
    client.post(reverse(NEW), {"kind": "return", "order": his.slug, "key": str(draft.key)})
    assert Draft.objects.get() == draft
    own = begin(client, "return", his, line=hers.lines.get().pk)
    assert own.data == {"items": {"lines": {str(his.lines.get().pk): 1}}}
    page(client, own, "items")
    client.post(step_url(own, "items"), items(hers))
    client.post(reverse("cases:start_orders", args=[own.key]), {"slugs": [hers.slug]})
    own.refresh_from_db()
    assert own.data == {"items": {"lines": {str(his.lines.get().pk): 1}}}


def test_another_device_goes_on_where_the_first_one_stopped(as_user: Any, anna: Any) -> None:
    draft = begin(as_user(anna), "complaint", order := make_order(anna, (1, 1)))
    first, second = as_user(anna), as_user(anna)
    fill(first, draft, "items", **items(order))
    fill(first, draft, "fault", text="It leaks.", noticed="2026-11-20")
    home = second.get(reverse("home")).content.decode()
    for text in (home, second.get(reverse(NEW)).content.decode()):
        assert "You began this" in text
        assert reverse("cases:start", args=[draft.key]) in text
    assert second.get(reverse("cases:start", args=[draft.key]))["Location"] == step_url(draft, "photos")
    assert "It leaks." in page(second, draft, "fault")
    assert 'value="2026-11-20"' in page(second, draft, "fault")


def test_files_wait_with_their_draft_and_can_be_left_out(as_user: Any, anna: Any, private_folder: Any) -> None:
    client = as_user(anna)
    draft = begin(client, "delivery", order := make_order(anna))
    fill(client, draft, "trouble", what="damaged", text="")
    fill(client, draft, "items", **items(order))
    fill(client, draft, "photos", photos=[upload(), upload(picture(size=(50, 40)), "box.png")])
    actions.sweep_files(NOW + timedelta(days=29))
    text = page(client, draft, "photos")
    assert "photo.jpg" in text
    assert "box.jpg" in text
    fill(client, draft, "photos", leave_out=[Upload.objects.get(name="box.jpg").pk])
    fill(client, draft, "wish", wish="")
    send(client, draft)
    assert [each.name for each in Case.objects.get().attachments.all()] == ["photo.jpg"]


def test_a_file_that_is_none_is_refused_in_a_sentence_and_the_rest_is_kept(as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    draft = begin(client, "return", make_order(anna))
    wrong = [upload(), upload(b"MZ not a picture", "virus.jpg"), upload(b"", "nothing.jpg")]
    answer = client.post(step_url(draft, "reason"), {"note": "Keep <me>", "photos": wrong})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "“virus.jpg” is not a picture or PDF that we can open" in text
    assert "“nothing.jpg” is empty" in text
    assert "Keep &lt;me&gt;" in text
    assert [each.name for each in Upload.objects.all()] == ["photo.jpg"]


def test_a_phones_own_format_is_taken(as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    draft = begin(client, "return", make_order(anna))
    fill(client, draft, "reason", note="", photos=[upload(picture("HEIF"), "IMG_1.HEIC", "image/heic")])
    send(client, draft)
    assert [each.content_type for each in Case.objects.get().attachments.all()] == ["image/jpeg"]


def test_thrown_away_is_gone_with_its_files(as_user: Any, anna: Any, private_folder: Any) -> None:
    client = as_user(anna)
    draft = begin(client, "return", make_order(anna))
    client.post(step_url(draft, "reason"), {"note": "", "photos": [upload()]})
    answer = client.post(reverse("cases:throw_away", args=[draft.key]), follow=True)
    assert "Thrown away" in answer.content.decode()
    assert not Draft.objects.exists()
    assert not Upload.objects.exists()
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


def test_a_draft_nobody_goes_on_with_is_swept_after_thirty_days(as_user: Any, anna: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(tick, "call_command", lambda *_names, **_options: None)
    client = as_user(anna)
    draft = begin(client, "return", make_order(anna))
    assert sweep_drafts(NOW + timedelta(days=29)) == 0
    Draft.objects.update(expires_at=NOW)
    assert client.get(reverse("cases:start", args=[draft.key])).status_code == 404
    assert "You began this" not in client.get(reverse(NEW)).content.decode()
    tick.forget(timezone.now())
    assert not Draft.objects.exists()


def test_a_second_click_begins_nothing_new_and_sends_nothing_twice(as_user: Any, anna: Any) -> None:
    order, client, key = make_order(anna), as_user(anna), str(uuid4())
    draft = begin(client, "return", order, key=key)
    assert begin(client, "return", order, key=key) == draft
    fill(client, draft, "reason", note="")
    first, second = send(client, draft), send(client, draft)
    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert Case.objects.count() == 1
    for address in (step_url(draft, "items"), reverse("cases:start", args=[draft.key])):
        assert client.get(address)["Location"] == reverse("cases:detail", args=[Case.objects.get().reference])
    assert order.lines.get().returned_quantity == 1


def test_what_went_meanwhile_is_said_before_it_is_sent(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (2, 1)), as_user(anna)
    draft = begin(client, "return", order)
    fill(client, draft, "items", **items(order, 2))
    fill(client, draft, "reason", note="")
    make_return(anna, order, quantity=1)
    assert "Some of what you chose is not possible any more" in page(client, draft, "check")
    client.post(step_url(draft, "check"), {})
    assert Case.objects.count() == 1
    fill(client, draft, "items", **items(order, 1))
    send(client, draft)
    assert order.lines.get(position=0).returned_quantity == 2


def test_there_is_an_end_to_what_can_be_begun(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna), as_user(anna)
    for _number in range(MOST_DRAFTS):
        begin(client, "return", order)
    answer = client.post(reverse(NEW), {"kind": "return", "order": order.slug, "key": str(uuid4())}, follow=True)
    assert "throw one away first" in answer.content.decode()
    assert Draft.objects.count() == MOST_DRAFTS


@pytest.mark.parametrize("key", ["", "x", "\0", "1" * 500])
def test_a_broken_key_asks_to_open_the_page_again(as_user: Any, anna: Any, key: str) -> None:
    answer = as_user(anna).post(
        reverse(NEW), {"kind": "return", "order": make_order(anna).slug, "key": key}, follow=True
    )
    assert answer.status_code == 200
    assert "Please open this page again" in answer.content.decode()


def test_nothing_chosen_is_said_and_more_than_was_bought_is_no_choice(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (2, 1)), as_user(anna)
    draft = begin(client, "return", order)
    for nothing in ({}, items(order, 0)):
        assert "Choose at least one item" in client.post(step_url(draft, "items"), nothing).content.decode()
    assert client.post(step_url(draft, "items"), items(order, 3)).status_code == 200
    assert Draft.objects.get().data == {}


def test_what_is_known_is_not_asked_again(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 2)), as_user(anna)
    line = order.lines.get(position=0)
    begun = client.get(reverse(NEW), {"kind": "complaint", "order": order.slug, "line": line.pk}).content.decode()
    assert f'name="line" value="{line.pk}"' in begun
    draft = begin(client, "complaint", order, line=line.pk)
    assert client.get(reverse("cases:start", args=[draft.key]))["Location"] == step_url(draft, "fault")
    several = begin(client, "complaint", order, line=order.lines.get(position=1).pk)
    assert client.get(reverse("cases:start", args=[several.key]))["Location"] == step_url(several, "items")


def test_several_orders_become_one_case(as_user: Any, anna: Any) -> None:
    first, second, client = make_order(anna, (1, 1)), make_order(anna, (1, 1)), as_user(anna)
    other_money = make_order(anna, currency="EUR")
    draft = begin(client, "return", first)
    choose = reverse("cases:start_orders", args=[draft.key])
    text = client.get(choose).content.decode()
    assert second.slug in text
    assert other_money.slug not in text.split("<main")[1]
    assert client.post(choose, {"slugs": [second.slug]})["Location"] == step_url(draft, "items")
    fill(client, draft, "items", **items(first), **items(second, position=1))
    fill(client, draft, "reason", note="")
    send(client, draft)
    case = Case.objects.get()
    assert (case.order, list(case.more_orders.all()), case.lines.count()) == (first, [second], 2)
    assert second.lines.get(position=1).returned_quantity == 1


@pytest.mark.parametrize(
    ("kind", "fields", "reason", "instead"),
    [
        ("return", {"status": Order.Status.CANCELLED}, "cancelled or refunded", "question"),
        ("return", {"status": "processing", "delivered_at": None}, "Not delivered yet", "delivery"),
        ("return", {"delivered_at": NOW - timedelta(days=40)}, "ended on Fri 13 Nov", "complaint"),
        ("complaint", {"status": "processing", "delivered_at": None}, "Not delivered yet", "delivery"),
        ("complaint", {"delivered_at": NOW - timedelta(days=800)}, "ended on", "guarantee"),
        ("delivery", {"status": Order.Status.CANCELLED, "delivered_at": None}, "cancelled", "question"),
    ],
)
def test_a_no_says_why_and_leads_to_the_way_that_can(
    as_user: Any, anna: Any, kind: str, fields: dict[str, Any], reason: str, instead: str
) -> None:
    order, client = make_order(anna, **fields), as_user(anna)
    text = client.get(reverse(NEW), {"kind": kind, "order": order.slug}).content.decode()
    assert reason in text
    assert "None of the items of this order can go this way now" in text
    draft = begin(client, kind, order)
    if kind == "delivery":
        fill(client, draft, "trouble", what="damaged", text="")
    listed = page(client, draft, "items")
    assert reason in listed
    assert f"kind={instead}&amp;order={order.slug}" in listed


def test_an_order_whose_arrival_nobody_knows_stays_open(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, status=Order.Status.SHIPPED, delivered_at=None), as_user(anna)
    for kind in ("return", "complaint", "guarantee"):
        text = client.get(reverse(NEW), {"kind": kind, "order": order.slug}).content.decode()
        assert "None of the items" not in text, kind


def test_a_parcel_on_its_way_is_not_complained_about_yet(as_user: Any, anna: Any) -> None:
    order = make_order(anna, status=Order.Status.SHIPPED, delivered_at=None)
    Shipment.objects.create(order=order, external_id="1", status=Shipment.Status.IN_TRANSIT)
    text = as_user(anna).get(reverse(NEW), {"order": order.slug}).content.decode()
    assert "Not delivered yet" in text
    assert "Follow the parcel" in text


def test_the_overview_says_until_when_each_way_is_open(as_user: Any, anna: Any) -> None:
    order = make_order(anna)
    text = as_user(anna).get(reverse(NEW), {"order": order.slug}).content.decode()
    assert "Until Fri 18 Dec" in text
    assert "Until 18 Nov 2028" in text or "Until Sat 18 Nov 2028" in text


def test_the_old_address_of_a_return_leads_there(as_user: Any, anna: Any) -> None:
    order = make_order(anna)
    answer = as_user(anna).get(reverse("cases:return", args=[order.slug]))
    assert answer["Location"] == f"{reverse(NEW)}?kind=return&order={order.slug}"


def test_a_guest_sees_the_ways_without_a_cookie_and_never_a_dead_end(anna: Any, client: Client) -> None:
    order = make_order(anna)
    for query in ({}, {"kind": "complaint"}, {"kind": "withdrawal"}, {"kind": "return", "order": order.slug}):
        answer = client.get(reverse(NEW), query)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in text
        assert f"Order {order.number}" not in text
        assert reverse("finding:find") in text or reverse("cases:withdraw") in text
        assert answer.content == client.get(reverse(NEW), query).content
    assert reverse("account_login") in client.get(reverse(NEW)).content.decode()


def test_a_guest_who_begins_signs_in_and_comes_back(anna: Any, client: Client) -> None:
    answer = client.post(reverse(NEW), {"kind": "complaint", "key": str(uuid4())})
    assert answer["Location"].startswith(reverse("account_login"))
    assert "kind%3Dcomplaint" in answer["Location"]


def test_a_human_is_on_every_page(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1)), as_user(anna)
    draft = begin(client, "complaint", order)
    pages = [page(client, draft, "items"), client.get(reverse(NEW)).content.decode()]
    pages.append(client.get(reverse(NEW), {"kind": "complaint"}).content.decode())
    for text in pages:
        assert reverse("cases:contact") in text.split("<main")[1].split("</main")[0]


def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as ran:
        assert client.get(address).status_code == 200
    return len(ran)


def test_more_orders_and_drafts_need_no_more_queries(as_user: Any, anna: Any) -> None:
    order, client = make_order(anna, (1, 1)), as_user(anna)
    draft = begin(client, "complaint", order)
    fill(client, draft, "items", **items(order))
    places = [
        reverse(NEW),
        f"{reverse(NEW)}?order={order.slug}",
        f"{reverse(NEW)}?kind=complaint",
        step_url(draft, "items"),
        step_url(draft, "fault"),
        reverse("cases:start_orders", args=[draft.key]),
    ]
    make_order(anna)
    before = [count(client, address) for address in places]
    for number in range(4):
        more = make_order(anna, (1, 2, 3))
        fill(client, begin(client, "return", more), "items", **items(more))
        order.lines.create(external_id=f"x{number}", position=9 + number, name="x", quantity=3, total=3)
    assert [count(client, address) for address in places] == before


def test_files_sent_ahead_wait_for_their_form_and_say_what_was_not_taken(as_user: Any, anna: Any, ben: Any) -> None:
    client, address = as_user(anna), reverse("cases:files")
    draft = begin(client, "return", make_order(anna))
    sent = {"submission_key": str(draft.key), "photos": [upload(), upload(b"MZ", "virus.exe")]}
    answer = client.post(address, sent).content.decode()
    assert "photo.jpg" in answer
    assert "“virus.exe” is not a picture or PDF that we can open" in answer
    assert "<html" not in answer
    assert "photo.jpg" not in as_user(ben).post(address, {"submission_key": str(draft.key)}).content.decode()
    fill(client, draft, "reason", note="")
    send(client, draft)
    assert [each.name for each in Case.objects.get().attachments.all()] == ["photo.jpg"]


@pytest.mark.parametrize("key", ["", "x", "\0"])
def test_files_of_no_form_are_nobodys(as_user: Any, anna: Any, key: str) -> None:
    assert as_user(anna).post(reverse("cases:files"), {"submission_key": key, "photos": [upload()]}).status_code == 404
    assert Client().post(reverse("cases:files"), {"submission_key": key}).status_code == 302
    assert not Upload.objects.exists()


def test_a_guest_whom_a_link_let_in_starts_from_that_order(anna: Any, client: Client) -> None:
    order, other = make_order(anna), make_order(anna)
    link = OrderLink.objects.create(
        order=order, token_hash="x", created_at=NOW, expires_at=NOW + timedelta(hours=1), used_at=NOW
    )
    session = client.session
    session[OPENED] = {order.slug: link.pk}
    session.save()
    text = client.get(reverse(NEW), {"order": order.slug}).content.decode()
    assert f"Order {order.number}" in text
    assert f"Order {other.number}" not in client.get(reverse(NEW), {"order": other.slug}).content.decode()
    way = client.get(reverse(NEW), {"kind": "withdrawal", "order": order.slug}).content.decode()
    assert f"{reverse('cases:withdraw')}?order={order.slug}" in way
    assert "Sign in and go on" in client.get(reverse(NEW), {"kind": "complaint", "order": order.slug}).content.decode()
