"""A KSeF invoice ready for a template: the page and the paper say the same in the same order."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.storage import storages
from django.utils.translation import gettext, pgettext

from orders.ksef.codes import Code, codes
from orders.ksef.comparing import Change, compare
from orders.ksef.document import Document, Line, Party, Reference
from orders.ksef.numbers import kod_1
from orders.ksef.reading import read_document
from orders.ksef.words import (
    correction_effects,
    mentions,
    payment_methods,
    rate_name,
    roles,
    statuses,
    sum_name,
    type_names,
)
from orders.ksef.xml import read_tree
from orders.models import Invoice
from orders.templatetags.formats import day, money
from orders.templatetags.ksef import amount, as_written, cell, signed

MOST_LINES = 300
"""More are in the XML: ten thousand lines are allowed and read by machines only."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its numbers in the table's columns, as the reader writes them; "" is an empty cell."""

    line: Line
    rate: str
    cells: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    name: str
    rate: str
    renamed_from: str
    rate_before: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    difference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines as a table. `columns` are (field, heading); only those that some line fills."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...] = ()
    compared: tuple[Compared, ...] = ()
    unchanged: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    title: str
    party: Party
    status: str = ""
    before: Party | None = None


@dataclass(frozen=True, slots=True)
class SumRow:
    name: str
    net: Decimal
    vat: Decimal | None
    vat_pln: Decimal | None


@dataclass(frozen=True, slots=True)
class Shown:
    document: Document
    title: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    grid: Grid
    ordered: Grid | None
    sums: tuple[SumRow, ...]
    has_vat_pln: bool
    total_label: str
    mentions: tuple[str, ...]
    method: str
    parts: tuple[tuple[Decimal, date, str], ...]
    effect: str
    codes: tuple[Code, ...]
    accepted_date: date | None


def document_of(invoice: Invoice) -> tuple[Document, bytes]:
    """Read again from the stored bytes: the XML is the document, everything else a picture of it."""
    with storages["private"].open(str(invoice.xml_file.name)) as file:
        xml: bytes = file.read()
    return read_document(read_tree(xml)), xml


def shown(invoice: Invoice) -> Shown:
    """In the language that is switched on."""
    document, xml = document_of(invoice)
    link = kod_1(document.seller.nip, document.issued_date, xml)
    correction = document.correction
    return Shown(
        document=document,
        title=str(type_names.get(document.kind, type_names["VAT"])),
        facts=tuple(_facts(document)),
        people=tuple(_people(document)),
        grid=grid_of(document.lines),
        ordered=grid_of(document.order_lines) if document.order_lines else None,
        sums=tuple(SumRow(sum_name(each, document), each.net, each.vat, each.vat_pln) for each in document.sums),
        has_vat_pln=any(each.vat_pln is not None for each in document.sums),
        total_label=_total_label(document),
        mentions=tuple(mentions(document)),
        method=_method(document.payment.method) or document.payment.method_text,
        parts=tuple((each.amount, each.paid_date, _method(each.method)) for each in document.payment.parts),
        effect=str(correction_effects.get(correction.effect, "")) if correction else "",
        codes=codes(link, invoice.ksef_number, invoice.snapshot.get("kod_2", "")),
        accepted_date=_accepted(invoice.ksef_number),
    )


def grid_of(lines: tuple[Line, ...]) -> Grid:
    columns = tuple(each for each in _columns() if any(getattr(line, each[0]) is not None for line in lines))
    names = [name for name, _heading in columns]
    changes = compare(lines)
    if changes is None:
        rows = tuple(Row(line, rate_name(line), _cells(line, names), _details(line)) for line in lines[:MOST_LINES])
        return Grid(columns, rows=rows, left_out=max(0, len(lines) - MOST_LINES))
    changed = [each for each in changes if not each.is_the_same]
    compared = tuple(_compared(each, names) for each in changed[:MOST_LINES])
    unchanged = len(changes) - len(changed)
    return Grid(columns, compared=compared, unchanged=unchanged, left_out=max(0, len(changed) - MOST_LINES))


def _compared(change: Change, names: list[str]) -> Compared:
    before, after = change.before, change.after
    return Compared(
        name=change.line.name,
        rate=rate_name(change.line),
        renamed_from=before.name if before and after and before.name != after.name else "",
        rate_before=rate_name(before) if before and after and rate_name(before) != rate_name(after) else "",
        before=_cells(before, names),
        after=_cells(after, names),
        difference=tuple(signed(change.difference(name), name) for name in names),
    )


def _columns() -> tuple[tuple[str, str], ...]:
    return (
        # Translators: Polish: ilość
        ("quantity", gettext("Quantity")),
        # Translators: Polish: cena jednostkowa netto
        ("net_price", gettext("Net unit price")),
        # Translators: Polish: cena jednostkowa brutto
        ("gross_price", gettext("Gross unit price")),
        # Translators: Polish: opust lub obniżka ceny (rabat)
        ("discount", gettext("Discount")),
        # Translators: Polish: wartość sprzedaży netto
        ("net", gettext("Net value")),
        # Translators: Polish: kwota podatku VAT
        ("vat", pgettext("column of amounts", "VAT")),
        # Translators: Polish: wartość sprzedaży brutto
        ("gross", gettext("Gross value")),
    )


