"""R7: what opens something without signing in carries at least 128 random or signed bits."""

import math

import pytest

from tests.house.access.conftest import House

# 22 letters of an alphabet of 64 are 132 bits.
LEAST = 128
LINKS = ("open", "call", "survey", "code", "withdrawal", "stop", "keep", "data")


@pytest.mark.parametrize("name", LINKS)
def test_of_its_bits(house: House, name: str) -> None:
    link = house.world.anna.places[name]
    secret = link.rsplit(":", 1)[-1]
    assert len(secret) * math.log2(64) >= LEAST
    assert secret != house.world.ben.places[name].rsplit(":", 1)[-1]


def test_a_changed_letter_opens_nothing(house: House) -> None:
    addresses = {
        "open": "/orders/open/{}/", "call": "/callback/{}/", "survey": "/survey/{}/", "withdrawal": "/withdraw/{}/",
        "stop": "/account/notifications/stop/{}/", "keep": "/privacy/keep/{}/", "data": "/privacy/data/{}/",
        "code": "/a/{}/", "talk": "/live/{}/",
    }  # fmt: skip
    opened = []
    for name, address in addresses.items():
        link = house.world.anna.places[name]
        for place in (-1, len(link) // 2):
            letters = list(link)
            letters[place] = "A" if letters[place] != "A" else "B"
            answer = house.ask("B", "GET", address.format("".join(letters)))
            said = answer.body.decode("utf-8", "replace")
            if any(word in said for word in house.world.anna.said) or (answer.word == "in" and name != "open"):
                opened.append((name, answer.status))
    assert opened == []
