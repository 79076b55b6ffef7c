"""Getting at an FA(3) element's children. The schema was checked before: a value that is there is of its type."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from django.utils.dateparse import parse_datetime
from lxml import etree

from orders.ksef.xml import NAMESPACE

Element: TypeAlias = etree._Element


def child(parent: Element | None, path: str) -> Element | None:
    """The first element under a/b/c, or None."""
    return None if parent is None else parent.find("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def children(parent: Element | None, path: str) -> list[Element]:
    return [] if parent is None else parent.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def text(parent: Element | None, path: str) -> str:
    found = child(parent, path)
    return " ".join((found.text or "").split()) if found is not None else ""


def words(parent: Element | None, path: str) -> str:
    """Text whose line breaks mean something."""
    found = child(parent, path)
    return (found.text or "").strip() if found is not None else ""


def texts(parent: Element | None, path: str) -> tuple[str, ...]:
    return tuple(" ".join((each.text or "").split()) for each in children(parent, path))


def amount(parent: Element | None, path: str) -> Decimal | None:
    value = text(parent, path)
    return decimal(value) if value else None


def decimal(value: str) -> Decimal:
    """Raises ValueError, also for what a file that broke the schema may say: NaN, Infinity, 1_000."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(value) from None
    if not number.is_finite() or "_" in value:
        raise ValueError(value)
    return number


def is_one(parent: Element | None, path: str) -> bool:
    """TWybor1 and TWybor1_2: 1 is yes."""
    return text(parent, path) == "1"


def day(parent: Element | None, path: str) -> date | None:
    value = text(parent, path)
    return date.fromisoformat(value[:10]) if value else None


def moment(parent: Element | None, path: str) -> datetime | None:
    value = text(parent, path)
    return parse_datetime(value) if value else None
