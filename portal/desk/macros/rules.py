"""Variables in canned replies. Nothing here knows a case; a variable without a value stays marked and is not sent."""

import re
from collections.abc import Iterable, Mapping

VARIABLE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)?[^{}]*\}\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Each {{ name }} as its value; unknown names and empty values stay as they are, so that nobody overlooks them."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1] or "", "") or match[0]

    return VARIABLE.sub(value, text)


def left_open(text: str) -> list[str]:
    """What must be filled in by hand before the text may be sent, each once."""
    return list(dict.fromkeys(match[0] for match in VARIABLE.finditer(text)))


def unknown(text: str, names: Iterable[str]) -> list[str]:
    """Variables nobody has a value for: a spelling mistake."""
    known = set(names)
    return list(dict.fromkeys(match[0] for match in VARIABLE.finditer(text) if match[1] not in known))


def in_language(texts: Mapping[str, str], language: str, default: str) -> tuple[str, str]:
    """The text in this language, else in the shop's, else in any; and the language it is in. ("", "") without one."""
    for each in (language, default, *texts):
        if each in texts:
            return texts[each], each
    return "", ""
