"""Orders to return from, files to send, and forms as a browser fills them in."""

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pikepdf
import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from orders.models import Order, OrderLine
from returns import actions
from returns.actions import WantedLine
from returns.models import Case

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
_serial = iter(range(1, 10**9))


def make_order(customer: Any, quantities: tuple[int, ...] = (1,), **fields: Any) -> Order:
    """A delivered order with one line for each quantity, 49.99 a piece."""
    number = str(1000 + next(_serial))
    total = sum(quantities) * Decimal("49.99")
    values: dict[str, Any] = {
        "source": "test",
        "external_id": number,
        "number": number,
        "slug": f"o-{number}",
        "customer": customer,
        "email": customer.email,
        "status": Order.Status.DELIVERED,
        "currency": "PLN",
        "subtotal": total,
        "total": total,
        "placed_at": NOW - timedelta(days=9),
        "delivered_at": NOW - timedelta(days=5),
        "external_updated_at": NOW - timedelta(days=5),
        "content_hash": number,
    }
    order = Order.objects.create(**{**values, **fields})
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            external_id=str(position),
            position=position,
            name=f"Mug {position}",
            quantity=quantity,
            unit_price=Decimal("49.99"),
            total=quantity * Decimal("49.99"),
        )
        for position, quantity in enumerate(quantities)
    )
    return order


def make_return(customer: Any, order: Order | None = None, now: datetime = NOW, **options: Any) -> Case:
    """One piece of the order's first line is on its way into a return."""
    order = order or make_order(customer)
    line = order.lines.get(position=0)
    case, _is_new = actions.open_return(
        by=customer,
        order=order,
        lines=[WantedLine(line.pk, options.pop("quantity", 1), "wrong_size")],
        note=options.pop("note", "It is too small."),
        submission_key=options.pop("key", None) or uuid4(),
        language="en",
        now=now,
    )
    return case


def make_question(customer: Any, now: datetime = NOW, body: str = "Does it fit a dishwasher?") -> Case:
    case, _is_new = actions.open_question(
        by=customer, order=None, subject="Mug", body=body, submission_key=uuid4(), language="en", now=now
    )
    return case


def make_case(customer: Any, kind: str, now: datetime = NOW, **options: Any) -> Case:
    """A case of any kind about one piece of the order's first line; the law's rooms judge before, here nobody does."""
    order = options.pop("order", None) or make_order(customer)
    lines = options.pop("lines", None)
    if lines is None and kind not in {"question", "delivery"}:
        lines = [WantedLine(order.lines.get(position=0).pk, 1, "wrong_size" if kind == "return" else "")]
    case, _is_new = actions.open_case(
        by=options.pop("by", customer),
        kind=kind,
        order=order,
        lines=lines or [],
        subject=options.pop("subject", "Mug 0"),
        body=options.pop("body", "Please look at it."),
        submission_key=options.pop("key", None) or uuid4(),
        language="en",
        now=now,
        **options,
    )
    return case


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **options: Any) -> bytes:
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    # One blue corner shows which way is up.
    image.paste("blue", (0, 0, size[0] // 4, size[1] // 4))
    image.save(out, kind, **options)
    return out.getvalue()


def pdf(change: Any = None, **options: Any) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "photo.jpg", content_type: str = "image/jpeg") -> Any:
    return SimpleUploadedFile(name, picture() if content is None else content, content_type)
