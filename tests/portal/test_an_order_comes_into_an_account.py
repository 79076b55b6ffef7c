from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.finding import actions
from orders.models import Company, Order
from portal.accounts.models import User
from tests.conftest import make_user
from tests.orders.makers import make_order

pytestmark = pytest.mark.django_db
ADD = reverse("finding:add")
OLD = "anna.old@example.com"


@pytest.fixture
def order() -> Order:
    """Placed under an address Anna no longer has; it went to 31-443."""
    return make_order(None, 1042, email=OLD)


def add(client: Client, number: str = "1042", postcode: str = "31-443") -> Any:
    return client.post(ADD, {"number": number, "postcode": postcode})


def owner(order: Order) -> User | None:
    order.refresh_from_db()
    return order.customer


@pytest.mark.parametrize(("number", "postcode"), [("1042", "31-443"), ("#1042", "31443"), (" 1042", " 31 443 ")])
def test_number_and_postcode_bring_an_older_order(
    order: Order, anna: User, as_user: Any, number: str, postcode: str
) -> None:
    answer = add(as_user(anna), number, postcode)
    assert answer["Location"] == reverse("orders:detail", args=[order.slug])
    assert owner(order) == anna


def test_its_own_address_hears_of_it(
    order: Order, anna: User, as_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        add(as_user(anna))
    [letter] = mail.outbox
    assert letter.to == [OLD]
    assert "a…@example.com" in letter.body
    assert "anna@example.com" not in letter.body


def refused(client: Client, *details: str) -> str:
    page = add(client, *details)
    assert page.status_code == 200
    return str(page.context["form"].non_field_errors())


def test_every_refusal_says_the_same(order: Order, anna: User, ben: User, as_user: Any) -> None:
    make_order(ben, 2)
    bens_address = make_order(None, 3, email="ben@example.com")
    deleted = make_order(None, 4, email=OLD)
    Order.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())
    client = as_user(anna)
    said = [refused(client, "1042", "00-001"), refused(client, "999"), refused(client, "2"), refused(client, "3")]
    with patch("portal.accounts.finding.may_claim", return_value=True):
        said.append(refused(client, "4"))
    assert len(set(said)) == 1
    assert owner(order) is None
    assert owner(bens_address) is None


def test_an_order_of_a_company_is_not_taken_by_a_postcode(order: Order, anna: User, as_user: Any) -> None:
    company = Company.objects.create(name="Firma", vat_number="PL5260250274", country="PL")
    Order.objects.update(company=company)
    refused(as_user(anna))
    assert owner(order) is None


def test_a_postcode_is_not_found_out_by_trying(order: Order, anna: User, as_user: Any) -> None:
    client = as_user(anna)
    said = [refused(client, "1042", f"00-00{turn}") for turn in range(5)]
    assert len(set(said)) == 1
    assert "a lot of tries" in refused(client)
    assert owner(order) is None


def test_many_people_together_do_not_try_one_order_out_either(order: Order, as_user: Any) -> None:
    for turn in range(5):
        client = as_user(make_user(f"helper{turn}@example.com", "Helper"))
        client.defaults["REMOTE_ADDR"] = f"10.0.0.{turn}"
        refused(client, "1042", "00-001")
    late = as_user(make_user("late@example.com", "Late"))
    assert "a lot of tries" in refused(late)
    assert owner(order) is None


def test_a_postcode_that_is_none_proves_nothing(anna: User, as_user: Any) -> None:
    blank = make_order(None, 5, email=OLD)
    Order.objects.update(shipping_address={}, billing_address={"postcode": "-"})
    refused(as_user(anna), "5", "-")
    assert owner(blank) is None


def claim_url(order: Order) -> str:
    return reverse("finding:claim", args=[actions.claim_token(order)])


def test_the_shops_link_adds_the_order_after_signing_in(order: Order, anna: User, as_user: Any) -> None:
    url = claim_url(order)
    assert Client().get(url)["Location"].startswith(reverse("account_login"))
    client = as_user(anna)
    page = client.get(url)
    assert "Add order 1042" in page.content.decode()
    assert owner(order) is None, "looking adds nothing"
    assert client.post(url).status_code == 302
    assert owner(order) == anna
    assert client.get(url)["Location"] == reverse("orders:detail", args=[order.slug])


def test_the_shops_link_works_until_somebody_has_the_order(order: Order, anna: User, ben: User, as_user: Any) -> None:
    as_user(ben).post(claim_url(order))
    client = as_user(anna)
    for answer in (client.get(claim_url(order)), client.post(claim_url(order))):
        assert answer.status_code == 404
    assert owner(order) == ben


def test_the_shops_link_ends_after_thirty_days(order: Order, anna: User, as_user: Any) -> None:
    url = claim_url(order)
    with patch(
        "django.core.signing.time.time", return_value=(timezone.now() + timedelta(days=30, minutes=1)).timestamp()
    ):
        assert actions.claimed_by(url.rstrip("/").rpartition("/")[2]) is None
    assert as_user(anna).get(url).status_code == 200


@pytest.mark.parametrize(
    "token", ["x", "1:2:3", signing.dumps(1), signing.dumps(1, salt="other")], ids=["x", "1", "no", "other"]
)
def test_a_made_up_link_adds_nothing(order: Order, anna: User, as_user: Any, token: str) -> None:
    assert as_user(anna).post(reverse("finding:claim", args=[token])).status_code == 404
    assert owner(order) is None


def test_the_operator_makes_the_link(order: Order, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("claim_link", "1042")
    said = capsys.readouterr().out
    assert actions.claimed_by(said.strip().rstrip("/").rpartition("/")[2]) == order
