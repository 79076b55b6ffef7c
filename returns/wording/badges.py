"""The colour of a status; its words and icon say the same."""

BADGES = {
    "open": "info",
    "waiting": "warning",
    "approved": "info",
    "received": "info",
    "inspected": "info",
    "accepted": "info",
    "forwarded": "info",
    "tracing": "info",
    "resolved": "success",
    "refunded": "success",
    "declined": "danger",
    "cancelled": "neutral",
    "closed": "neutral",
}
