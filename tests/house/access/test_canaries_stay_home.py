"""R2: words that stand only in Anna's rows are in nobody else's answer, search, mail, export or log."""

import io
import logging

import pytest
from django.utils import timezone

from portal.accounts.privacy.packing import pack
from portal.accounts.privacy.subject import of_account
from portal.notifications.models import Mail
from tests.house.access.conftest import House
from tests.house.access.places import Place, every_place, path_to
from tests.house.access.walking import Answer
from tests.portal.canaries import read_archive

LEAST = 20
# These may read everything of customers at their work; editors and operators may not.
STRANGERS = "NCBOXGEP"
# What a guest opened by Anna's own mail, and what a company's buyer sees of a colleague, is theirs to see.
# Editors read tips before everybody does.
SHARED = {"G": ("orders/",), "C": ("account/company/",), "E": ("admin/tips/",)}
# Operators look orders up; what was written in cases is not theirs.
ONLY = {"P": ("questionCanary", "returnCanary", "notecanaryA", "PL61")}
# Addresses with a secret of Anna's in them: whoever has it is meant to read.
BY_LINK = {"token", "code", "signed"}
SEARCHES = (
    "/help/search/?q={}", "/help/suggest/?q={}", "/orders/?q={}", "/widget/?q={}", "/cases/?q={}",
    "/admin/pages/search/?q={}", "/admin/images/?q={}", "/admin/documents/?q={}", "/admin/shop_orders/?q={}",
    "/admin/mails/?q={}", "/admin/users/?q={}", "/admin/invoices/?q={}", "/admin/tag-autocomplete/?term={}",
)  # fmt: skip


def found(answer: Answer, said: list[str], asked: str = "") -> list[str]:
    text = answer.body.decode("utf-8", "replace") + repr(answer.headers)
    return [word for word in said if word in text and word not in asked]


def words_for(house: House, letter: str) -> list[str]:
    return [word for word in house.world.anna.said if word.startswith(ONLY.get(letter, ""))]


def readable(place: Place) -> bool:
    return not BY_LINK & set(place.names)


def test_there_are_enough_of_them(house: House) -> None:
    said = house.world.anna.said
    assert len(set(said)) >= LEAST
    whole = b"".join(
        house.ask("A", "GET", path_to(place, house.world, house.world.anna)).body
        for place in every_place()
        if place.pattern.startswith(("orders/", "cases/", "account/")) and readable(place)
    ).decode("utf-8", "replace")
    seen = [word for word in said if word in whole]
    assert len(seen) >= LEAST // 2, f"Anna herself reads only {seen}"


@pytest.mark.parametrize("letter", STRANGERS)
def test_in_no_answer(house: House, letter: str) -> None:
    leaks = []
    for place in every_place():
        if not readable(place) or place.pattern.startswith(("api/", *SHARED.get(letter, ()))):
            continue
        if letter in "NCBOXG" and place.pattern.startswith("admin/"):
            continue
        path = path_to(place, house.world, house.world.anna)
        leaks += [
            f"{letter} {path}: {word}"
            for word in found(house.ask(letter, "GET", path), words_for(house, letter), path)
        ]
    assert leaks == []


@pytest.mark.parametrize("letter", STRANGERS)
def test_in_no_search(house: House, letter: str) -> None:
    leaks = []
    for search in SEARCHES:
        for word in house.world.anna.said:
            answer = house.ask(letter, "GET", search.format(word))
            leaks += [f"{letter} {search}: {other}" for other in found(answer, words_for(house, letter), word)]
    assert leaks == []


@pytest.mark.parametrize("letter", "23")
def test_in_no_answer_of_the_api(house: House, letter: str) -> None:
    """Another shop's key reads nothing of hers; a narrow key of her shop reads orders and nothing of cases."""
    leaks = []
    for place in every_place():
        if not place.pattern.startswith("api/") or (letter == "3" and "orders" in place.pattern):
            continue
        path = path_to(place, house.world, house.world.anna)
        for asked in (path, f"{path}?limit=100"):
            answer = house.ask(letter, "GET", asked)
            leaks += [f"{letter} {asked}: {word}" for word in found(answer, house.world.anna.said, path)]
    assert leaks == []


def test_in_no_copy_of_somebody_elses_data(house: House) -> None:
    file = io.BytesIO()
    pack(of_account(house.world.users["B"], timezone.now()), "en", file, timezone.now(), lambda done: None)
    packed, _data, _names = read_archive(file.getvalue())
    assert [word for word in house.world.anna.said if word in packed] == []
    assert [word for word in house.world.ben.said if word in packed] != []


def test_in_no_mail_to_somebody_else(house: House) -> None:
    mails = Mail.objects.exclude(to=house.world.users["A"].email)
    assert len(mails) >= 1, "the rule must have something to look at"
    assert [
        (each.to, word) for each in mails for word in house.world.anna.said if word in f"{each.subject} {each.text}"
    ] == []


def test_in_no_line_of_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    logging.disable(logging.NOTSET)
    try:
        with caplog.at_level(logging.DEBUG):
            for place in every_place():
                if place.pattern.startswith(("orders/", "cases/", "account/", "admin/cases/")) and readable(place):
                    for letter in "AM":
                        house.ask(letter, "GET", path_to(place, house.world, house.world.anna))
    finally:
        logging.disable(logging.CRITICAL)
    words = [word for word in house.world.anna.said if not word.isdecimal()]
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [(line, word) for line in lines for word in words if word in line] == []
