"""What moves with a person from one account to another: everything that points at her, but for what is listed here.

Rooms that come later are moved without being named. Statements of withdrawal and history keep every word and hash;
only whose account they belong to is the other one, so that a copy of her data still holds them.
"""

from collections import Counter
from typing import Any

from django.db import IntegrityError, models, transaction

from portal.accounts.models import User

# They end with their account, stay as they were written, or are moved by rules of their own (joining.py).
LEFT = frozenset(
    {
        "account.EmailAddress",
        "accounts.IdleNotice",
        "accounts.User_groups",
        "accounts.User_user_permissions",
        "desk.CustomerMerge",
        "kb.NoTrail",
        "kb.TrailPage",
        "mfa.Authenticator",
        "notifications.MailChoice",
        "orders.CompanyMember",
        "orders.InvoiceArchive",
        "usersessions.UserSession",
        "wagtailadmin.EditingSession",
        "wagtailadmin.FormState",
        "wagtailcore.APIToken",
        "wagtailcore.ModelLogEntry",
        "wagtailcore.PageLogEntry",
        "wagtailusers.UserProfile",
    }
)
# What agents count in the preview.
COUNTED = ("orders.Order", "returns.Case", "returns.Message", "desk.CustomerNote", "kb.Tip", "returns.Draft")


def ways_to_a_person() -> list[tuple[type[models.Model], str]]:
    """Every column of every table that names an account, and is to be moved."""
    fields = User._meta._relation_tree  # type: ignore[attr-defined]
    found = [
        (field.model, field.name)
        for field in fields
        if not field.many_to_many and field.model._meta.label not in LEFT and not field.model._meta.proxy
    ]
    return sorted(found, key=lambda each: (each[0]._meta.label, each[1]))


def move_all(gone: User, kept: User) -> Counter[str]:
    """How many rows of which model. Rows that the kept account has already stay behind, and go."""
    moved: Counter[str] = Counter()
    for model, name in ways_to_a_person():
        moved[model._meta.label] += _move(model._base_manager.filter(**{name: gone}), name, kept)
    return +moved


def _move(rows: models.QuerySet[Any], name: str, kept: User) -> int:
    try:
        with transaction.atomic():
            return rows.update(**{name: kept})
    except IntegrityError:
        return sum(_move_one(rows.filter(pk=pk), name, kept) for pk in list(rows.values_list("pk", flat=True)))


def _move_one(row: models.QuerySet[Any], name: str, kept: User) -> int:
    try:
        with transaction.atomic():
            return row.update(**{name: kept})
    except IntegrityError:
        return 0
