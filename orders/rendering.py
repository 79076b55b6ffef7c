"""An invoice's snapshot becomes a PDF: HTML here, the PDF in a child process with limits."""

import os
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_datetime

from orders.models import Invoice, Order

ROOT = Path(__file__).resolve().parent.parent
WALL_SECONDS = 20
MAX_PDF_BYTES = 20 * 1024 * 1024


class RenderingFailed(Exception):
    pass


def invoice_html(invoice: Invoice) -> str:
    """The document in the invoice's language, from its snapshot alone."""
    with translation.override(invoice.language):
        return render_to_string("orders/invoice.html", {"invoice": invoice, **_content(invoice.snapshot)})


def _content(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot with its strings read back into amounts and dates."""
    payment = snapshot["payment"]
    return {
        "seller": snapshot["seller"],
        "buyer": snapshot["buyer"],
        "recipient": snapshot["recipient"] if snapshot["recipient"] != snapshot["buyer"] else {},
        "order_number": snapshot["order"]["number"],
        "order_date": parse_datetime(snapshot["order"]["placed_at"]),
        "amounts_include_tax": snapshot["amounts_include_tax"],
        "lines": [_amounts(line) for line in snapshot["lines"]],
        "tax_lines": [_amounts(line) for line in snapshot["tax_lines"]],
        "has_rates": any(line.get("tax_rate") for line in snapshot["lines"]),
        "totals": _amounts(snapshot["totals"]),
        "shipping_method": snapshot["shipping_method"],
        "payment_method": payment["method"],
        "payment_status": Order.PaymentStatus(payment["status"]).label,
        "is_paid": payment["status"] != Order.PaymentStatus.UNPAID,
        "paid_at": parse_datetime(payment["paid_at"]) if payment["paid_at"] else None,
        "note": snapshot["note"],
    }


AMOUNTS = frozenset(
    (
        "unit_price",
        "subtotal",
        "discount_total",
        "shipping_total",
        "shipping_amount",
        "total",
        "tax_total",
        "tax_rate",
        "amount",
        "net",
        "rate",
    )
)


def _amounts(row: dict[str, Any]) -> dict[str, Any]:
    return {name: (Decimal(value) if value else None) if name in AMOUNTS else value for name, value in row.items()}


def make_pdf(html: str, kind: str = "invoice") -> bytes:
    """Run the child for a kind of orders.pdf. Raises RenderingFailed with its last words; a slow child is killed."""
    with tempfile.TemporaryDirectory(prefix="invoice-") as folder:
        environment = {
            "PATH": os.defpath,
            "HOME": folder,
            "TMPDIR": folder,
            "XDG_CACHE_HOME": folder,
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        try:
            done = subprocess.run(  # noqa: S603 - the kind is written in our code
                [sys.executable, "-m", "orders.pdf", kind],
                input=html.encode(),
                capture_output=True,
                timeout=WALL_SECONDS,
                cwd=ROOT,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RenderingFailed(f"The PDF was not ready after {WALL_SECONDS} seconds.") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-") or len(done.stdout) > MAX_PDF_BYTES:
        raise RenderingFailed(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
