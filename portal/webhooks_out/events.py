"""What a shop's own systems can hear, and how each is told. No words of customers: those stay on the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Kind:
    """`about` is for the API's reference page and in English, like the API; `label` for the admin."""

    name: str
    label: str | Promise
    about: str
    data: Mapping[str, Any]


CASE: dict[str, Any] = {
    "reference": "W-7F3K9Q",
    "kind": "withdrawal",
    "status": "approved",
    "order": "4711",
    "order_number": "1001",
    "source": "shop",
    "opened_at": "2026-11-22T10:00:00+00:00",
    "url": "https://help.example.com/admin/cases/W-7F3K9Q/",
}
LINES = [{"line": "1", "sku": "MUG-01", "name": "Ceramic mug", "quantity": 2}]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "order.stop_dispatch",
            _("Stop a parcel: withdrawn before it was sent"),
            "A customer withdrew from an order that was not handed to the carrier yet. Hold the parcel back.",
            {"case": CASE, "lines": LINES},
        ),
        Kind(
            "withdrawal.submitted",
            _("A withdrawal was declared"),
            "A statement of withdrawal came in. It may not be matched to an order yet; case.opened follows then.",
            {"withdrawal": {"number": 17, "submitted_at": "2026-11-22T11:00:00+01:00"}},
        ),
        Kind(
            "case.opened",
            _("A case was opened"),
            "A withdrawal, return, complaint, guarantee claim, delivery problem or question.",
            {"case": CASE, "lines": LINES},
        ),
        Kind(
            "case.changed",
            _("A case took a step"),
            "Somebody decided, received, refunded, closed: `verb` says what, `from` and `to` the status.",
            {
                "case": CASE,
                "change": {"verb": "receive", "from": "approved", "to": "received", "at": "2026-11-25T09:00:00+00:00"},
            },
        ),
        Kind(
            "case.message",
            _("Somebody wrote in a case"),
            "By the customer or an agent; never an internal note. The words stay on the desk.",
            {"case": CASE, "message": {"author": "customer", "at": "2026-11-24T08:00:00+00:00", "files": 1}},
        ),
        Kind(
            "refund.decided",
            _("Money is to be paid back"),
            "An agent recorded a refund: pay it, if your shop has not yet.",
            {"case": CASE, "refund": {"amount": "110.99", "currency": "PLN"}},
        ),
        Kind(
            "complaint.accepted_by_law",
            _("A complaint was accepted by law"),
            "Nobody answered within the legal time, so what the customer demanded is owed.",
            {"case": CASE | {"kind": "complaint", "reference": "C-7F3K9Q"}, "demand": "repair"},
        ),
    )
}


def body_of(kind: str, at: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The shape of Standard Webhooks: type, timestamp, data; `version` grows when a field changes its meaning."""
    return {"type": kind, "version": VERSION, "timestamp": at, "data": dict(data)}
