"""Mia sees the steps that fit: nobody waits for goods the customer keeps, and no label is made for them."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from returns.complaints import actions
from returns.logistics.actions import give_label
from returns.models import Case
from tests.returns.complaints.makers import make_claim
from tests.returns.makers import NOW, pdf, upload


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def page_of(client: Any, case: Case) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("desk:case", args=[case.reference])).content, "html.parser")


def offered(client: Any, case: Case) -> set[str]:
    links = page_of(client, case).select(".desk-actions a")
    return {str(link["href"]).split("/")[-2] for link in links if case.reference in str(link["href"])}


def accepted(anna: Any, mia: Any, remedy: str) -> Case:
    if remedy == "refund":
        case = make_claim(anna, "guarantee")
        return actions.accept_guarantee(case, by=mia, version=case.version, now=NOW, remedy=remedy)
    more = {"amount": Decimal(10)} if remedy == "reduction" else {}
    case = make_claim(anna, demand=remedy, **more)
    return actions.accept(case, by=mia, version=case.version, now=NOW)


@pytest.mark.parametrize("remedy", ["reduction", "refund"])
def test_where_the_customer_keeps_the_item_nobody_waits_for_it(anna: Any, mia: Any, as_user: Any, remedy: str) -> None:
    client, case = as_user(mia), accepted(anna, mia, remedy)
    assert offered(client, case) & {"receive", "label", "resolve"} == set()
    assert "refund" in offered(client, case)
    assert "The customer keeps the item" in page_of(client, case).text
    for step in ("receive", "label"):
        assert client.get(f"/admin/cases/{case.reference}/{step}/").status_code == 404


@pytest.mark.parametrize("remedy", ["repair", "replacement", "withdrawal"])
def test_where_the_item_comes_back_both_are_there(anna: Any, mia: Any, as_user: Any, remedy: str) -> None:
    client, case = as_user(mia), accepted(anna, mia, remedy)
    assert offered(client, case) >= {"receive", "label"}
    assert ("refund" in offered(client, case)) is (remedy == "withdrawal"), "money only where money was promised"
    assert "The customer keeps the item" not in page_of(client, case).text


def test_before_a_claim_is_decided_the_shop_may_fetch_the_item(anna: Any, mia: Any, as_user: Any) -> None:
    assert "label" in offered(as_user(mia), make_claim(anna, demand="reduction", amount=Decimal(10)))


def test_a_label_that_is_not_needed_any_more_can_still_be_taken_back(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna, demand="reduction", amount=Decimal(10))
    give_label(case, by=mia, file=upload(pdf(), "label.pdf"), now=NOW)
    case.refresh_from_db()
    actions.accept(case, by=mia, version=case.version, now=NOW)
    back = f"/admin/cases/{case.reference}/label/back/"
    assert page_of(client, case).select_one(f'form[action="{back}"]') is not None
    client.post(back)
    assert not case.labels.filter(replaced_at=None).exists()
    assert page_of(client, case).select_one(f'form[action="{back}"]') is None


def test_a_parcel_that_never_came_has_no_way_back(anna: Any, mia: Any, as_user: Any) -> None:
    assert page_of(as_user(mia), make_claim(anna, "delivery")).find(id="desk-way-back") is None
