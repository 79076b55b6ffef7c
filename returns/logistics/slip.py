"""The return slip: one accessible sheet for the parcel, made once for what it says and kept beside the labels."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

import segno
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from orders.documents.press import PRESS, PressFailed, Sheet
from orders.files import discard, keep_as
from orders.models import SellerSettings
from returns.logistics.queries import send_back_by
from returns.logistics.rules import Payer
from returns.logistics.terms import load_shipping_terms, payer_of
from returns.models import Case, CaseLine

log = logging.getLogger(__name__)

FOLDER = "slips"
# Bumped when orders/print/slip.css changes what people see.
LOOK = 1
# After a failure a broken template costs no child for every reader.
REST_SECONDS = 600


class NotPrinted(Exception):
    """The press failed; the same slip may be asked for again later."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    quantity: int
    name: str
    variant: str
    sku: str
    reason: str


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything the sheet says; the same content is the same file."""

    shop: str
    heading: str
    number: str
    address: list[str]
    sender: str
    orders: list[str]
    opened: datetime
    lines: list[SlipLine]
    by: date | None
    has_label: bool
    is_free: bool
    picture: str = field(repr=False)

    @property
    def has_reasons(self) -> bool:
        return any(line.reason for line in self.lines)


def slip_of(case: Case) -> Slip:
    """In the reader's language; four queries, however many lines."""
    lines = list(case.lines.select_related("order_line__order").defer("order_line__order__payload").order_by("pk"))
    terms, seller = load_shipping_terms(), SellerSettings.load()
    return Slip(
        shop=seller.legal_name or next(iter(terms.address), "Aftercare"),
        heading=str(case.get_kind_display()),
        number=case.reference,
        address=terms.address,
        sender=sender_of(case),
        orders=order_numbers(case, lines),
        opened=case.opened_at,
        lines=[line_of(line) for line in lines],
        by=send_back_by(case),
        has_label=case.labels.filter(replaced_at=None).exists(),
        is_free=payer_of(case, terms) is Payer.SHOP,
        picture=segno.make(desk_address(case), error="m", micro=False).png_data_uri(scale=6, border=0),
    )


def line_of(line: CaseLine) -> SlipLine:
    bought = line.order_line
    return SlipLine(line.quantity, bought.name, bought.variant, bought.sku, line.get_reason_display())


def order_numbers(case: Case, lines: list[CaseLine]) -> list[str]:
    first = [case.order.number] if case.order else []
    return list(dict.fromkeys([*first, *(line.order_line.order.number for line in lines)]))


def sender_of(case: Case) -> str:
    address = case.order.shipping_address if case.order else {}
    return str(address.get("name") or (case.customer.get_full_name() if case.customer else ""))


def desk_address(case: Case) -> str:
    """What the code on the sheet leads to: the case on the desk, without a language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('desk:case', args=[case.reference])}"


def pdf_of(case: Case, now: datetime) -> bytes:
    """The kept bytes, or made now. Raises NotPrinted, also for ten minutes after a failure."""
    html = render_to_string("returns/logistics/slip.html", {"slip": slip_of(case)})
    digest = sha256(f"{LOOK} {html}".encode()).hexdigest()[:40]
    folder = f"{FOLDER}/{case.pk}"
    name = f"{folder}/{digest}.pdf"
    with suppress(FileNotFoundError), storages["private"].open(name) as kept:
        content: bytes = kept.read()
        return content
    failed = f"slip:failed:{digest}"
    if cache.get(failed):
        raise NotPrinted(_("The slip is not ready. Please try again in a few minutes."))
    try:
        made = PRESS.print(Sheet(html=html, kind="slip"), now).pdf
    except PressFailed as error:
        log.error("slip of %s was not printed: %s", case.reference, error)
        cache.set(failed, True, REST_SECONDS)
        raise NotPrinted(_("The slip is not ready. Please try again in a few minutes.")) from None
    forget(folder, name)
    keep_as(name, made)
    return made


def forget(folder: str, keep: str) -> None:
    """One slip a case and language would do; what it said before is of no use to anybody."""
    with suppress(FileNotFoundError):
        names = [f"{folder}/{each}" for each in storages["private"].listdir(folder)[1]]
        for name in names:
            if name != keep and len(names) > len(settings.LANGUAGES):
                discard(name)
