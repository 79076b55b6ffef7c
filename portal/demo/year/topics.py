"""What customers write about, in their language, and what they are answered."""

from typing import NamedTuple


class Words(NamedTuple):
    subject: str
    asked: str
    answered: str


class Topic(NamedTuple):
    """`weight`: of a hundred contacts; `article`: its source_id, where one answers it."""

    kind: str
    weight: int
    article: str
    words: dict[str, Words]


THANKS = {"en": "Thank you, that helps!", "pl": "Dziękuję, to wystarczy!", "ru": "Спасибо, это помогло!"}
AGAIN = {
    "en": "I am sorry, it still does not work. Could you look at it once more?",
    "pl": "Niestety dalej nie działa. Czy mogą Państwo sprawdzić to jeszcze raz?",
    "ru": "К сожалению, всё ещё не получается. Посмотрите, пожалуйста, ещё раз.",
}

TOPICS = (
    Topic(
        "delivery",
        18,
        "where-is-my-parcel",
        {
            "en": Words(
                "Where is my parcel?",
                "It should have been here on Tuesday. The tracking page has not changed for two days.",
                "The carrier has it in the depot nearest to you and brings it tomorrow. We keep an eye on it.",
            ),
            "pl": Words(
                "Gdzie jest moja paczka?",
                "Miała być we wtorek, a śledzenie od dwóch dni pokazuje to samo.",
                "Paczka jest w sortowni najbliżej Pani adresu, kurier przywiezie ją jutro. Pilnujemy tego.",
            ),
            "ru": Words(
                "Где моя посылка?",
                "Она должна была прийти во вторник, а отслеживание два дня не меняется.",
                "Посылка на ближайшем к вам складе, курьер привезёт её завтра. Мы следим за ней.",
            ),
        },
    ),
    Topic(
        "question",
        12,
        "change-or-cancel",
        {
            "en": Words(
                "Can I change the delivery address?",
                "I have moved. Can you send the order to my new flat instead?",
                "We have changed it, the parcel had not left yet. You will find the new address with the order.",
            ),
            "pl": Words(
                "Zmiana adresu dostawy",
                "Przeprowadziłam się. Czy mogą Państwo wysłać zamówienie na nowy adres?",
                "Zmienione, paczka jeszcze nie wyszła. Nowy adres widać przy zamówieniu.",
            ),
            "ru": Words(
                "Изменить адрес доставки",
                "Я переехала. Можно отправить заказ на новый адрес?",
                "Мы изменили адрес, посылка ещё не уехала. Новый адрес виден в заказе.",
            ),
        },
    ),
    Topic(
        "question",
        11,
        "invoice-for-company",
        {
            "en": Words(
                "Invoice for my company",
                "I forgot to enter the VAT number. Can the invoice still be changed?",
                "We have issued a correction with your company's details. You can download it with the order.",
            ),
            "pl": Words(
                "Faktura na firmę",
                "Zapomniałam wpisać NIP. Czy fakturę można jeszcze zmienić?",
                "Wystawiliśmy korektę z danymi firmy. Można ją pobrać przy zamówieniu.",
            ),
            "ru": Words(
                "Счёт на фирму",
                "Я забыла указать номер НДС. Счёт ещё можно изменить?",
                "Мы выставили исправленный счёт с данными фирмы. Его можно скачать в заказе.",
            ),
        },
    ),
    Topic(
        "question",
        9,
        "",
        {
            "en": Words(
                "How much is left on my gift card?",
                "I bought a mug with it in spring and do not know how much is left.",
                "There are 51.00 PLN left, valid until the end of next year.",
            ),
            "pl": Words(
                "Ile zostało na karcie podarunkowej?",
                "Wiosną kupiłam za nią kubek i nie wiem, ile zostało.",
                "Na karcie jest jeszcze 51,00 zł, ważne do końca przyszłego roku.",
            ),
            "ru": Words(
                "Сколько осталось на подарочной карте?",
                "Весной я купила на неё кружку и не знаю, сколько осталось.",
                "На карте 51,00 PLN, она действует до конца следующего года.",
            ),
        },
    ),
    Topic(
        "question",
        8,
        "descale-samovar",
        {
            "en": Words(
                "White flakes in the samovar",
                "There are white flakes in the water. Is it broken?",
                "It is lime, not a fault. Two spoons of citric acid take it away, the article shows how.",
            ),
            "pl": Words(
                "Białe płatki w samowarze",
                "W wodzie pływają białe płatki. Czy samowar jest uszkodzony?",
                "To kamień, nie usterka. Dwie łyżki kwasku wystarczą, w artykule jest to krok po kroku.",
            ),
            "ru": Words(
                "Белые хлопья в самоваре",
                "В воде плавают белые хлопья. Самовар сломан?",
                "Это накипь, а не поломка. Хватит двух ложек лимонной кислоты, в статье всё по шагам.",
            ),
        },
    ),
    Topic(
        "return",
        14,
        "how-to-return",
        {
            "en": Words(
                "Return",
                "It does not match my kitchen. Unused, in its box.",
                "It has arrived in perfect order. We have paid the money back the way you paid.",
            ),
            "pl": Words(
                "Zwrot",
                "Nie pasuje do mojej kuchni. Nieużywane, w pudełku.",
                "Dotarło w idealnym stanie. Zwróciliśmy pieniądze tą samą drogą.",
            ),
            "ru": Words(
                "Возврат",
                "Не подошло к моей кухне. Не пользовалась, в коробке.",
                "Всё пришло в отличном виде. Деньги вернули тем же способом.",
            ),
        },
    ),
    Topic(
        "delivery",
        10,
        "damaged-parcel",
        {
            "en": Words(
                "The box was crushed",
                "The parcel was open on one side and two glasses are broken.",
                "We are sorry. Two new glasses leave today; keep the broken ones, nobody needs them back.",
            ),
            "pl": Words(
                "Zgniecione pudełko",
                "Paczka była otwarta z jednej strony i dwie szklanki są stłuczone.",
                "Bardzo nam przykro. Dwie nowe szklanki wyjdą dziś, stłuczonych nie trzeba odsyłać.",
            ),
            "ru": Words(
                "Коробка смята",
                "Посылка была открыта с одной стороны, два стакана разбиты.",
                "Нам очень жаль. Два новых стакана отправим сегодня, разбитые возвращать не нужно.",
            ),
        },
    ),
    Topic(
        "complaint",
        9,
        "complaint",
        {
            "en": Words(
                "The kettle leaks",
                "After three weeks water drips from the spout's seam.",
                "You are right, that must not be. A new kettle is on its way to you.",
            ),
            "pl": Words(
                "Czajnik przecieka",
                "Po trzech tygodniach woda kapie przy wylewce.",
                "Ma Pani rację, tak nie może być. Nowy czajnik jest już w drodze.",
            ),
            "ru": Words(
                "Чайник протекает",
                "Через три недели из шва носика капает вода.",
                "Вы правы, так быть не должно. Новый чайник уже в пути.",
            ),
        },
    ),
    Topic(
        "guarantee",
        3,
        "guarantee-or-complaint",
        {
            "en": Words(
                "Handle of the teapot came off",
                "The maker gives two years. What do I have to do?",
                "The guarantor has agreed and sends a new handle with the screws.",
            ),
            "pl": Words(
                "Odpadł uchwyt czajniczka",
                "Producent daje dwa lata gwarancji. Co mam zrobić?",
                "Gwarant uznał zgłoszenie i wysyła nowy uchwyt ze śrubkami.",
            ),
            "ru": Words(
                "Отвалилась ручка чайника",
                "Производитель даёт два года гарантии. Что мне сделать?",
                "Гарант согласился и отправляет новую ручку с винтами.",
            ),
        },
    ),
    Topic(
        "question",
        6,
        "payment-failed",
        {
            "en": Words(
                "Can I pay by transfer?",
                "I do not use BLIK. Is a bank transfer possible?",
                "Yes. Choose “bank transfer” as the last step; we send the goods when the money is here.",
            ),
            "pl": Words(
                "Czy mogę zapłacić przelewem?",
                "Nie korzystam z BLIKA. Czy można zapłacić przelewem?",
                "Tak. W ostatnim kroku proszę wybrać „przelew”, wyślemy towar po wpłacie.",
            ),
            "ru": Words(
                "Можно оплатить переводом?",
                "Я не пользуюсь BLIK. Можно банковским переводом?",
                "Да. На последнем шаге выберите «перевод», отправим товар после оплаты.",
            ),
        },
    ),
)
