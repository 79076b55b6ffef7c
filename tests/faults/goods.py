"""What the faults are tried with: orders as JSON, signed news, photos; each different, each known by its number."""

import io
import json
import time
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from standardwebhooks import Webhook

SECRET = "whsec_YSBzZWNyZXQgZm9yIGZhdWx0cyBvZiAzMiBieXRlcyE="
SOURCE = "faults"
LINES = 3


def order_json(number: str, *, version: int = 1, **more: Any) -> dict[str, Any]:
    lines = [
        {"id": f"{number}-{line}", "name": f"Thing {line}", "quantity": 2, "unit_price": "10.00", "total": "20.00"}
        for line in range(LINES)
    ]
    return {
        "number": number,
        "currency": "PLN",
        "total": f"{LINES * 20 + version}.00",
        "status": "processing",
        "email": f"{number}@example.com",
        "placed_at": "2026-11-02T10:00:00Z",
        "updated_at": f"2026-11-{version + 2:02}T10:00:00Z",
        "lines": lines,
        **more,
    }


def event(kind: str, data: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "timestamp": datetime.now(UTC).isoformat(), "data": data}).encode()


def signed(name: str, body: bytes) -> dict[str, str]:
    """A retry days later is signed anew, under the same id."""
    at = datetime.fromtimestamp(time.time(), UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(name, at, body.decode()),
    }


def photo(number: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((640, 480), 20 + number).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def form_data(fields: dict[str, str], photos: list[bytes]) -> tuple[bytes, str]:
    """(body, content type) of a form with files, as a browser sends it."""
    mark = "----faults7d1b"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for number, content in enumerate(photos):
        head = f'name="photos"; filename="{number}.jpg"\r\nContent-Type: image/jpeg'
        parts.append(f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
