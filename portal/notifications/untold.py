"""Rows whose news has no mail yet, by the key the mail would have."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from portal.notifications.models import Mail

logger = logging.getLogger(__name__)


def untold(rows: QuerySet[Any], *key: str) -> QuerySet[Any]:
    """The rows without a mail under their dedupe key: the parts of `key` (a name in _id by its value), then the pk."""
    parts = [Cast(part, CharField()) if part.endswith("_id") else Value(part) for part in key]
    named = rows.annotate(mail_key=Concat(*parts, Cast("pk", CharField()), output_field=CharField()))
    return without_mail(named)


def without_mail(named: QuerySet[Any]) -> QuerySet[Any]:
    return named.filter(~Exists(Mail.objects.filter(dedupe_key=OuterRef("mail_key")))).order_by("pk")


def each(tell: Callable[[Any], object], rows: Iterable[Any]) -> None:
    for row in rows:
        try:
            tell(row)
        except Exception:
            # One case with an impossible address must not keep the others' mails.
            logger.exception("The news of %s %s could not be told", type(row).__name__, row.pk)
