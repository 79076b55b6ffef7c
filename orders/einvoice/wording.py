"""What the law wants to read on the page, in the language of the document, and amounts in words."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext
from num2words import num2words

WORDS_FOR = {"pl": {"PLN", "EUR", "USD"}, "en": {"PLN", "EUR", "USD", "GBP"}, "ru": {"PLN", "EUR", "USD"}}


def mentions(treatment: str, *, is_split: bool, language: str) -> tuple[str, ...]:
    """Art. 226 (11a), (13), (14) of the VAT Directive, art. 106e of the Polish VAT act."""
    with translation.override(language):
        said = {
            "reverse_charge": gettext("Reverse charge"),
            "margin": gettext("Margin scheme: second-hand goods"),
            "intra_community": gettext("Intra-Community supply of goods"),
            "export": gettext("Export of goods"),
        }.get(treatment, "")
        split = gettext("Split payment mechanism") if is_split else ""
    # Polish books want the Polish words, whoever reads them.
    polish = {
        "reverse_charge": "odwrotne obciążenie",
        "margin": "procedura marży – towary używane",
    }.get(treatment, "")
    found = [said, polish, split, "mechanizm podzielonej płatności" if is_split else ""]
    return tuple(dict.fromkeys(_lower_twins(found)))


def _lower_twins(found: list[str]) -> list[str]:
    """Each once, also where the translation is the Polish text itself."""
    seen: set[str] = set()
    kept = []
    for text in found:
        if text and text.casefold() not in seen:
            seen.add(text.casefold())
            kept.append(text)
    return kept


def in_words(amount: Decimal, currency: str, language: str) -> str:
    """One thousand, two hundred and forty-eight zlotys, …; nothing in a currency whose words we don't know."""
    if currency not in WORDS_FOR.get(language, ()):
        return ""
    return str(num2words(f"{amount:f}", lang=language, to="currency", currency=currency))
