"""A correction: the earlier document, less or more what changed. Pure."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from orders.einvoice.content import Change, Document, Earlier, Line, Payment, Tax, Unsaid
from orders.einvoice.taxes import PENNY, ZERO, tax_in_national_currency


def corrected(original: Document, said: dict[str, Any], earlier: Earlier, national: str) -> Document:
    """`said` is the correction's snapshot: its signed differences, and what stood before them by position."""
    sign = Decimal(-1) if original.is_credit_note else Decimal(1)
    known = {line.position: line for line in original.lines}
    lines = tuple(_line(place, known, each, sign) for place, each in enumerate(said["differences"], start=1))
    taxes = _taxes(lines, original.taxes)
    in_national, exchange = tax_in_national_currency(taxes, said.get("terms", {}), original.currency, national)
    return replace(
        original,
        lines=lines,
        taxes=taxes,
        roundings=(),
        rounding=Decimal("0.00"),
        total=sum((each.gross for each in taxes), ZERO),
        # Whether the difference was paid is not the document's to say: it is owed.
        payment=Payment(method=original.payment.method),
        earlier=earlier,
        reason=said.get("reason", ""),
        changes=tuple(_change(known, before, said["differences"]) for before in said["before"]),
        tax_currency=national if in_national is not None else "",
        tax_in_currency=in_national,
        exchange=exchange,
    )


def _line(place: int, known: dict[int, Line], difference: dict[str, Any], sign: Decimal) -> Line:
    line = known.get(int(difference["position"]))
    if line is None:
        raise Unsaid("AC-POSITION", f"the corrected document has no line {difference['position']}")
    net, tax = sign * Decimal(difference["net"]), sign * Decimal(difference["tax"])
    # A price that changed and no piece: one piece of the difference (BR-27: a price is never negative).
    quantity = sign * Decimal(difference["quantity"]) or Decimal(-1 if net < 0 else 1)
    return replace(
        line,
        position=place,
        quantity=quantity,
        price=abs(net / quantity).quantize(Decimal("0.000001")).normalize(),
        net=net.quantize(PENNY),
        tax=tax.quantize(PENNY),
        printed_price=None,
        discount=None,
    )


def _taxes(lines: tuple[Line, ...], original: tuple[Tax, ...]) -> tuple[Tax, ...]:
    sums: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for line in lines:
        row = sums[line.category, line.rate]
        row[0], row[1] = row[0] + line.net, row[1] + line.tax
    words = {(each.category, each.rate): (each.reason, each.code) for each in original}
    return tuple(Tax(*key, net, tax, *words.get(key, ("", ""))) for key, (net, tax) in sums.items())


def _change(known: dict[int, Line], before: dict[str, Any], differences: list[dict[str, Any]]) -> Change:
    mine = [each for each in differences if each["position"] == before["position"]]
    quantity, gross = Decimal(before["quantity"]), Decimal(before["gross"])
    line = known[int(before["position"])]
    return Change(
        name=line.name,
        rate=line.rate,
        quantity_before=quantity,
        quantity_after=quantity + sum((Decimal(each["quantity"]) for each in mine), Decimal(0)),
        gross_before=gross,
        gross_after=gross + sum((Decimal(each["net"]) + Decimal(each["tax"]) for each in mine), ZERO),
    )
