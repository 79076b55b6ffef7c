"""matrix.csv: for every address and method who gets past its door, and what the others are told.

A cell names answers and, by letter (cast.CAST), whom they are for; * is everybody who is not named:
`in:AMTSR login:NXG 404:*`. `in` is anything behind the door, also a form that is not filled in; `home` is Wagtail's
"you may not", a way back to the admin's first page. Columns: own, Anna's thing; missing, the same of nobody.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from tests.house.access.cast import CAST
from tests.house.access.places import Place
from tests.house.source import ROOT

FILE = ROOT / "tests" / "house" / "access" / "matrix.csv"
COLUMNS = ["GET", "POST", "missing GET", "PUT", "DELETE"]
# Pages know two ways of asking. These come in where looking or sending does, or nowhere; PUT and DELETE are ways of
# the API as well, and have columns there.
OTHERS = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]


def letters_for(place: Place) -> str:
    """Keys are asked for at the API alone; a page does not know them."""
    return "".join(letter for letter in CAST if letter not in "123" or place.pattern.startswith("api/"))


def written(said: Mapping[str, str]) -> str:
    """{letter: word} as a cell."""
    if len(set(said.values())) == 1:
        return f"{next(iter(said.values()))}:*"
    most = Counter(said.values()).most_common(1)[0][0]
    order = {word: "".join(letter for letter in said if said[letter] == word) for word in sorted(set(said.values()))}
    return " ".join([f"{word}:{letters}" for word, letters in order.items() if word != most] + [f"{most}:*"])


def word_for(cell: str, letter: str) -> str:
    pairs = [part.rsplit(":", 1) for part in cell.split()]
    return next((word for word, letters in pairs if letter in letters), None) or next(
        word for word, letters in pairs if letters == "*"
    )


@cache
def table() -> dict[str, dict[str, str]]:
    """{pattern: {column: cell}}; where a thing of nobody is told like Anna's, its cell is empty."""
    with FILE.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["pattern"]: row | {"missing GET": row["missing GET"] or row["GET"]} for row in rows}


def columns_of(place: Place) -> list[str]:
    return COLUMNS if place.pattern.startswith("api/") else COLUMNS[:3]


def write(rows: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """For `make access-table`: what is there now. The difference is for somebody to read."""
    with FILE.open("w", newline="") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(["pattern", *COLUMNS])
        for pattern, said in sorted(rows):
            missing = "" if said["missing GET"] == said["GET"] else said["missing GET"]
            others = [said[name] if pattern.startswith("api/") else "" for name in COLUMNS[3:]]
            out.writerow([pattern, said["GET"], said["POST"], missing, *others])
