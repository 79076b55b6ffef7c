"""Whoever follows an article of the demo finds the words it prints bold on the screen, in the same language."""

import re
from pathlib import Path

import allauth
import pytest
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import resolve
from django.utils import translation

from portal.management.commands.demo import ARTICLES
from returns.rules import STEPS
from returns.withdrawing.labels import CONFIRM, ENTRY

BOLD = re.compile(r"\*\*(.+?)\*\*")
# What begins a paragraph ("At once:") is no button.
LEAD_IN = re.compile(r"[.:?]$")
OUR_PAGE = re.compile(r"\]\((/[^)]*)\)")
# A parcel locker's own screen, and a remedy of the law.
NOT_OURS = {"Pick up", "Odbierz", "Получить", "Your money back", "Zwrot pieniędzy", "Возврат денег"}
WAGTAIL = Path(wagtail.__file__).parent
# Customers see ours and the sign-in's; colleagues work in Wagtail's own pages too.
CATALOGS = [
    settings.BASE_DIR / "portal" / "locale",
    Path(allauth.__file__).parent / "locale",
    *(WAGTAIL / room / "locale" for room in ("admin", "contrib/search_promotions", "contrib/simple_translation")),
]


def on_screen(language: str) -> set[str]:
    """Everything our screens say in this language; "Expected: %(day)s" counts as "Expected"."""
    found = {ENTRY[language], CONFIRM[language]}
    for folder in CATALOGS:
        # English has no catalog of its own: it is what the others translate.
        with (folder / ("pl" if language == "en" else language) / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file):
                said = message.id if language == "en" else message.string
                found |= {said} if isinstance(said, str) else set(said)
    return found | {each.split(":")[0] for each in found if ":" in each}


@pytest.mark.parametrize("language", ["en", "pl", "ru"])
def test_what_steps_name_is_on_the_screen(language: str) -> None:
    known = on_screen(language) | NOT_OURS
    unknown = {
        f"{path.name}: {label}"
        for path in (ARTICLES / language).glob("*.md")
        for label in BOLD.findall(path.read_text("utf-8"))
        if label not in known and not LEAD_IN.search(label)
    }
    assert not unknown


@pytest.mark.parametrize("language", ["en", "pl", "ru"])
def test_links_to_our_pages_lead_there_in_the_same_language(language: str) -> None:
    linked = {
        each for path in (ARTICLES / language).glob("*.md") for each in OUR_PAGE.findall(path.read_text("utf-8"))
    }
    pages = {each.partition("?")[0] for each in linked}
    assert {page.removeprefix(f"/{language}") for page in pages} >= {"/withdraw/", "/cases/new/", "/account/data/"}
    with translation.override(language):
        for page in pages:
            assert page.startswith("/" if language == "en" else f"/{language}/")
            resolve(page)
    kinds = {each.partition("?kind=")[2] for each in linked} - {""}
    assert kinds <= set(STEPS)
