"""access.csv says who may open which address; an address that is not in it fails here before it reaches anybody."""

import csv
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

import pytest
from django.test import Client
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver

from tests.house.source import ROOT

WHO = {"everybody", "customer", "staff", "shop"}
EXAMPLES = {
    "int": "1",
    "number": "1",
    "str": "nobodys",
    "slug": "nobodys",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        own = "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield before + own
        else:
            yield from addresses(entry, before + own)


@cache
def table() -> dict[str, str]:
    with (ROOT / "tests" / "house" / "access.csv").open(newline="") as lines:
        return {row["pattern"]: row["who"] for row in csv.DictReader(lines)}


def row_of(address: str) -> str | None:
    """The row that speaks for an address: its own, else the longest one that ends with a star."""
    if address in table():
        return address
    stars = [row for row in table() if row.endswith("*") and fnmatchcase(address, row.replace("[", "[[]"))]
    return max(stars, key=len, default=None)


def all_addresses() -> list[str]:
    return sorted(set(addresses(get_resolver())))


def private_addresses() -> list[str]:
    private = [address for address in all_addresses() if table().get(row_of(address) or "") in WHO - {"everybody"}]
    return [address for address in private if not re.search(r"[\^$()\\]", address)]


def test_every_address_is_in_the_table() -> None:
    assert [address for address in all_addresses() if row_of(address) is None] == []


def test_every_row_is_about_an_address() -> None:
    assert set(table()) - {row_of(address) for address in all_addresses()} == set()
    assert set(table().values()) == WHO


@pytest.mark.django_db
def test_a_stranger_sees_nothing_private(client: Client) -> None:
    seen = {}
    for address in private_addresses():
        path = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: EXAMPLES.get(match[1] or "str", "nobodys"), address)
        response = client.get(path)
        if response.status_code not in {301, 302, 401, 403, 404, 405}:
            seen[path] = response.status_code
    assert len(private_addresses()) > 30, "the rule must have something to look at"
    assert seen == {}
