"""Tax by rate, as the source's tax lines say it. Pure."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from orders.einvoice.content import Rounding, Tax, Unsaid

PENNY = Decimal("0.01")
ZERO = Decimal("0.00")
# BT-120, BT-121: what the law is called, where the source names no other reason.
REASONS = {
    "reverse_charge": ("Reverse charge", "VATEX-EU-AE"),
    "intra_community": ("Intra-Community supply", "VATEX-EU-IC"),
    "export": ("Export outside the EU", "VATEX-EU-G"),
    "margin": ("Margin scheme: second-hand goods", "VATEX-EU-F"),
    "exempt": ("", ""),
    "": ("", ""),
}


@dataclass(frozen=True, slots=True)
class Position:
    name: str
    quantity: Decimal
    net: Decimal
    tax: Decimal
    rate: Decimal
    category: str
    detail: str = ""
    sku: str = ""
    printed_price: Decimal | None = None
    discount: Decimal | None = None


Key = tuple[str, Decimal]


def exempt_reason(said: dict[str, Any], treatment: str) -> str:
    told = said.get("terms", {}).get("treatment_reason") or (
        said["seller"].get("exemption_reason", "") if treatment == "exempt" else ""
    )
    if treatment == "exempt" and not told:
        raise Unsaid("BR-E-10", "an exempt sale says by which rule it is exempt")
    return str(told)


def roundings_of(positions: list[Position], said: dict[str, Any], total: Decimal) -> tuple[Rounding, ...]:
    """What is missing between the lines and the source's own sums: pennies, or the source contradicts itself."""
    nets = _nets(positions)
    told = _told_nets(said)
    found = [
        Rounding(told[rate] - net, category, rate)
        for (category, rate), net in nets.items()
        if rate in told and told[rate] != net
    ]
    if not found:
        tax = sum((each.tax for each in _told_taxes(said).values()), ZERO) if _charges(positions) else ZERO
        missing = total - tax - sum(nets.values(), ZERO)
        if missing and nets:
            category, rate = max(nets, key=lambda key: nets[key])
            found = [Rounding(missing, category, rate)]
    most = PENNY * (len(positions) + 1)
    for each in found:
        if abs(each.amount) > most:
            raise Unsaid("AC-SUM", f"lines and totals differ by {each.amount}: the source contradicts itself")
    return tuple(found)


def taxes_of(
    positions: list[Position], roundings: tuple[Rounding, ...], said: dict[str, Any], treatment: str, reason: str
) -> tuple[Tax, ...]:
    nets = _nets(positions)
    for each in roundings:
        nets[each.category, each.rate] += each.amount
    told = _told_taxes(said)
    words, code = REASONS[treatment]
    return tuple(
        Tax(category, rate, net, _tax_of(category, rate, told), reason or words, code)
        for (category, rate), net in sorted(nets.items(), key=lambda item: -item[0][1])
    )


def _tax_of(category: str, rate: Decimal, told: dict[Decimal, "_Told"]) -> Decimal:
    if category != "S":
        return ZERO
    if rate not in told:
        raise Unsaid("AC-RATE", f"the source's tax lines say nothing of the rate {rate.normalize():f}%")
    return told[rate].tax


def _charges(positions: list[Position]) -> bool:
    return any(each.category == "S" for each in positions)


def _nets(positions: list[Position]) -> dict[Key, Decimal]:
    nets: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for each in positions:
        nets[each.category, each.rate] += each.net
    return nets


@dataclass(frozen=True, slots=True)
class _Told:
    tax: Decimal
    net: Decimal | None


def _told_taxes(said: dict[str, Any]) -> dict[Decimal, _Told]:
    """By rate. Some shops put the tax on delivery into a tax line's amount, some beside it: their total decides."""
    whole = said["totals"].get("tax_total")
    plain = _summed(said, with_delivery=False)
    if whole in (None, "") or sum((each.tax for each in plain.values()), ZERO) == Decimal(whole).quantize(PENNY):
        return plain
    beside = _summed(said, with_delivery=True)
    return beside if sum((each.tax for each in beside.values()), ZERO) == Decimal(whole).quantize(PENNY) else plain


def _told_nets(said: dict[str, Any]) -> dict[Decimal, Decimal]:
    return {rate: each.net for rate, each in _told_taxes(said).items() if each.net is not None}


def _summed(said: dict[str, Any], *, with_delivery: bool) -> dict[Decimal, _Told]:
    found: dict[Decimal, _Told] = {}
    for line in said["tax_lines"]:
        if not line.get("rate"):
            continue
        rate, tax = Decimal(line["rate"]), Decimal(line.get("amount") or 0)
        tax += Decimal(line.get("shipping_amount") or 0) if with_delivery else 0
        net = Decimal(line["net"]).quantize(PENNY) if line.get("net") else None
        known = found.get(rate)
        both = known.net + net if known and known.net is not None and net is not None else None if known else net
        found[rate] = _Told(tax.quantize(PENNY, ROUND_HALF_UP) + (known.tax if known else ZERO), both)
    return found


def tax_in_national_currency(
    taxes: tuple[Tax, ...], terms: dict[str, Any], currency: str, national: str
) -> tuple[Decimal | None, str]:
    """BT-111 and how it came about (art. 106e ust. 11); (None, "") where the document is in that currency."""
    tax = sum((each.tax for each in taxes), ZERO)
    if currency == national or not tax:
        return None, ""
    rate, table = terms.get("exchange_rate", ""), terms.get("exchange_table", "")
    words = f"1 {currency} = {rate} {national}" if rate else ""
    words = f"{words} ({table})" if words and table else words
    if terms.get("tax_in_national_currency"):
        return Decimal(terms["tax_in_national_currency"]).quantize(PENNY, ROUND_HALF_UP), words
    if not rate:
        raise Unsaid("AC-NATIONAL-TAX", f"VAT must be said in {national} too: give the amount or the exchange rate")
    return sum(((each.tax * Decimal(rate)).quantize(PENNY, ROUND_HALF_UP) for each in taxes), ZERO), words
