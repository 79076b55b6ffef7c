"""What the shop puts on its own site: a link that leads to the function, and words for its terms (law F6).

Directive 2011/83/EU art. 6(1)(h): before the contract the consumer is told that the function exists and where it is.
The words are ours, not the law's; whoever answers for the shop's terms reads them first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import override

from returns.withdrawing import labels

NAMES: Mapping[str, str] = MappingProxyType({"pl": "Polski", "en": "English", "ru": "Русский", "de": "Deutsch"})
TERMS: Mapping[str, str] = MappingProxyType(
    {
        "en": (
            "You can also withdraw from the contract online, without an account: choose “{label}” at the foot "
            "of our website, or open {url}. You state your name, the order and an e-mail address, and confirm "
            "with “{confirm}”. We confirm receipt by e-mail without delay, with the content of your statement "
            "and the date and time at which it was submitted. The function is available during the whole "
            "withdrawal period; a withdrawal submitted before the period has ended is in time."
        ),
        "pl": (
            "Od umowy można odstąpić także online, bez zakładania konta: wybierz „{label}” w stopce naszej "
            "strony albo otwórz {url}. Podaj imię i nazwisko, zamówienie i adres e-mail, a następnie użyj "
            "przycisku „{confirm}”. Niezwłocznie potwierdzimy otrzymanie oświadczenia e-mailem, podając jego "
            "treść oraz datę i godzinę złożenia. Funkcja jest dostępna przez cały okres na odstąpienie od "
            "umowy; oświadczenie złożone przed jego upływem jest złożone w terminie."
        ),
        "ru": (
            "Отказаться от договора можно и онлайн, без регистрации: выберите «{label}» внизу нашего сайта "
            "или откройте {url}. Укажите имя, заказ и адрес электронной почты и нажмите «{confirm}». Мы без "
            "промедления подтвердим получение заявления по электронной почте, указав его содержание, дату и "
            "время отправки. Функция доступна в течение всего срока для отказа; заявление, отправленное до "
            "его окончания, подано вовремя."
        ),
        "de": (
            "Sie können den Vertrag auch online widerrufen, ohne Kundenkonto: Wählen Sie „{label}“ am Ende "
            "unserer Website oder öffnen Sie {url}. Sie geben Ihren Namen, die Bestellung und eine "
            "E-Mail-Adresse an und bestätigen mit „{confirm}“. Wir bestätigen den Eingang unverzüglich per "
            "E-Mail mit dem Inhalt der Erklärung sowie Datum und Uhrzeit ihres Eingangs. Die Funktion ist "
            "während der gesamten Widerrufsfrist verfügbar; eine vor deren Ablauf abgegebene Erklärung ist "
            "rechtzeitig."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Snippet:
    language: str
    name: str
    label: str
    url: str
    html: str
    terms: str


def snippet(language: str, site_url: str, shop: str) -> Snippet:
    """`shop`: the seller's name, put before the terms when there is one."""
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(spoken):
        url = site_url.rstrip("/") + reverse("cases:withdraw")
    label, confirm = labels.ENTRY[language], labels.CONFIRM[language]
    return Snippet(
        language,
        NAMES[language],
        label,
        url,
        format_html('<a href="{}">{}</a>', url, label),
        (f"{shop}: " if shop else "") + TERMS[language].format(label=label, confirm=confirm, url=url),
    )


def all_snippets(site_url: str, shop: str) -> list[Snippet]:
    return [snippet(language, site_url, shop) for language in NAMES]
