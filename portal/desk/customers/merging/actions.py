"""Two of one person become one, in one transaction, with a row that says who did it and what moved."""

import hashlib
import secrets
from collections import Counter
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from kb.models import NoTrail, TrailPage
from kb.trail.actions import stop
from orders.actions import link_orders
from portal.accounts.models import User
from portal.desk.customers.merging import rules
from portal.desk.customers.merging.moving import move_all
from portal.desk.customers.merging.queries import Pair, is_anothers, pair_of
from portal.desk.models import CustomerMerge, CustomerNote
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.models import MailChoice
from portal.notifications.optional import first_name
from returns.models import Case


class NotMerged(Exception):
    """Why, in words for whoever asked."""


@transaction.atomic
def ask_to_merge(pair: Pair, *, by: User, now: datetime) -> CustomerMerge:
    """Merge at once where nobody needs to be asked; else a mail to both addresses. Raises NotMerged."""
    if reason := rules.problem(pair.kept_side, pair.gone_side):
        raise NotMerged(str(reason))
    merge = CustomerMerge(kept=pair.kept, gone=pair.gone, gone_email=pair.gone_side.email, asked_by=by, asked_at=now)
    if not rules.must_ask(pair.kept_side, pair.gone_side):
        merge.save()
        return _merge(merge, pair, now)
    tokens = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    merge.kept_hash, merge.gone_hash = map(hash_of, tokens)
    merge.expires_at = now + rules.LINKS_LAST
    # One question at a time: links of an earlier one must not decide this one.
    CustomerMerge.objects.filter(kept=pair.kept, done_at=None, stopped_at=None).update(stopped_at=now)
    merge.save()
    _mail(pair.kept.email, pair.kept.language, pair.kept, tokens[0], pair.gone_side.email)
    language = pair.gone.language if pair.gone else pair.kept.language
    _mail(pair.gone_side.email, language, pair.gone, tokens[1], pair.kept.email)
    return merge


def _mail(to: str, language: str, user: User | None, token: str, other: str) -> None:
    facts = {
        "name": first_name(user) if user else "",
        "url": page_url("merge_mine", language, token=token),
        "other": veiled(other),
    }
    queue_mail("accounts_merge", to, language, facts)


def veiled(email: str) -> str:
    """Enough to know one's own other address, too little to learn a stranger's: a…@example.com."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def say_yes(token: str, now: datetime) -> CustomerMerge | None:
    """One mailbox agrees; when both have, it is done. None for a link that does not work (any more).

    Raises NotMerged when something came in between.
    """
    merge = find_merge(token, now, lock=True)
    if merge is None:
        return None
    hashed = hash_of(token)
    if hashed == merge.kept_hash:
        merge.kept_yes_at = merge.kept_yes_at or now
    else:
        merge.gone_yes_at = merge.gone_yes_at or now
    merge.save()
    if merge.kept_yes_at and merge.gone_yes_at:
        pair = pair_of(merge.kept, merge.gone, merge.gone_email)
        if reason := rules.problem(pair.kept_side, pair.gone_side):
            raise NotMerged(str(reason))
        if pair.gone is None and is_anothers(merge.gone_email, pair.kept):
            raise NotMerged(gettext("This address belongs to another account by now."))
        return _merge(merge, pair, now, proven=merge.gone_email)
    return merge


@transaction.atomic
def say_no(token: str, now: datetime) -> bool:
    """That is not me: nothing moves, and both links are dead."""
    merge = find_merge(token, now, lock=True)
    if merge is None:
        return False
    merge.stopped_at = now
    merge.save()
    return True


def find_merge(token: str, now: datetime, *, lock: bool = False) -> CustomerMerge | None:
    """One that still waits for an answer."""
    hashed = hash_of(token)
    rows = CustomerMerge.objects.select_related("kept", "gone")
    if lock:
        rows = rows.select_for_update(of=("self",))
    waiting = rows.filter(done_at=None, stopped_at=None, expires_at__gt=now)
    return waiting.filter(Q(kept_hash=hashed) | Q(gone_hash=hashed)).first()


def _merge(merge: CustomerMerge, pair: Pair, now: datetime, proven: str = "") -> CustomerMerge:
    """`proven`: the address whose link was pressed; it is the kept account's from now on."""
    people = sorted(each.pk for each in (pair.kept, pair.gone) if each)
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    moved: Counter[str] = Counter()
    if pair.gone is not None:
        _join_reading(pair.gone, pair.kept)
        _join_wishes(pair.gone, pair.kept)
        addresses = EmailAddress.objects.filter(user=pair.gone, verified=True)
        moved["account.EmailAddress"] = addresses.update(user=pair.kept, primary=False)
        CustomerMerge.objects.filter(kept=pair.gone).update(kept=pair.kept)
        moved += move_all(pair.gone, pair.kept)
    elif proven:
        EmailAddress.objects.update_or_create(
            user=pair.kept, email=proven, defaults={"verified": True}, create_defaults={"verified": True}
        )
    if pair.gone is None:
        moved += _take_guest(pair.gone_side.email, pair.kept)
    # What a guest did under an address that came along.
    for email in sorted(pair.gone_side.verified):
        moved += _take_guest(email, pair.kept)
    merge.moved, merge.done_at, merge.gone, merge.gone_email = dict(moved), now, None, ""
    merge.kept_hash = merge.gone_hash = ""
    merge.save()
    if pair.gone is not None:
        User.objects.get(pk=pair.gone.pk).delete()
    return merge


def _take_guest(email: str, kept: User) -> Counter[str]:
    """What nobody's account had of a proven address."""
    cases = Case.objects.filter(customer=None, email=email).update(customer=kept)
    notes = CustomerNote.objects.filter(customer=None, email=email).update(customer=kept, email="")
    orders = link_orders(kept, email)
    return +Counter({"returns.Case": cases, "desk.CustomerNote": notes, "orders.Order": orders})


def _join_reading(gone: User, kept: User) -> None:
    """Who said once that we are not to remember has said so for both."""
    if NoTrail.objects.filter(pk__in=(gone.pk, kept.pk)).exists():
        stop(kept)
        return
    had = TrailPage.objects.filter(user=kept).values("article")
    TrailPage.objects.filter(user=gone).exclude(article__in=list(had.values_list("article", flat=True))).update(
        user=kept
    )


def _join_wishes(gone: User, kept: User) -> None:
    """A no to mails stands, whichever account it was said in."""
    for wish in MailChoice.objects.filter(user=gone):
        mine, is_new = MailChoice.objects.get_or_create(user=kept, group=wish.group, defaults={"wanted": wish.wanted})
        if not is_new and mine.wanted and not wish.wanted:
            mine.wanted = False
            mine.save()
