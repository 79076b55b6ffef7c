"""Paying, settling, and the words the law wants: Adnotacje, Platnosc, Rozliczenie, corrections, the attachment."""

from datetime import date
from decimal import Decimal

from orders.ksef.document import (
    Account,
    Block,
    Charge,
    Corrected,
    Correction,
    Due,
    Notes,
    Paid,
    Payment,
    Settlement,
    Table,
)
from orders.ksef.elements import Element, amount, child, children, day, decimal, is_one, text, texts
from orders.ksef.parties import read_optional_party, read_parties

MARGINS = (("P_PMarzy_2", "travel"), ("P_PMarzy_3_1", "used"), ("P_PMarzy_3_2", "art"), ("P_PMarzy_3_3", "antiques"))


def read_notes(fa: Element) -> Notes:
    notes = child(fa, "Adnotacje")
    margin = child(notes, "PMarzy")
    exemption = child(notes, "Zwolnienie")
    return Notes(
        cash_accounting=is_one(notes, "P_16"),
        self_billing=is_one(notes, "P_17"),
        reverse_charge=is_one(notes, "P_18"),
        split_payment=is_one(notes, "P_18A"),
        is_exempt=is_one(exemption, "P_19"),
        exempt_act=text(exemption, "P_19A"),
        exempt_directive=text(exemption, "P_19B"),
        exempt_other=text(exemption, "P_19C"),
        new_vehicle=is_one(notes, "NoweSrodkiTransportu/P_22"),
        triangular=is_one(notes, "P_23"),
        margin=next((name for field, name in MARGINS if is_one(margin, field)), ""),
    )


def read_correction(fa: Element, kind: str) -> Correction | None:
    if not kind.startswith("KOR"):
        return None
    return Correction(
        reason=text(fa, "PrzyczynaKorekty"),
        effect=text(fa, "TypKorekty"),
        corrects=tuple(
            Corrected(
                number=text(each, "NrFaKorygowanej"),
                issued_date=known_day(each, "DataWystFaKorygowanej"),
                ksef_number=text(each, "NrKSeFFaKorygowanej"),
            )
            for each in children(fa, "DaneFaKorygowanej")
        ),
        period=text(fa, "OkresFaKorygowanej"),
        right_number=text(fa, "NrFaKorygowany"),
        seller_before=read_optional_party(fa, "Podmiot1K"),
        buyers_before=read_parties(fa, "Podmiot2K"),
        total_before=amount(fa, "P_15ZK"),
    )


def read_payment(fa: Element) -> Payment:
    paid = child(fa, "Platnosc")
    return Payment(
        is_paid=is_one(paid, "Zaplacono"),
        paid_date=day(paid, "DataZaplaty"),
        parts=tuple(
            Paid(
                amount=known_amount(each, "KwotaZaplatyCzesciowej"),
                paid_date=known_day(each, "DataZaplatyCzesciowej"),
                method=text(each, "FormaPlatnosci"),
            )
            for each in children(paid, "ZaplataCzesciowa")
        ),
        due=tuple(Due(day(each, "Termin"), _due_text(each)) for each in children(paid, "TerminPlatnosci")),
        method=text(paid, "FormaPlatnosci"),
        method_text=text(paid, "OpisPlatnosci"),
        accounts=_accounts(paid, "RachunekBankowyFaktora") + _accounts(paid, "RachunekBankowy"),
        discount_terms=text(paid, "Skonto/WarunkiSkonta"),
        discount=text(paid, "Skonto/WysokoscSkonta"),
    )


def _due_text(due: Element) -> str:
    parts = (text(due, f"TerminOpis/{name}") for name in ("Ilosc", "Jednostka", "ZdarzeniePoczatkowe"))
    return " ".join(part for part in parts if part)


def _accounts(paid: Element | None, name: str) -> tuple[Account, ...]:
    return tuple(
        Account(
            number=text(each, "NrRB"),
            bank=text(each, "NazwaBanku"),
            swift=text(each, "SWIFT"),
            description=text(each, "OpisRachunku"),
            is_factor=name == "RachunekBankowyFaktora",
        )
        for each in children(paid, name)
    )


def read_settlement(fa: Element) -> Settlement | None:
    found = child(fa, "Rozliczenie")
    if found is None:
        return None
    return Settlement(
        charges=_charges(found, "Obciazenia"),
        charges_total=amount(found, "SumaObciazen"),
        deductions=_charges(found, "Odliczenia"),
        deductions_total=amount(found, "SumaOdliczen"),
        to_pay=amount(found, "DoZaplaty"),
        overpaid=amount(found, "DoRozliczenia"),
    )


def _charges(settlement: Element, name: str) -> tuple[Charge, ...]:
    return tuple(Charge(known_amount(each, "Kwota"), text(each, "Powod")) for each in children(settlement, name))


def read_attachment(root: Element) -> tuple[Block, ...]:
    return tuple(
        Block(
            title=text(block, "ZNaglowek"),
            facts=tuple((text(each, "ZKlucz"), text(each, "ZWartosc")) for each in children(block, "MetaDane")),
            paragraphs=texts(block, "Tekst/Akapit"),
            tables=tuple(_table(each) for each in children(block, "Tabela")),
        )
        for block in children(root, "Zalacznik/BlokDanych")
    )


def _table(table: Element) -> Table:
    columns = texts(table, "TNaglowek/Kol/NKom")
    return Table(
        title=text(table, "Opis"),
        facts=tuple((text(each, "TKlucz"), text(each, "TWartosc")) for each in children(table, "TMetaDane")),
        columns=columns,
        rows=tuple(_filled(texts(row, "WKom"), len(columns)) for row in children(table, "Wiersz")),
        totals=_filled(texts(table, "Suma/SKom"), len(columns)),
    )


def _filled(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    return cells if len(cells) <= 1 else (*cells, *[""] * (columns - len(cells)))


def known_amount(element: Element, name: str) -> Decimal:
    """An amount that the schema demands."""
    return decimal(text(element, name))


def known_day(element: Element, name: str) -> date:
    """A day that the schema demands."""
    return date.fromisoformat(text(element, name)[:10])
