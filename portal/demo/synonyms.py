"""Words that customers of the demo shop use for the same thing."""

from kb.models import Synonym

SYNONYMS = {
    "en": [
        "parcel, package, shipment, delivery",
        "return, send back, give back",
        "invoice, bill, receipt",
        "refund, money back",
        "complaint, warranty, defect, broken",
        "sign in, log in, login",
    ],
    "pl": [
        "paczka, przesyłka, kurier, dostawa",
        "zwrot, zwrócić, odesłać, oddać",
        "faktura, rachunek, paragon",
        "reklamacja, gwarancja, usterka, wada",
        "paczkomat, automat, skrytka",
        "logowanie, zalogować, konto",
    ],
    "ru": [
        "посылка, доставка, курьер, отправление",
        "возврат, вернуть, отправить назад, отдать",
        "счёт, чек, квитанция, накладная",
        "претензия, гарантия, брак, сломалось",
        "постамат, ячейка, пункт выдачи",
        "войти, вход, логин",
    ],
}


def make_synonyms() -> None:
    """A second run keeps what editors changed, and adds nothing twice."""
    known = set(Synonym.objects.values_list("language", "words"))
    Synonym.objects.bulk_create(
        Synonym(language=language, words=words)
        for language, groups in SYNONYMS.items()
        for words in groups
        if (language, words) not in known
    )
