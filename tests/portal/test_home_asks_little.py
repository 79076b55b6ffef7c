"""A customer's home with everything on it is read in few questions, however much there is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import Company, CompanyMember, Shipment
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic
from tests.portal.proactive.conftest import offered
from tests.portal.test_home import make_case, make_order
from tests.returns.starting import begun

MOST = 12


def asked(client: Client) -> tuple[int, str]:
    client.get("/")  # the first page of all makes the rows of the shop's settings
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/").content.decode()
    return len(seen), page


def fill(user: User, number: str) -> None:
    order = make_order(user, f"A-{number}")
    make_case(user, f"Q-{number}", f"Which tea {number}?")
    parcel = order.shipments.get()
    Shipment.objects.filter(pk=parcel.pk).update(status=Shipment.Status.EXCEPTION)
    offered(user, rule="parcel", order=order, shipment=parcel)
    begun(user, order, "return")


@pytest.mark.parametrize("is_in_a_company", [False, True])
def test_a_full_home_takes_twelve_questions_at_most(anna: User, as_user: Any, is_in_a_company: bool) -> None:
    if is_in_a_company:
        company = Company.objects.create(name="Tea Ltd", vat_number="PL1", country="PL")
        CompanyMember.objects.create(company=company, user=anna, role="buyer", joined_at=timezone.now())
    make_article(make_topic("Payments"), "How do I pay?")
    fill(anna, "1")
    few, page = asked(as_user(anna))
    for shown in ("Mug A-1", "Which tea 1?", "You began this", "parcel", "Payments", "How do I pay?"):
        assert shown in page
    assert few <= MOST
    for number in range(2, 6):
        fill(anna, str(number))
        make_article(make_topic(f"Topic {number}"), f"Question {number}")
    many, page = asked(as_user(anna))
    assert "Topic 5" in page
    assert many <= few


def test_an_empty_home_takes_fewer(anna: User, as_user: Any) -> None:
    assert asked(as_user(anna))[0] <= 8


def test_what_is_new_since_the_last_look_is_there(anna: User, as_user: Any) -> None:
    client = as_user(anna)
    assert "You began this" not in asked(client)[1]
    fill(anna, "1")
    page = asked(client)[1]
    assert "You began this" in page
    assert "Which tea 1?" in page


def test_rights_given_meanwhile_count_at_the_next_request(anna: User, mia: User, as_user: Any) -> None:
    """The home looks once whether there are any rights at all, and never remembers it longer than its request."""
    make_article(make_topic("Inside"), "For agents", audience="agents")
    client = as_user(anna)
    assert "Inside" not in asked(client)[1]
    anna.groups.set(mia.groups.all())
    assert "Inside" in asked(client)[1]
    anna.groups.clear()
    assert "Inside" not in asked(client)[1]
