"""The search log: counts by text and day, nothing about who searched."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.db.models import F

from kb.models import SearchHandling, SearchQuery

TOKEN = Signer(salt="kb.searched")
ADDRESS = re.compile(r"\S+\s?(?:[@\uff20]|[(\[]at[)\]])\s?\S+")
# Order, parcel, phone and account numbers: three digits or more in one go, with what is glued to them.
NUMBER = re.compile(r"\S*\d(?:[\s.\-\u2010-\u2015/_()]{0,2}\d){2,}\S*")
# The same with letters between the digits: a1b2c3, or 7f-3e-9.
MIXED = re.compile(r"(?=\S*[^\W\d])(?:[^\s\d]*\d){3}\S*")
LAST_PLACE = 100
KEEP = timedelta(days=395)
# What only one person ever wrote may be about that person.
KEEP_SINGLES = timedelta(days=14)


class Searched(NamedTuple):
    language: str
    results: int
    text: str


def without_people(text: str) -> str:
    """The text without what may say who wrote it: e-mail addresses, phone, order, parcel and account numbers."""
    return MIXED.sub("[…]", NUMBER.sub("[…]", ADDRESS.sub("[@]", text)))


def masked(text: str) -> str:
    """The same in small letters, as searches are counted."""
    return " ".join(without_people(text.lower()).split())[:200]


def token(language: str, results: int, text: str) -> str:
    """What a results page tells its beacon, and a form that opens a case: the same for everybody who searches this."""
    return TOKEN.sign_object([language, results, masked(text)])


def read_token(signed: str) -> Searched | None:
    try:
        return Searched(*TOKEN.unsign_object(signed))
    except (BadSignature, TypeError, ValueError):
        return None


def count_search(searched: Searched, today: date) -> None:
    empty = int(searched.results == 0)
    counts = {"searches": F("searches") + 1, "without_result": F("without_result") + empty}
    _add(searched, today, {**counts, "results": searched.results})


def count_click(searched: Searched, place: int, today: date) -> None:
    """Place 0 is above the list: an answer from the reader's own orders."""
    place = min(max(place, 0), LAST_PLACE)
    _add(searched, today, {"clicks": F("clicks") + 1, "places": F("places") + place})


def count_case(searched: Searched, today: date) -> None:
    """Somebody who had searched for this went on and opened a case: which one, nobody writes down."""
    _add(searched, today, {"cases": F("cases") + 1})


def _add(searched: Searched, today: date, changed: Mapping[str, Any]) -> None:
    """One statement, and two more for the first search of a day; two processes at once both count."""
    rows = SearchQuery.objects.filter(day=today, language=searched.language, text=searched.text, handling=None)
    if rows.update(**changed):
        return
    row = SearchQuery(day=today, language=searched.language, text=searched.text)
    SearchQuery.objects.bulk_create([row], ignore_conflicts=True)
    rows.update(**changed)


def purge(today: date) -> int:
    """Forgets old counts, and much earlier what was searched for only once; returns the rows deleted.

    A text goes from the list of handled searches with its last count.
    """
    old, _ = SearchQuery.objects.filter(day__lt=today - KEEP).delete()
    singles, _ = SearchQuery.objects.filter(day__lt=today - KEEP_SINGLES, searches__lte=1).delete()
    handled, _ = SearchHandling.objects.filter(rows=None, handled_at__date__lt=today - KEEP_SINGLES).delete()
    return old + singles + handled