def _cells(line: Line | None, names: list[str]) -> tuple[str, ...]:
    return tuple(_cell(line, name) if line else "" for name in names)


def _cell(line: Line, name: str) -> str:
    said = cell(getattr(line, name), name)
    return f"{said} {line.unit}" if said and name == "quantity" and line.unit else said


def _details(line: Line) -> tuple[str, ...]:
    """What a bookkeeper looks for and nobody else: codes, the day of delivery, the rate of exchange."""
    said = (
        (line.index, line.index),
        (line.gtin, f"GTIN {line.gtin}"),
        (line.classification, line.classification),
        (line.gtu, line.gtu),
        (line.procedure, line.procedure),
        (line.delivered_date, gettext("supplied on %(day)s") % {"day": day(line.delivered_date)}),
        # Translators: Polish: kurs waluty
        (line.exchange_rate, gettext("exchange rate %(rate)s") % {"rate": as_written(line.exchange_rate)}),
        # Translators: Polish: kwota podatku akcyzowego zawarta w cenie
        (line.excise, gettext("excise duty in the price: %(amount)s") % {"amount": amount(line.excise)}),
        # Translators: Polish: towar lub usługa z załącznika nr 15 do ustawy o VAT
        (line.in_annex_15, gettext("listed in annex 15 of the VAT act")),
    )
    return tuple(str(words) for is_said, words in said if is_said)


def _facts(document: Document) -> list[tuple[str, str]]:
    period = " – ".join(day(each) for each in document.period) if document.period else ""
    orders = ", ".join(_reference(each) for each in document.orders)
    contracts = ", ".join(_reference(each) for each in document.contracts)
    said = [
        # Translators: Polish: data wystawienia
        (
            pgettext("invoice", "Issued"),
            " · ".join(each for each in (day(document.issued_date), document.place) if each),
        ),
        # Translators: Polish: data dokonania dostawy lub wykonania usługi
        (gettext("Supplied on"), day(document.delivered_date)),
        # Translators: Polish: okres, którego dotyczy faktura
        (gettext("Period"), period),
        (gettext("Currency"), document.currency),
        # Translators: Polish: kurs waluty
        (gettext("Exchange rate"), as_written(document.exchange_rate)),
        (gettext("Order"), orders),
        (gettext("Contract"), contracts),
        # Translators: Polish: numer WZ (wydanie zewnętrzne)
        (gettext("Dispatch note (WZ)"), ", ".join(document.dispatch_notes)),
        # Translators: Polish: warunki dostawy
        (gettext("Delivery terms"), document.delivery_terms),
        # Translators: Polish: numer partii towaru
        (gettext("Batch"), ", ".join(document.batches)),
        # Translators: Polish: faktury zaliczkowe
        (gettext("Advance invoices"), ", ".join(document.advances)),
        # Translators: Polish: wartość zamówienia lub umowy
        (gettext("Value of the order"), money(document.order_value, document.currency)),
    ]
    return [(label, value) for label, value in said if value]


def _reference(reference: Reference) -> str:
    made = day(reference.made_date)
    return f"{reference.number} ({made})" if reference.number and made else reference.number or made


def _people(document: Document) -> list[Person]:
    correction = document.correction
    before = correction.buyers_before[0] if correction and correction.buyers_before else None
    seller = Person(
        # Translators: Polish: sprzedawca
        gettext("Seller"),
        document.seller,
        str(statuses.get(document.seller.status, "")),
        correction.seller_before if correction else None,
    )
    # Translators: Polish: nabywca
    people = [seller, Person(gettext("Buyer"), document.buyer, before=before)]
    people += [
        Person(str(roles.get(party.role, "")) or party.role_text or gettext("Third party"), party)
        for party in document.others
    ]
    if document.authorised:
        # Translators: Polish: podmiot upoważniony
        people.append(Person(gettext("Authorised entity"), document.authorised))
    return people


def _total_label(document: Document) -> str:
    labels = {
        # Translators: Polish: otrzymana zapłata (zaliczka)
        "ZAL": pgettext("total of an advance invoice", "Payment received"),
        # Translators: Polish: kwota pozostała do zapłaty
        "ROZ": gettext("Left to pay"),
    }
    if document.is_correction:
        # Translators: Polish: korekta kwoty należności ogółem
        return gettext("Change of the total")
    # Translators: Polish: kwota należności ogółem
    return labels.get(document.kind) or gettext("Total due")


def _method(code: str) -> str:
    return str(payment_methods.get(code, ""))


def _accepted(ksef_number: str) -> date | None:
    """The day KSeF took it in, which its number says."""
    written = ksef_number[11:19]
    return date(int(written[:4]), int(written[4:6]), int(written[6:])) if written else None
