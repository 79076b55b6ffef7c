"""R9: a block, a role taken away, a company left, a link revoked, a key revoked: the very next request knows."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from orders.models import CompanyMember, OrderLink
from portal.api.models import ApiKey
from tests.house.access.cast import Role
from tests.house.access.conftest import House
from tests.house.access.walking import Answer

Change = Callable[[House], object]


def blocked(house: House) -> object:
    return type(house.world.users["A"]).objects.filter(pk=house.world.users["A"].pk).update(is_active=False)


def no_agent(house: House) -> object:
    return house.world.users["M"].groups.clear()


def no_member(house: House) -> object:
    return CompanyMember.objects.filter(user=house.world.users["C"]).delete()


def no_link(house: House) -> object:
    return OrderLink.objects.update(revoked_at=timezone.now())


def no_key(house: House) -> object:
    return ApiKey.objects.update(revoked_at=timezone.now())


def no_scope(house: House) -> object:
    return ApiKey.objects.update(scopes=[])


def taken_away(house: House) -> object:
    return type(house.world.order).objects.filter(pk=house.world.order.pk).update(customer=house.world.users["B"])


def case_given_away(house: House) -> object:
    case = house.world.anna.places["case"]
    from_her = house.world.users["A"].cases.filter(reference=case)  # type: ignore[attr-defined]
    return from_her.update(customer=house.world.users["B"])


CASES: dict[str, tuple[str, str, Change]] = {
    "a blocked customer's orders": ("A", "/orders/", blocked),
    "a blocked customer's order": ("A", "/orders/{order}/", blocked),
    "a blocked customer's case": ("A", "/cases/{case}/", blocked),
    "a blocked customer's file": ("A", "/cases/{case}/files/{file}/full/", blocked),
    "an agent's queue": ("M", "/admin/cases/", no_agent),
    "an agent's case": ("M", "/admin/cases/{case}/", no_agent),
    "an agent's look at a file": ("M", "/cases/{case}/files/{file}/full/", no_agent),
    "an agent's customer": ("M", "/admin/cases/customers/{customer}/", no_agent),
    "an agent's news": ("M", "/live/desk/news/", no_agent),
    "a company's page": ("C", "/account/company/{company}/", no_member),
    "a guest's order": ("G", "/orders/{order}/", no_link),
    "a guest's parcels": ("G", "/orders/{order}/parcels/", no_link),
    "a key's orders": ("1", "/api/v1/orders", no_key),
    "a key's order": ("1", "/api/v1/orders/test/{external}", no_scope),
    "an order given away": ("A", "/orders/{order}/", taken_away),
    "its invoice": ("A", "/orders/{order}/invoices/{invoice}.pdf", taken_away),
    "a case given away": ("A", "/cases/{case}/", case_given_away),
}


@pytest.mark.parametrize("name", CASES)
def test_the_next_request_knows(house: House, name: str) -> None:
    letter, address, change = CASES[name]
    path = address.format(**house.world.anna.places)
    assert house.ask(letter, "GET", path).status == 200, "she may before"
    assert after(house, house.roles[letter], path, change).word not in {"in"}
    assert house.ask(letter, "GET", path).status == 200, "and once it is undone"


def after(house: House, role: Role, path: str, change: Change) -> Answer:
    with transaction.atomic():
        change(house)
        answer = house.walker.ask(role, "GET", path)
        transaction.set_rollback(True)
    return answer
