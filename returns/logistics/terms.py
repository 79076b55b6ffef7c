"""What the shop says about sending goods back, read from the settings in the admin."""

from dataclasses import dataclass

from django.http import HttpRequest

from returns.logistics.rules import Payer, payer
from returns.models import Case, ReturnSettings


@dataclass(frozen=True, slots=True)
class ShippingTerms:
    """`address`: one line each; `note`: the shop's own words, plain text."""

    address: list[str]
    shop_pays: bool
    note: str = ""


def load_shipping_terms(request: HttpRequest | None = None) -> ShippingTerms:
    """With a request the row is read once for the whole page."""
    own = ReturnSettings.load(request_or_site=request)
    lines = [line.strip() for line in own.return_address.splitlines() if line.strip()]
    return ShippingTerms(lines, own.shop_pays_return, own.return_note.strip())


def payer_of(case: Case, terms: ShippingTerms) -> Payer:
    return payer(case.kind, terms.shop_pays)
