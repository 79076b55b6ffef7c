"""Podmiot1, 2, 3 and their earlier states: who sells, who buys, who else has a part in it."""

from orders.ksef.document import Address, Party
from orders.ksef.elements import Element, amount, child, children, is_one, text, texts


def read_party(element: Element) -> Party:
    data = child(element, "DaneIdentyfikacyjne")
    return Party(
        name=text(data, "Nazwa"),
        nip=text(data, "NIP"),
        eu_vat_number=text(data, "KodUE") + text(data, "NrVatUE"),
        other_id=_other_id(data),
        has_no_id=is_one(data, "BrakID"),
        address=_address(child(element, "Adres")),
        postal_address=_address(child(element, "AdresKoresp")),
        emails=texts(element, "DaneKontaktowe/Email") + texts(element, "DaneKontaktowe/EmailPU"),
        phones=texts(element, "DaneKontaktowe/Telefon") + texts(element, "DaneKontaktowe/TelefonPU"),
        role=text(element, "Rola") or text(element, "RolaPU"),
        role_text=text(element, "OpisRoli"),
        share=amount(element, "Udzial"),
        customer_number=text(element, "NrKlienta"),
        status=text(element, "StatusInfoPodatnika"),
    )


def read_optional_party(parent: Element | None, name: str) -> Party | None:
    found = child(parent, name)
    return None if found is None else read_party(found)


def read_parties(parent: Element | None, name: str) -> tuple[Party, ...]:
    return tuple(read_party(each) for each in children(parent, name))


def _other_id(data: Element | None) -> str:
    return " ".join(part for part in (text(data, "KodKraju"), text(data, "NrID"), text(data, "IDWew")) if part)


def _address(element: Element | None) -> Address | None:
    if element is None:
        return None
    return Address(text(element, "KodKraju"), text(element, "AdresL1"), text(element, "AdresL2"))
