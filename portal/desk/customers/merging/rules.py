"""May two become one? Pure: what stands against it, and whether the person must say so herself."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LINKS_LAST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Side:
    """An account, or an address without one (is_account False); verified: proven addresses, in lower case."""

    is_account: bool
    verified: frozenset[str]
    email: str
    is_staff: bool = False
    is_active: bool = True
    # Of any company: its people, orders and papers are not one person's to move.
    is_member: bool = False
    # Asked for her data, or to be erased, and it is not done yet.
    has_request: bool = False


def problem(kept: Side, gone: Side) -> str | Promise:
    """Why not; empty when nothing stands against it."""
    if kept == gone or (gone.email and gone.email in kept.verified and gone.is_account):
        return _("That is the same account.")
    if kept.is_staff or gone.is_staff:
        return _("A colleague's account is not merged.")
    if not (kept.is_active and gone.is_active):
        return _("One of the accounts is switched off: ask an operator why, first.")
    if gone.is_member:
        return _(
            "The account that would end is a member of a company. What it may see there is the company's to decide: "
            "keep that account and merge the other one into it, or ask the company's administrator to remove it."
        )
    if kept.has_request or gone.has_request:
        return _("The customer asked for data or erasure, and that is not finished. Merge afterwards.")
    if not kept.verified:
        return _("The account that would stay has no confirmed address. Keep the other one.")
    return ""


def must_ask(kept: Side, gone: Side) -> bool:
    """Two mailboxes that were proven apart may be two people: only links in both prove that they are one.

    Nobody is asked about an account that never confirmed an address (nothing but what it wrote itself is in it), nor
    about a guest whose address the kept account has confirmed.
    """
    proven = gone.verified if gone.is_account else frozenset({gone.email})
    return not proven <= kept.verified
