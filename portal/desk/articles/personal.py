"""What in a text may be about one person: values known of the case, and what looks like an address, number or name.

Pure. It marks too much rather than too little: an agent looks at each before anything is kept.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_REPLACEMENT = 60
# Shorter parts of names and addresses are words of every language.
SHORTEST = 3
# A name changes its ending in Polish and Russian: from this length the last letter may be another.
STEMMED = 4

KINDS: dict[str, str | Promise] = {
    "name": pgettext_lazy("person", "Name"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "order": _("Number of an order, case or paper"),
    "parcel": _("Tracking number"),
    "address": _("Address"),
    "bank": _("Bank or card number"),
    "person": _("Personal number"),
    "link": _("Link"),
}
# What may stand there instead, in square brackets so that an editor sees it.
PLACEHOLDERS: dict[str, str | Promise] = {
    "name": _("[name]"),
    "email": _("[e-mail address]"),
    "phone": _("[telephone]"),
    "order": _("[number]"),
    "parcel": _("[tracking number]"),
    "address": _("[address]"),
    "bank": _("[account]"),
    "person": _("[personal number]"),
    "link": "",
}
GREETINGS = (
    r"hi|hello|dear|hey|regards|best|sincerely|yours|thanks|thank you|cheers|mr|mrs|ms"
    r"|cześć|dzień dobry|witam|szanowna pani|szanowny panie|pani|panie|pan|pozdrawiam|z poważaniem|dziękuję"
    r"|hallo|liebe|lieber|sehr geehrte frau|sehr geehrter herr|frau|herr|gruß|grüße|danke"
    r"|здравствуйте|уважаемая|уважаемый|привет|с уважением|спасибо"
)
_NAME = r"[^\W\d_a-zà-öø-ÿа-яёąćęłńóśźż][\w’'-]+"
PATTERNS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("link", re.compile(r"https?://[^\s<>\"']+")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("parcel", re.compile(r"\b1Z[0-9A-Z]{16}\b|\b[A-Z]{2}\d{9}[A-Z]{2}\b|\b\d{18,24}\b")),
    ("bank", re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")),
    ("bank", re.compile(r"\b\d{2}(?:[ ]\d{4}){6}\b|\b\d{26}\b|\b\d{4}(?:[ -]?\d{4}){3}\b")),
    ("order", re.compile(r"\b[A-Z]{1,4}[-/]\d[\d/-]*\b|\b\d{4}[-/]\d{3,}\b|#\d{3,}\b|\b\d+/\d{1,2}/20\d{2}\b")),
    ("person", re.compile(r"\b\d{11}\b|\b\d{3}-\d{3}-\d{2}-\d{2}\b")),
    (
        "phone",
        re.compile(
            r"(?<![\w/])(?:\+|00)\d[\d ()/.-]{6,17}\d\b|(?<![\w/-])\d{3}[ -]\d{3}[ -]\d{3}\b|\b0\d{2,4}[ /-]?\d{5,8}\b"
        ),
    ),
    ("order", re.compile(r"\b\d{6,17}\b")),
    ("address", re.compile(r"\b\d{2}-\d{3}(?: " + _NAME + r")?|\b\d{5,6} " + _NAME)),
    (
        "address",
        re.compile(
            r"\b(?i:ul|al|pl|os)\. ?" + _NAME + r"(?: \w+)?[ ,]+\d+\w?(?:[/ ]+(?:m\. ?)?\d+)?"
            r"|\b" + _NAME + r"(?:straße|strasse|str\.|weg|platz|allee|gasse) ?\d+\w?"
            r"|\b\d+\w? (?:" + _NAME + r" )+(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive)\b"
            r"|\b(?i:ул|пр|пер)\. ?" + _NAME + r"(?:,? ?д?\.? ?\d+\w?)?"
        ),
    ),
    ("name", re.compile(r"(?im:\b(?:" + GREETINGS + r")\b[,!.]?\s+)(" + _NAME + r"(?: " + _NAME + r")?)")),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of the people and things of a case; any of it may be empty."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    parcels: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    value: str
    times: int

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def replacement(self) -> str:
        return str(PLACEHOLDERS[self.kind])


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: str


def find_personal(text: str, known: Known) -> list[Finding]:
    """Each different value once, in the order of reading."""
    found: dict[str, tuple[str, int]] = {}
    for span in spans(text, known):
        value = text[span.start : span.end]
        kind, times = found.get(value, (span.kind, 0))
        found[value] = (kind, times + 1)
    return [Finding(kind, value, times) for value, (kind, times) in found.items()]


def spans(text: str, known: Known) -> list[Span]:
    """Where they stand; of two that overlap the one that begins first, then the longer one."""
    every = sorted([*_known(text, known), *_patterns(text)], key=lambda each: (each.start, -each.end))
    kept: list[Span] = []
    for span in every:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def replaced(text: str, known: Known, decisions: dict[str, str | None]) -> str:
    """The text with every finding as it was decided; KeyError for one that nobody decided about."""
    parts, at = [], 0
    for span in spans(text, known):
        value = text[span.start : span.end]
        instead = decisions[value]
        parts += [text[at : span.start], value if instead is None else instead]
        at = span.end
    return "".join([*parts, text[at:]])


def _patterns(text: str) -> Iterator[Span]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(1) if pattern.groups else match.span()
            trimmed = text[start:end].rstrip(".,;:!?)")
            yield Span(start, start + len(trimmed), kind)


def _known(text: str, known: Known) -> Iterator[Span]:
    listed: Iterable[tuple[str, Iterable[str]]] = (
        ("email", known.emails),
        ("phone", known.phones),
        ("order", known.orders),
        ("parcel", known.parcels),
        ("address", known.addresses),
    )
    for kind, values in listed:
        for value in values:
            if len(value.strip()) >= SHORTEST:
                yield from _matches(text, _spelled(kind, value), kind)
    for part in {part for name in known.names for part in name.split()}:
        if len(part) >= SHORTEST:
            yield from _matches(text, _name(part), "name")


def _matches(text: str, pattern: str, kind: str) -> Iterator[Span]:
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield Span(match.start(), match.end(), kind)


def _spelled(kind: str, value: str) -> str:
    """A number however it is grouped, anything else letter by letter."""
    value = value.strip()
    if kind in ("phone", "parcel"):
        signs = [re.escape(sign) for sign in value if sign.isalnum()]
        if len(signs) >= SHORTEST:
            return r"(?<!\w)\+?" + r"[ ()/.-]*".join(signs) + r"(?!\w)"
    return r"(?<!\w)" + re.escape(value) + r"(?!\w)"


def _name(part: str) -> str:
    """Anna is also found as Anny and Annie."""
    stem = part[:-1] if len(part) >= STEMMED else part
    return r"(?<!\w)" + re.escape(stem) + (r"\w{0,4}" if len(part) >= STEMMED else "") + r"(?!\w)"
