"""What the reference page shows to copy: each example is sent in a test, so it works."""

from typing import Any

ORDER: dict[str, Any] = {
    "number": "1001",
    "currency": "PLN",
    "total": "110.99",
    "shipping_total": "12.99",
    "shipping_tax_total": "2.43",
    "tax_total": "20.76",
    "placed_at": "2026-11-22T10:00:00Z",
    "updated_at": "2026-11-22T10:00:00Z",
    "status": "processing",
    "email": "anna@example.com",
    "language": "pl",
    "payment": {"status": "paid", "method": "BLIK"},
    "shipping_address": {"name": "Anna Nowak", "street": "ul. Leśna 5", "postcode": "31-443", "city": "Kraków"},
    "tax_lines": [{"title": "VAT", "rate": "23", "amount": "20.76"}],
    "lines": [
        {
            "id": "1",
            "name": "Ceramic mug",
            "sku": "MUG-01",
            "quantity": 2,
            "unit_price": "49.00",
            "total": "98.00",
            "tax_total": "18.33",
            "tax_rate": "23",
        }
    ],
}
EVENT: dict[str, Any] = {"occurred_at": "2026-11-24T08:15:00Z", "status": "out_for_delivery", "text": "W doręczeniu"}
BODIES: dict[str, dict[str, Any]] = {
    "put_order": ORDER,
    "send_orders": {"orders": [{"id": "4711", **ORDER}]},
    "put_shipment": {
        "carrier": "inpost",
        "tracking_number": "620000000000000000000001",
        "promised_to": "2026-11-26",
        "lines": [{"line": "1", "quantity": 2}],
    },
    "send_events": {"events": [EVENT]},
    "send_event_batch": {"events": [{"order": "4711", "shipment": "p1", **EVENT}]},
    "put_refund": {
        "amount": "49.00",
        "currency": "PLN",
        "refunded_at": "2026-11-30T09:00:00Z",
        "reason": "One mug was broken",
        "lines": [{"line": "1", "quantity": 1, "amount": "49.00"}],
    },
    "put_label": {
        "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
        "carrier": "inpost",
        "tracking_number": "620000000000000000000017",
        "valid_until": "2026-12-10",
    },
    "post_received": {"lines": [{"line": "1", "quantity": 2}]},
    "put_case_refund": {
        "id": "r2",
        "amount": "49.00",
        "currency": "PLN",
        "refunded_at": "2026-11-30T09:00:00Z",
        "reason": "One mug was used for weeks",
    },
    "post_invoice": {"number": "FV/2026/11/0042", "issued_date": "2026-11-22"},
}
FORMS: dict[str, dict[str, str]] = {
    "upload_invoice": {"number": "FV/2026/11/0043", "issued_date": "2026-11-22", "pdf": "@FV-2026-11-0043.pdf"},
}
PLACES = {"source": "shop", "external_id": "4711", "shipment_id": "p1", "refund_id": "r1", "reference": "W-7F3K9Q"}
QUERIES = {
    "list_orders": "?updated_since=2026-11-22T00:00:00Z",
    "list_cases": "?updated_since=2026-11-22T00:00:00Z",
    "list_cases_without_order": "?updated_since=2026-11-22T00:00:00Z",
    "list_withdrawals": "?updated_since=2026-11-22T00:00:00Z",
}
