"""The list of deliveries in the admin: what is stuck, why, and one more try."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from orders.hooks.actions import apply, claim, receive
from orders.models import Envelope, Order
from portal.accounts.models import User
from tests.orders.makers import CANONICAL, PARCEL

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(db: None) -> User:
    """The operator."""
    return User.objects.create_superuser("olga@example.com", "correct horse battery", name="Olga")


def stuck(
    topic: str = "order.updated", body: bytes = b'{"id": 1, "email": "anna@example.com"}', name: str = "1"
) -> Envelope:
    now = timezone.now()
    headers = {"x-wc-webhook-topic": topic, "x-wc-webhook-id": "7", "x-wc-webhook-delivery-id": name}
    envelope, _is_new = receive("woocommerce", body, headers, now)
    claimed = claim(envelope.pk, now)
    assert claimed
    apply(claimed, now)
    envelope.refresh_from_db()
    return envelope


def test_the_list_says_what_is_stuck_and_why_and_shows_nothing_that_was_sent(olga: User, as_user: Any) -> None:
    dead = stuck()
    carrier, _is_new = receive(
        "easypost", b'{"description": "tracker.updated", "result": {"tracking_code": "77"}}', {}, timezone.now()
    )
    claimed = claim(carrier.pk, timezone.now())
    assert claimed
    apply(claimed, timezone.now())
    page = as_user(olga).get("/admin/deliveries/").content.decode()
    assert "In currency: This field is required and is empty." in page
    assert "Waits for parcel 77." in page
    assert "anna@example.com" not in page
    only_dead = as_user(olga).get("/admin/deliveries/?state=dead").content.decode()
    assert "Waits for parcel 77." not in only_dead
    inside = as_user(olga).get(f"/admin/deliveries/inspect/{dead.pk}/").content.decode()
    assert "In currency: This field is required and is empty." in inside
    assert "anna@example.com" not in inside


def test_one_more_try_takes_it_in(
    olga: User, as_user: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    dead = stuck()
    # A new release reads what the old one could not.
    monkeypatch.setattr("orders.hooks.sources.woocommerce.woocommerce.parse", lambda document: CANONICAL)
    client: Client = as_user(olga)
    assert "Read this delivery once more?" in client.get(f"/admin/deliveries/{dead.pk}/again/").content.decode()
    assert Order.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/admin/deliveries/{dead.pk}/again/", follow=True)
    assert "1 delivery is tried again now." in answer.content.decode()
    dead.refresh_from_db()
    assert (dead.state, Order.objects.count()) == ("applied", 1)


def test_everything_that_was_given_up_is_tried_at_once(olga: User, as_user: Any) -> None:
    for number in range(12):
        stuck(name=str(number))
    client: Client = as_user(olga)
    assert "Read these 12 deliveries once more?" in client.get("/admin/deliveries/again/").content.decode()
    page = client.post("/admin/deliveries/again/", follow=True).content.decode()
    assert "12 deliveries are tried again now." in page
    Envelope.objects.all().delete()
    assert "Nothing is waiting" in client.get("/admin/deliveries/again/").content.decode()


def test_what_was_taken_in_is_not_tried_again(olga: User, as_user: Any) -> None:
    done = stuck(topic="product.updated")
    as_user(olga).post(f"/admin/deliveries/{done.pk}/again/")
    done.refresh_from_db()
    assert (done.state, done.attempts) == ("ignored", 1)


def test_agents_see_no_deliveries_and_try_none(mia: User, as_user: Any) -> None:
    dead = stuck()
    client: Client = as_user(mia)
    for address in ("", f"{dead.pk}/again/", "again/", f"{dead.pk}/body/", f"inspect/{dead.pk}/"):
        answer = client.get(f"/admin/deliveries/{address}")
        assert answer.status_code in (302, 403), address
        assert b"anna@example.com" not in answer.content
    client.post(f"/admin/deliveries/{dead.pk}/again/")
    dead.refresh_from_db()
    assert dead.state == "dead"


def test_only_who_may_read_customers_data_reads_a_delivery(
    mia: User, as_user: Any, caplog: pytest.LogCaptureFixture
) -> None:
    hostile = stuck(body=b'{"id": "<script>alert(1)</script>"}')
    mia.user_permissions.add(Permission.objects.get(codename="view_envelope"))
    client: Client = as_user(mia)
    assert client.get(f"/admin/deliveries/{hostile.pk}/body/").status_code == 302
    mia.user_permissions.add(Permission.objects.get(codename="read_envelope"))
    with caplog.at_level("INFO", logger="orders.hooks.admin"):
        page = client.get(f"/admin/deliveries/{hostile.pk}/body/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert f"person {mia.pk} read delivery {hostile.pk}" in caplog.text


def test_the_list_asks_the_same_questions_however_long_it_is(
    olga: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client: Client = as_user(olga)
    for number in range(3):
        stuck(name=f"{PARCEL.external_id}-{number}")
    client.get("/admin/deliveries/")
    with django_assert_max_num_queries(30) as few:
        client.get("/admin/deliveries/")
    for number in range(20):
        stuck(name=str(number))
    with django_assert_max_num_queries(len(few)):
        client.get("/admin/deliveries/")
