"""Words that customers of the demo shop use for the same thing."""

from kb.models import Synonym

SYNONYMS = {
    "en": [
        "parcel, package, shipment",
        "return, send back, give back",
        "invoice, bill, receipt",
        "refund, money back",
        "complaint, defect, broken, faulty",
        "guarantee, warranty",
        "sign in, log in, login",
        "locker, parcel machine",
        "late, delayed, overdue, slow",
        "postage, shipping, delivery costs",
        "abroad, international, another country",
        "exchange, swap, replace",
        "gift, present",
        "tax number, VAT number, VAT ID",
        "cancel, call off",
        "reorder, order again",
        "two-step, two-factor, 2FA, authenticator",
        "delete, erase, remove",
        "GDPR, personal data, privacy",
        "mails, notifications, newsletter",
        "limescale, descale, calcium",
        "contact, phone number, customer service",
        "spare parts, replacement part, tap, seal",
    ],
    "pl": [
        "paczka, przesyłka",
        "doręczona, dostarczona",
        "kurier, dostawca",
        "zwrot, zwrócić, odesłać, oddać",
        "faktura, rachunek, paragon",
        "reklamacja, usterka, wada, zepsuty",
        "gwarancja, rękojmia",
        "paczkomat, automat, skrytka",
        "logowanie, zalogować, konto",
        "opóźnienie, spóźnia się, nie dotarło, nie przyszła",
        "koszt dostawy, cena wysyłki, za ile wysyłka",
        "zagranica, za granicę, inny kraj",
        "wymiana, wymienić, zamienić",
        "prezent, podarunek, upominek",
        "anulować, zrezygnować, odwołać",
        "awizo, nie zastał",
        "weryfikacja dwuetapowa, dwuskładnikowe, 2FA",
        "usunąć, skasować, zlikwidować",
        "RODO, dane osobowe",
        "maile, powiadomienia, newsletter",
        "kamień, osad, odkamienić",
        "kontakt, telefon, infolinia, obsługa klienta",
        "części zamienne, kranik, uszczelka",
    ],
    "ru": [
        "посылка, отправление, бандероль",
        "доставлена, вручена, привезли",
        "возврат, вернуть, отправить назад, отдать",
        "счёт, чек, квитанция, накладная",
        "претензия, брак, сломалось, рекламация",
        "гарантия, гарантийный",
        "постамат, ячейка, автомат, пакомат",
        "войти, вход, логин",
        "задерживается, опаздывает, не пришла",
        "стоимость доставки, цена доставки, почём доставка",
        "за границу, другая страна, зарубеж",
        "обмен, обменять, заменить",
        "подарок, презент, сюрприз",
        "отменить, отказаться, аннулировать",
        "второй фактор, двухфакторная, 2FA",
        "удалить, стереть",
        "персональные данные, личные данные",
        "письма, уведомления, рассылка",
        "накипь, налёт, известь",
        "связаться, телефон, поддержка, оператор",
        "запчасти, деталь, кран, прокладка",
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
