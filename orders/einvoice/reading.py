"""A snapshot becomes a document. Nothing is recomputed: tax is what the source's tax lines say (Unsaid where silent).

The only sums made here are those EN 16931 asks for and no shop sends: an amount without tax is the one with tax less
its own tax, and a rate's base is the sum of its lines.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from orders.einvoice.content import Document, Earlier, Line, Party, Payment, Unsaid
from orders.einvoice.correcting import corrected
from orders.einvoice.taxes import PENNY, Position, exempt_reason, roundings_of, tax_in_national_currency, taxes_of
from orders.einvoice.wording import mentions

NATIONAL_CURRENCY = {"PL": "PLN", "CZ": "CZK", "HU": "HUF", "SE": "SEK", "DK": "DKK", "RO": "RON"}
CATEGORIES = {"exempt": "E", "margin": "E", "reverse_charge": "AE", "intra_community": "K", "export": "G"}


def document_of(invoice: Any) -> Document:
    """What an invoice row says, from its snapshot alone. Raises Unsaid with the rule the source leaves open."""
    said = invoice.snapshot
    seller = party(said["seller"])
    national = NATIONAL_CURRENCY.get(seller.country, invoice.currency)
    earlier = earlier_of(said)
    # A correction's terms (its exchange rate) are its own; the sale it corrects is read as it was sold.
    sold = _sold(invoice, seller, national if earlier is None else invoice.currency)
    return sold if earlier is None else corrected(sold, said, earlier, national)


def _sold(invoice: Any, seller: Party, national: str) -> Document:
    said = invoice.snapshot
    terms = said.get("terms", {})
    treatment = terms.get("treatment") or _treatment_of(said)
    positions = _positions(said, treatment)
    rounding = amount(said["totals"].get("rounding_total")) or Decimal("0.00")
    total = _needed(said["totals"].get("total"), "AC-TOTAL", "the order has no total")
    roundings = roundings_of(positions, said, total - rounding)
    taxes = taxes_of(positions, roundings, said, treatment, exempt_reason(said, treatment))
    in_national, exchange = tax_in_national_currency(taxes, terms, invoice.currency, national)
    return Document(
        number=invoice.number,
        type_code=invoice.type_code,
        issued_date=invoice.issued_date,
        currency=invoice.currency,
        seller=seller,
        buyer=party(said["buyer"]),
        recipient=party(said["recipient"]) if said["recipient"] else None,
        lines=tuple(_line(place, each) for place, each in enumerate(positions, start=1)),
        taxes=taxes,
        roundings=roundings,
        total=total - rounding,
        rounding=rounding,
        order_number=said["order"]["number"],
        order_date=day(said["order"]["placed_at"]),
        delivered_date=day(terms.get("delivered_date", "")),
        payment=payment_of(said),
        treatment=treatment,
        mentions=mentions(treatment, is_split=bool(terms.get("split_payment")), language=invoice.language),
        note=said["note"],
        tax_currency=national if in_national is not None else "",
        tax_in_currency=in_national,
        exchange=exchange,
    )


def _treatment_of(said: dict[str, Any]) -> str:
    """A seller who charges no VAT at all says so in the settings; nothing else is assumed."""
    charged = any(amount(line.get("amount")) for line in said["tax_lines"])
    return "exempt" if said["seller"].get("exemption_reason") and not charged else ""


def _positions(said: dict[str, Any], treatment: str) -> list[Position]:
    """Goods, fees and delivery: everything that has a price and a tax."""
    rates = {rate for line in said["tax_lines"] if (rate := number(line.get("rate"))) is not None}
    only_rate = next(iter(rates)) if len(rates) == 1 else None
    found = [_position(line, said, treatment, only_rate) for line in said["lines"]]
    for fee in said.get("fees", []):
        row = {"name": fee["title"], "quantity": 1, "total": fee["amount"], "tax_total": fee.get("tax_amount")}
        found.append(_position(row, said, treatment, only_rate))
    if amount(said["totals"].get("shipping_total")):
        row = {
            "name": said.get("delivery_name") or said["shipping_method"] or "Delivery",
            "quantity": 1,
            "total": said["totals"]["shipping_total"],
            "tax_total": _tax_on_delivery(said, found),
        }
        found.append(_position(row, said, treatment, only_rate))
    return found


def _tax_on_delivery(said: dict[str, Any], goods: list[Position]) -> Decimal | None:
    told = amount(said["totals"].get("shipping_tax_total"))
    if told is not None:
        return told
    parts = [amount(line.get("shipping_amount")) for line in said["tax_lines"]]
    if parts and None not in parts:
        return sum((part for part in parts if part is not None), Decimal("0.00"))
    whole = amount(said["totals"].get("tax_total"))
    return None if whole is None else whole - sum((each.tax for each in goods), Decimal("0.00"))


def _position(row: dict[str, Any], said: dict[str, Any], treatment: str, only_rate: Decimal | None) -> Position:
    name = row["name"]
    total = _needed(row.get("total"), "AC-LINE-TOTAL", f"the shop did not say what “{name}” costs in all")
    tax, rate = amount(row.get("tax_total")), number(row.get("tax_rate"))
    if treatment:
        tax = rate = Decimal(0)
    elif rate == 0 and tax is None:
        tax = Decimal(0)
    if tax is None:
        raise Unsaid("AC-LINE-TAX", f"the shop did not say the tax of “{name}”")
    rate = rate if rate is not None else only_rate if tax else None
    if rate is None:
        raise Unsaid("AC-LINE-RATE", f"the shop did not say the tax rate of “{name}”")
    includes_tax = bool(said["amounts_include_tax"])
    return Position(
        name=name,
        quantity=Decimal(str(row["quantity"])),
        net=(total - tax if includes_tax else total).quantize(PENNY),
        tax=tax.quantize(PENNY),
        rate=rate,
        category=CATEGORIES.get(treatment, "S" if rate else "Z"),
        detail=row.get("variant", ""),
        sku=row.get("sku", ""),
        printed_price=amount(row.get("unit_price")) if row.get("unit_price") else None,
        discount=amount(row.get("discount_total")) or None,
    )


def _line(place: int, each: Position) -> Line:
    if not each.quantity:
        raise Unsaid("AC-QUANTITY", f"“{each.name}” has no quantity")
    return Line(
        position=place,
        name=each.name,
        quantity=each.quantity,
        price=abs(each.net / each.quantity).quantize(Decimal("0.000001"), ROUND_HALF_UP).normalize(),
        net=each.net,
        tax=each.tax,
        category=each.category,
        rate=each.rate,
        detail=each.detail,
        sku=each.sku,
        printed_price=each.printed_price,
        discount=each.discount,
    )


def party(said: dict[str, Any]) -> Party:
    country = str(said.get("country", ""))
    company, person = said.get("company", ""), said.get("name", "")
    return Party(
        name=company or person,
        person=person if company else "",
        street=said.get("street", ""),
        street2=said.get("street2", ""),
        postcode=said.get("postcode", ""),
        city=said.get("city", ""),
        country=country if len(country) == 2 else "",
        vat_number=vat_number(said.get("vat_number", ""), country),
        email=said.get("email", ""),
    )


def vat_number(written: str, country: str) -> str:
    """526-587-76-35 of a Polish firm is PL5265877635 (BR-CO-09 wants the country in front)."""
    bare = "".join(letter for letter in written.upper() if letter.isalnum())
    prefix = "EL" if country == "GR" else country
    return bare if not bare or bare[:2].isalpha() else f"{prefix}{bare}"


def payment_of(said: dict[str, Any]) -> Payment:
    payment = said["payment"]
    return Payment(
        method=payment["method"],
        is_paid=payment["status"] not in {"unpaid", "authorized"},
        paid_date=day(payment["paid_at"]),
        account="".join(said["seller"].get("bank_account", "").split()),
        bic=said["seller"].get("bank_bic", ""),
        due_date=day(said.get("terms", {}).get("due_date", "")),
    )


def earlier_of(said: dict[str, Any]) -> Earlier | None:
    corrects = said.get("corrects")
    if not corrects:
        return None
    issued = day(corrects["issued_date"])
    if issued is None:
        raise Unsaid("AC-CORRECTS", "the corrected document has no date")
    return Earlier(corrects["number"], issued, corrects.get("ksef_number", ""))


def _needed(text: Any, rule: str, reason: str) -> Decimal:
    found = amount(text)
    if found is None:
        raise Unsaid(rule, reason)
    return found


def number(text: Any) -> Decimal | None:
    try:
        return None if text in (None, "") else Decimal(str(text))
    except InvalidOperation:
        return None


def amount(text: Any) -> Decimal | None:
    """With two places. A source that reckons finer is rounded here, and BG-20/21 carry what that leaves."""
    found = number(text)
    return None if found is None else found.quantize(PENNY, ROUND_HALF_UP)


def day(text: str) -> date | None:
    if not text:
        return None
    return datetime.fromisoformat(text).date() if "T" in text else date.fromisoformat(text)
