"""The page of a document that we make: HTML in its language, from its content alone."""

from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from segno import helpers

from orders.einvoice.content import Document
from orders.einvoice.wording import in_words
from orders.models import Invoice

# ZBP, "2D codes in payments": six digits of grosze, 20 letters of a name, 32 of a title.
MOST_IN_A_POLISH_CODE = Decimal("9999.99")


def html_of(invoice: Invoice, document: Document) -> str:
    with translation.override(invoice.language):
        return render_to_string("orders/invoice.html", context_of(invoice, document))


def context_of(invoice: Invoice, document: Document) -> dict[str, Any]:
    address = verify_address(invoice.verify_code)
    return {
        "invoice": invoice,
        "document": document,
        "title": f"{invoice.get_kind_display()} {invoice.number}",
        "words": in_words(document.total, document.currency, invoice.language),
        "has_discounts": any(line.discount for line in document.lines),
        "account": in_fours(document.payment.account),
        "payment_code": picture(payment_code(document)),
        "verify_code": invoice.code_in_groups,
        "verify_link": address,
        "verify_address": address.removesuffix(f"{invoice.verify_code}/").partition("//")[2],
        "verify_picture": picture(segno.make(address, error="m", micro=False)),
    }


def verify_address(code: str) -> str:
    """Without a language: one address is printed for readers of every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL.rstrip('/')}{reverse('verify', args=[code])}"


def payment_code(document: Document) -> segno.QRCode | None:
    """What a banking app reads: the Polish standard for złoty, EPC069-12 for euro; None where neither fits."""
    account, amount = document.payment.account.upper(), document.due
    if document.payment.is_paid or not account or amount <= 0:
        return None
    digits = account.removeprefix("PL")
    if document.currency == "PLN" and digits.isdigit() and len(digits) == 26 and amount <= MOST_IN_A_POLISH_CODE:
        nip = document.seller.vat_number.removeprefix("PL")
        grosze = f"{int(amount * 100):06}"
        name, title = document.seller.name[:20].replace("|", " "), document.number[:32].replace("|", " ")
        return segno.make(f"{nip}|PL|{digits}|{grosze}|{name}|{title}|||", error="l", encoding="utf-8", micro=False)
    if document.currency == "EUR" and account[:2].isalpha():
        try:
            return helpers.make_epc_qr(
                name=document.seller.name[:70], iban=account, amount=amount, text=document.number[:140],
                bic=document.payment.bic or None,
            )  # fmt: skip
        except ValueError:
            return None
    return None


def in_fours(account: str) -> str:
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))


def picture(code: segno.QRCode | None) -> str:
    return code.png_data_uri(scale=4, border=0) if code else ""
