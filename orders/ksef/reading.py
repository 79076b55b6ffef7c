"""A checked FA(3) tree becomes a Document. Pure."""

from datetime import date

from orders.ksef.document import Document, Extra, Paid, Reference
from orders.ksef.elements import Element, amount, child, children, day, is_one, moment, text, texts, words
from orders.ksef.parties import read_optional_party, read_parties, read_party
from orders.ksef.rows import read_lines, read_order_lines, read_sums
from orders.ksef.terms import (
    known_amount,
    known_day,
    read_attachment,
    read_correction,
    read_notes,
    read_payment,
    read_settlement,
)

REGISTERS = ("PelnaNazwa", "KRS", "REGON", "BDO")


def read_document(root: Element) -> Document:
    """Everything a reader needs. `root` has passed the schema: what it demands is there."""
    fa = root.find("{*}Fa")
    seller, buyer = root.find("{*}Podmiot1"), root.find("{*}Podmiot2")
    if fa is None or seller is None or buyer is None:
        raise ValueError("not checked against the schema")
    kind = text(fa, "RodzajFaktury")
    return Document(
        kind=kind,
        number=text(fa, "P_2"),
        issued_date=known_day(fa, "P_1"),
        currency=text(fa, "KodWaluty"),
        total=known_amount(fa, "P_15"),
        seller=read_party(seller),
        buyer=read_party(buyer),
        made_at=moment(root, "Naglowek/DataWytworzeniaFa"),
        place=text(fa, "P_1M"),
        delivered_date=day(fa, "P_6"),
        period=_period(fa),
        others=read_parties(root, "Podmiot3"),
        authorised=read_optional_party(root, "PodmiotUpowazniony"),
        sums=read_sums(fa),
        lines=read_lines(fa),
        order_lines=read_order_lines(fa),
        order_value=amount(fa, "Zamowienie/WartoscZamowienia"),
        exchange_rate=amount(fa, "KursWalutyZ"),
        notes=read_notes(fa),
        correction=read_correction(fa, kind),
        advances=_advances(fa),
        advance_parts=tuple(
            Paid(known_amount(each, "P_15Z"), known_day(each, "P_6Z")) for each in children(fa, "ZaliczkaCzesciowa")
        ),
        settlement=read_settlement(fa),
        payment=read_payment(fa),
        orders=_references(fa, "Zamowienia", "NrZamowienia", "DataZamowienia"),
        contracts=_references(fa, "Umowy", "NrUmowy", "DataUmowy"),
        dispatch_notes=texts(fa, "WZ"),
        delivery_terms=text(fa, "WarunkiTransakcji/WarunkiDostawy"),
        batches=texts(fa, "WarunkiTransakcji/NrPartiiTowaru"),
        extras=_extras(fa),
        from_receipt=is_one(fa, "FP"),
        related_parties=is_one(fa, "TP"),
        excise_refund=is_one(fa, "ZwrotAkcyzy"),
        footers=tuple(words(each, "StopkaFaktury") for each in children(root, "Stopka/Informacje")),
        registers=_registers(root),
        attachment=read_attachment(root),
    )


def _registers(root: Element) -> tuple[tuple[str, str], ...]:
    rows = children(root, "Stopka/Rejestry")
    return tuple((name, text(each, name)) for each in rows for name in REGISTERS if text(each, name))


def _period(fa: Element) -> tuple[date, date] | None:
    found = child(fa, "OkresFa")
    return None if found is None else (known_day(found, "P_6_Od"), known_day(found, "P_6_Do"))


def _advances(fa: Element) -> tuple[str, ...]:
    """Advance invoices by KSeF number, or by their own when they went outside KSeF."""
    found = children(fa, "FakturaZaliczkowa")
    return tuple(text(each, "NrKSeFFaZaliczkowej") or text(each, "NrFaZaliczkowej") for each in found)


def _references(fa: Element, group: str, number: str, made: str) -> tuple[Reference, ...]:
    found = children(fa, f"WarunkiTransakcji/{group}")
    return tuple(Reference(text(each, number), day(each, made)) for each in found)


def _extras(fa: Element) -> tuple[Extra, ...]:
    return tuple(
        Extra(
            key=text(each, "Klucz"),
            value=text(each, "Wartosc"),
            line=int(text(each, "NrWiersza")) if text(each, "NrWiersza") else None,
        )
        for each in children(fa, "DodatkowyOpis")
    )
