"""What the shop must say before a remedy is chosen (R2), locked per language outside the translation files.

Source: Directive (EU) 2024/1799, which added the duty as art. 13(2a) and the 12 months as art. 10(2a) to
Directive (EU) 2019/771. A changed text gets a new VERSION: cases keep the one that was shown.
"""

from dataclasses import dataclass

VERSION = "2024/1799-1"
SPOKEN_BY_ALL = "en"

TEXTS = {
    "en": (
        "You have the right to choose between repair and replacement, free of charge, unless what you choose is "
        "impossible or costs far more than the other. If we repair the item, our liability for it is extended once by "
        "12 months."
    ),
    "pl": (
        "Masz prawo wybrać między naprawą a wymianą, bez żadnych kosztów, chyba że wybrany sposób jest niemożliwy "
        "albo wymagałby nadmiernych kosztów w porównaniu z drugim. Jeśli towar naprawimy, nasza odpowiedzialność "
        "za niego przedłuża się jednorazowo o 12 miesięcy."
    ),
    "ru": (
        "Вы вправе выбрать между ремонтом и заменой, бесплатно для вас, если только выбранный способ не является "
        "невозможным или несоразмерно дорогим по сравнению с другим. Если мы отремонтируем товар, срок нашей "
        "ответственности за него один раз продлевается на 12 месяцев."
    ),
}


@dataclass(frozen=True)
class Notice:
    text: str
    version: str
    # The language it is written in, for the page's lang attribute: it may differ from the one asked for.
    language: str

    def as_dict(self) -> dict[str, str]:
        """What is stored with the case as evidence."""
        return {"text": self.text, "version": self.version, "language": self.language}


def notice(language: str) -> Notice:
    """The right to choose between repair and replacement, and the 12 months; English for a language we don't speak."""
    code = language.split("-")[0].lower()
    known = code if code in TEXTS else SPOKEN_BY_ALL
    return Notice(TEXTS[known], VERSION, known)
