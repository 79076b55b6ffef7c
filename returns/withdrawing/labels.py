"""Words fixed by law, locked here and kept out of the translation files: nobody rewords them on the way.

Directive (EU) 2023/2673 art. 1(3), in each language of its official text; German as BGB § 356a. Russian has no
official text: the words are those of Russian law ("отказ от договора").
"""

from collections.abc import Mapping
from types import MappingProxyType

# Art. 11a(1): the function is labelled with these words or an unambiguous equivalent.
ENTRY: Mapping[str, str] = MappingProxyType(
    {
        "en": "withdraw from contract here",
        "pl": "odstąp od umowy tutaj",
        "ru": "отказаться от договора здесь",
        "de": "Vertrag widerrufen",
    }
)
# Art. 11a(3): the confirmation is labelled with these words only.
CONFIRM: Mapping[str, str] = MappingProxyType(
    {
        "en": "confirm withdrawal",
        "pl": "potwierdź odstąpienie od umowy",
        "ru": "подтвердить отказ от договора",
        "de": "Widerruf bestätigen",
    }
)
# Annex I(B), the model form, without its blanks.
STATEMENT: Mapping[str, str] = MappingProxyType(
    {
        "en": "I hereby give notice that I withdraw from the contract named below.",
        "pl": "Niniejszym informuję o moim odstąpieniu od umowy wskazanej poniżej.",
        "ru": "Настоящим уведомляю о своём отказе от договора, указанного ниже.",
        "de": "Hiermit widerrufe ich den unten genannten Vertrag.",
    }
)


def in_language(words: Mapping[str, str], language: str | None) -> str:
    """In this language, or in English."""
    return words.get((language or "").partition("-")[0], words["en"])
