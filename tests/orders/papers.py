"""Documents of every kind, as accounting would issue them; printed once a test run."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from orders.documents.papers import from_snapshot
from orders.documents.press import PRESS, Printed, Sheet
from orders.models import Invoice

MADE_AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
SELLER = {
    "name": "Dom i Ogród sp. z o.o.",
    "vat_number": "526-587-76-35",
    "street": "ul. Piotrkowska 1",
    "postcode": "90-001",
    "city": "Łódź",
    "country": "PL",
    "email": "",
    "bank_account": "PL61 1090 1014 0000 0712 1981 2874",
    "bank_bic": "",
    "exemption_reason": "",
}
ANNA = {"name": "Anna Nowak", "street": "ul. Łąkowa 5", "postcode": "31-443", "city": "Kraków", "country": "PL"}
FIRM = {
    "name": "Ben Schmidt",
    "company": "Schmidt GmbH",
    "street": "Hauptstr. 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
    "vat_number": "DE123456789",
}
WORDS = "Zażółć gęślą jaźń ŁÓDŹ, Съешь ещё этих мягких французских булок"
MUG = {
    "name": WORDS, "variant": "", "sku": "MUG-01", "quantity": 2, "unit_price": "49.0000", "discount_total": "",
    "total": "98.0000", "tax_total": "18.3300", "tax_rate": "23.0000",
}  # fmt: skip
TEA = {
    **MUG,
    "name": "Herbata",
    "sku": "",
    "quantity": 1,
    "unit_price": "31.00",
    "total": "31.00",
    "tax_total": "5.80",
}
CUP = {**MUG, "unit_price": "20.00", "discount_total": "1.00", "total": "40.00", "tax_total": "7.48"}
UNTAXED = {**CUP, "total": "32.52", "tax_total": "", "tax_rate": ""}
PAID = {"status": "paid", "method": "BLIK", "paid_at": "2026-11-02T10:00:00+00:00"}
UNPAID = {"status": "unpaid", "method": "", "paid_at": ""}
BACK = {
    "corrects": {"number": "FV/2026/11/0042", "issued_date": "2026-11-02", "ksef_number": ""},
    "reason": "Zwrot jednego kubka",
    "differences": [{"position": 1, "quantity": "-1", "net": "-39.84", "tax": "-9.16"}],
    "before": [{"position": 1, "quantity": "2", "gross": "98.00"}],
}


def snapshot(**said: Any) -> dict[str, Any]:
    """A Polish customer's paid order, prices with tax; a penny between the lines and the rate's net."""
    return {
        "version": 2,
        "seller": SELLER,
        "buyer": ANNA,
        "recipient": ANNA,
        "order": {"number": "1001", "placed_at": "2026-11-02T10:00:00+00:00"},
        "amounts_include_tax": True,
        "lines": [MUG, TEA],
        "fees": [],
        "tax_lines": [{"title": "VAT", "rate": "23", "net": "115.44", "amount": "26.55"}],
        "totals": {
            "shipping_total": "12.99", "shipping_tax_total": "2.43", "tax_total": "26.55", "total": "141.9900",
        },
        "shipping_method": "InPost",
        "delivery_name": "Dostawa: InPost",
        "payment": PAID,
        "terms": {},
        "note": "Dziękujemy",
    } | said  # fmt: skip


EURO = {
    "lines": [CUP],
    "tax_lines": [{"title": "VAT", "rate": "23", "amount": "7.48", "net": "32.52"}],
    "totals": {"shipping_total": "", "tax_total": "7.48", "total": "40.00"},
    "buyer": FIRM,
    "recipient": FIRM,
    "payment": UNPAID,
    "terms": {"exchange_rate": "4.2530", "exchange_table": "215/A/NBP/2026", "due_date": "2026-11-16"},
}
NO_TAX = {"lines": [UNTAXED], "tax_lines": [], "totals": {"total": "32.52", "tax_total": ""}}
ABROAD = {**NO_TAX, "buyer": FIRM, "recipient": FIRM}


@dataclass(frozen=True)
class Kind:
    said: dict[str, Any]
    language: str = "pl"
    currency: str = "PLN"
    kind: str = "invoice"
    type_code: str = "380"
    total: str = "141.99"


KINDS = {
    "PLN, a consumer": Kind({}),
    "PLN, not paid, split payment": Kind(
        {"payment": UNPAID, "terms": {"due_date": "2026-11-16", "split_payment": True}}, language="ru"
    ),
    "EUR with VAT in PLN": Kind(EURO, "en", "EUR", total="40.00"),
    "reverse charge": Kind({**ABROAD, "terms": {"treatment": "reverse_charge"}}, "en", "EUR", total="32.52"),
    "exempt": Kind(
        {**NO_TAX, "terms": {"treatment": "exempt", "treatment_reason": "art. 113 ust. 1 ustawy o VAT"}}, total="32.52"
    ),
    "margin": Kind({**NO_TAX, "terms": {"treatment": "margin"}}, total="32.52"),
    "inside the EU": Kind(
        {**ABROAD, "terms": {"treatment": "intra_community", "delivered_date": "2026-11-03"}}, "en", "EUR",
        total="32.52",
    ),
    "export": Kind({**ABROAD, "terms": {"treatment": "export"}}, "en", "EUR", total="32.52"),
    "correction": Kind(BACK, kind="correction", type_code="384", total="-49.00"),
    "correction in EUR": Kind(
        {**EURO, **BACK, "differences": [{"position": 1, "quantity": "-1", "net": "-16.26", "tax": "-3.74"}]},
        "en", "EUR", "correction", "384", "-20.00",
    ),
    "credit note": Kind(BACK, kind="credit_note", type_code="381", total="49.00"),
}  # fmt: skip


def row(kind: Kind, **changes: Any) -> Invoice:
    """Not saved."""
    return Invoice(
        number="FV/2026/11/0042" if kind.kind == "invoice" else "KOR/2026/11/0001",
        issued_date=date(2026, 11, 2),
        currency=kind.currency,
        language=kind.language,
        kind=kind.kind,
        type_code=kind.type_code,
        total=Decimal(kind.total),
        snapshot=snapshot(**kind.said) | changes,
        verify_code="0123456789ABCDEFGHJKMNPQRSTV",
    )


@cache
def sheet(name: str) -> Sheet:
    return from_snapshot(row(KINDS[name]))


@cache
def printed(name: str) -> Printed:
    """With the warm press, a few tenths of a second each."""
    return PRESS.print(sheet(name), MADE_AT)
