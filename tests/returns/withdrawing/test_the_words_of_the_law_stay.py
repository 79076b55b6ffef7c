"""Directive (EU) 2023/2673: the labels are the law's, and no translator changes them."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import translation

from returns.withdrawing import labels, snippets
from tests.house.source import ROOT

LOCKED = {
    "en": ("withdraw from contract here", "confirm withdrawal"),
    "pl": ("odstąp od umowy tutaj", "potwierdź odstąpienie od umowy"),
    "ru": ("отказаться от договора здесь", "подтвердить отказ от договора"),
    "de": ("Vertrag widerrufen", "Widerruf bestätigen"),
}


@pytest.mark.parametrize("language", LOCKED)
def test_the_labels_are_those_of_the_law(language: str) -> None:
    assert (labels.ENTRY[language], labels.CONFIRM[language]) == LOCKED[language]
    assert labels.STATEMENT[language].endswith(".")


def test_no_other_language_is_made_up() -> None:
    assert set(labels.ENTRY) == set(labels.CONFIRM) == set(labels.STATEMENT) == set(LOCKED) == set(snippets.TERMS)
    assert {code for code, _name in settings.LANGUAGES} <= set(LOCKED)
    assert labels.in_language(labels.ENTRY, "pl-pl") == LOCKED["pl"][0]
    assert labels.in_language(labels.ENTRY, "fr") == labels.in_language(labels.ENTRY, None) == LOCKED["en"][0]


def test_they_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        labels.CONFIRM["pl"] = "OK"  # type: ignore[index]


@pytest.mark.parametrize("path", sorted(ROOT.glob("portal/locale/*/LC_MESSAGES/django.po")))
def test_no_translation_file_knows_them(path: Path) -> None:
    said = {line.lower() for line in path.read_text().splitlines() if line.startswith(("msgid", "msgstr"))}
    words = [word.lower() for pair in LOCKED.values() for word in pair]
    assert [line for line in said for word in words if f'"{word}"' in line] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("pl", "/pl"), ("ru", "/ru")])
def test_every_page_leads_to_the_function_and_its_button_says_nothing_else(
    client: Client, language: str, prefix: str
) -> None:
    entry, confirm = LOCKED[language]
    for address in ("/", "/withdraw/", "/orders/find/", "/account/login/", "/nothing-here/"):
        page = client.get(prefix + address).content.decode()
        footer = BeautifulSoup(page, "html.parser").select_one("footer")
        assert footer is not None, address
        assert entry in [link.get_text(strip=True) for link in footer.select(f'a[href="{prefix}/withdraw/"]')], address
    fields = {"name": "Anna", "contract": "1042", "email": "anna@example.com"}
    second = client.post(f"{prefix}/withdraw/check/", fields).content.decode()
    main = second.split("<main")[1].split("</main>")[0]
    assert f">{confirm}</span>" in main
    assert labels.STATEMENT[language] in main


def test_the_page_for_broken_days_leads_there_too() -> None:
    page = (ROOT / "portal" / "templates" / "500.html").read_text()
    for language, prefix in (("en", ""), ("pl", "/pl"), ("ru", "/ru")):
        assert f'href="{prefix}/withdraw/"' in page
        assert LOCKED[language][0] in page


def test_the_shops_own_page_gets_a_link_and_words_in_every_language() -> None:
    with translation.override("en"):
        for language in LOCKED:
            found = snippets.snippet(language, "https://help.example.com", "Kubki sp. z o.o.")
            assert found.label == LOCKED[language][0]
            assert found.label in found.html
            assert found.url in found.html
            assert found.url in found.terms
    assert snippets.snippet("pl", "https://help.example.com", "").url == "https://help.example.com/pl/withdraw/"
    # The portal speaks no German: the page is in English, the shop's link is not.
    assert snippets.snippet("de", "https://help.example.com", "").url == "https://help.example.com/withdraw/"
