"""What may be about one person is marked before an answer becomes an article."""

import pytest

from portal.desk.articles.personal import Known, find_personal, replaced

KNOWN = Known(
    names=("Anna Nowak",),
    emails=("anna@example.com",),
    phones=("+48 600 100 200",),
    orders=("2026-1001", "Q-7"),
    parcels=("620000111122223333",),
    addresses=("Polna 5", "00-123", "Kraków"),
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Dear Anna, it is fine.", "name", "Anna"),
        ("Paczka pani Anny czeka.", "name", "Anny"),
        ("It was sent to Nowakowi.", "name", "Nowakowi"),
        ("Write to ANNA@EXAMPLE.COM.", "email", "ANNA@EXAMPLE.COM"),
        ("Or to jan.k+shop@mail.example.org!", "email", "jan.k+shop@mail.example.org"),
        ("We called 600-100-200 twice", "phone", "600-100-200"),
        ("We called +48600100200 twice", "phone", "+48600100200"),
        ("Call +49 30 1234567 then", "phone", "+49 30 1234567"),
        ("Your order 2026-1001 left", "order", "2026-1001"),
        ("Order #48213 left", "order", "#48213"),
        ("see FV 12/10/2026 please", "order", "12/10/2026"),
        ("Parcel 6200 0011 1122 2233 33 waits", "parcel", "6200 0011 1122 2233 33"),
        ("1Z999AA10123456784 is late", "parcel", "1Z999AA10123456784"),
        ("RR123456785PL is late", "parcel", "RR123456785PL"),
        ("to PL61 1090 1014 0000 0712 1981 2874 today", "bank", "PL61 1090 1014 0000 0712 1981 2874"),
        ("to DE89370400440532013000 today", "bank", "DE89370400440532013000"),
        ("card 4111 1111 1111 1111 was", "bank", "4111 1111 1111 1111"),
        ("PESEL 44051401359 on it", "person", "44051401359"),
        ("sent to Polna 5 again", "address", "Polna 5"),
        ("sent to ul. Długa 7/12 again", "address", "ul. Długa 7/12"),
        ("nach Hauptstraße 12a geschickt", "address", "Hauptstraße 12a"),
        ("in 80-330 Gdańsk it", "address", "80-330 Gdańsk"),
        ("Kind regards,\nEwa Malinowska", "name", "Ewa Malinowska"),
        ("С уважением,\nОльга Петрова", "name", "Ольга Петрова"),
        ("see https://shop.example/a/SECRETcode123/ for it", "link", "https://shop.example/a/SECRETcode123/"),
    ],
)
def test_it_is_found_and_replaced(text: str, kind: str, value: str) -> None:
    found = {each.value: each.kind for each in find_personal(text, KNOWN)}
    assert found.get(value) == kind, found
    assert value not in replaced(text, KNOWN, dict.fromkeys(found, "[x]"))


@pytest.mark.parametrize(
    "text",
    [
        "Send it back within 14 days; we refund 240 zł in 3 steps.",
        "Size 42 runs small, take 43.",
        "Open Returns, choose the order, print the label.",
        "",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert find_personal(text, KNOWN) == []


def test_each_value_is_decided_once_however_often_it_stands_there() -> None:
    (found,) = find_personal("Anna wrote. Anna waits.", KNOWN)
    assert (found.value, found.times) == ("Anna", 2)
    assert (
        replaced("Anna wrote. Anna waits.", KNOWN, {"Anna": "The customer"})
        == "The customer wrote. The customer waits."
    )


def test_what_is_kept_is_kept_and_what_nobody_decided_is_an_error() -> None:
    assert replaced("Hello Anna", KNOWN, {"Anna": None}) == "Hello Anna"
    with pytest.raises(KeyError):
        replaced("Hello Anna", KNOWN, {})
