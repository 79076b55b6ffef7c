"""Moments as carriers write them: often without a zone, sometimes a day only."""

from datetime import UTC, date, datetime, time

from django.utils import timezone

from orders.ingest.reading import Node


def loose_moment(node: Node, key: str) -> datetime | None:
    """Without a zone it is the shop's clock; a day alone is its noon, which is right to half a day anywhere."""
    words = node.text(key)
    if not words:
        return None
    try:
        if len(words) == len("2026-11-22"):
            at = datetime.combine(date.fromisoformat(words), time(12))
        else:
            at = datetime.fromisoformat(words)
        local = at if at.tzinfo else at.replace(tzinfo=timezone.get_default_timezone())
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        node.fail(key, f"{words[:40]!r} is not a date and time.")
