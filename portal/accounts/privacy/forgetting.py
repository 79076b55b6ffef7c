"""What is over goes, some at a time: an hour later comes the next."""

from datetime import date, datetime, time, timedelta

from allauth.usersessions.models import UserSession
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry

from orders.erasing import destroy_papers
from orders.files import discard
from orders.models import Order
from portal.accounts.models import DataRequest, Kept, PrivacySettings
from portal.accounts.privacy.actions import sweep_exports
from portal.accounts.privacy.areas.orders import has_open_case, order_end
from portal.accounts.privacy.drawer import end_kept, finish_open
from portal.accounts.privacy.files import discard_after_commit
from portal.accounts.privacy.journal import catch_up
from portal.accounts.privacy.rules import ago, is_over
from returns.erasing import drop_pictures, empty_statement, take_out
from returns.models import Attachment, Case, Withdrawal, WithdrawalMatch

AT_ONCE = 200
STRAY = timedelta(hours=24)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def forget_kept(now: datetime, terms: PrivacySettings) -> int:
    """The locked drawer, and orders of people without an account whose papers nobody has to keep any more."""
    return finish_open(now) + end_kept(now) + _forget_guests_orders(now, terms)


def _forget_guests_orders(now: datetime, terms: PrivacySettings) -> int:
    today, count = timezone.localdate(now), 0
    oldest = start_of(ago(today, years=terms.bookkeeping_years))
    old = Order.objects.filter(customer=None, company=None, erased_at=None, placed_at__lt=oldest)
    for order in old.exclude(email="").order_by("placed_at")[:AT_ONCE]:
        if is_over(order_end(order, terms), today) and not has_open_case(order):
            for name in destroy_papers(order):
                discard(name)
            count += 1
    return count


def forget_words(now: datetime, terms: PrivacySettings) -> int:
    """Cases keep their skeleton; every word and file goes, and the case is in nobody's list any more."""
    end = start_of(ago(timezone.localdate(now), years=terms.claims_years))
    count = 0
    for case in Case.objects.filter(closed_at__lt=end).exclude(email="").order_by("closed_at")[:AT_ONCE]:
        with transaction.atomic():
            sealed = take_out(case)
            for file in sealed.files:
                discard_after_commit(file["file"])
        count += 1
    return count


def forget_photos(now: datetime, terms: PrivacySettings) -> int:
    end = start_of(ago(timezone.localdate(now), months=terms.photo_months))
    pictures = Attachment.objects.filter(content_type__startswith="image/", case__closed_at__lt=end)
    count = 0
    for case in Case.objects.filter(pk__in=pictures.values("case"))[:AT_ONCE]:
        names = drop_pictures(case)
        for name in names:
            discard(name)
        count += len(names)
    return count


def forget_statements(now: datetime, terms: PrivacySettings) -> int:
    """Their place in the chain stays, so that it can be verified for ever."""
    end = start_of(ago(timezone.localdate(now), years=terms.withdrawal_years))
    settled = Q(match=None) | Q(match__case=None) | Q(match__case__closed_at__isnull=False)
    over = Withdrawal.objects.filter(settled, submitted_at__lt=end, erased_at=None)
    count = 0
    for statement in over.order_by("position")[:AT_ONCE]:
        match = WithdrawalMatch.objects.filter(withdrawal=statement).exclude(pdf="").first()
        with transaction.atomic():
            empty_statement(statement, now)
            if match:
                WithdrawalMatch.objects.filter(pk=match.pk).update(pdf="", pdf_sha256="", pdf_due_at=None)
                discard_after_commit(match.pdf)
        count += 1
    return count


def forget_devices(now: datetime, terms: PrivacySettings) -> int:
    end = now - timedelta(days=terms.session_days)
    return _some(UserSession.objects.filter(created_at__lt=end, last_seen_at__lt=end))


def forget_log(now: datetime, terms: PrivacySettings) -> int:
    return _some(ModelLogEntry.objects.filter(timestamp__lt=now - timedelta(days=terms.log_days)))


def forget_requests(now: datetime, terms: PrivacySettings) -> int:
    """Copies after a day; links nobody used; and the rows once nobody can doubt that they were answered."""
    catch_up()
    sweep_strays(now)
    unused = DataRequest.objects.filter(state=DataRequest.State.ASKED, due_at=None, link_until__lt=now)
    unused.update(state=DataRequest.State.STOPPED, email="", token_hash="", finished_at=now)
    end = start_of(ago(timezone.localdate(now), years=terms.request_years))
    return sweep_exports(now) + _some(DataRequest.objects.filter(asked_at__lt=end, due_at=None))


def sweep_strays(now: datetime) -> int:
    """Copies and locked files that no row names: their process was killed before it wrote the row."""
    storage, gone = storages["private"], 0
    for top in ("exports", "kept"):
        for folder in storage.listdir(top)[0] if storage.exists(top) else ():
            names = {f"{top}/{folder}/{name}" for name in storage.listdir(f"{top}/{folder}")[1]}
            for name in names - _known(names):
                if storage.get_modified_time(name) < now - STRAY:
                    storage.delete(name)
                    gone += 1
    return gone


def _known(names: set[str]) -> set[str]:
    exports = set(DataRequest.objects.filter(file__in=names).values_list("file", flat=True))
    locked = Kept.objects.exclude(files=[]).values_list("files", flat=True)
    return exports | {file["file"] for files in locked.iterator() for file in files}


def _some(rows: QuerySet) -> int:
    pks = list(rows.values_list("pk", flat=True)[: 10 * AT_ONCE])
    return rows.model._default_manager.filter(pk__in=pks).delete()[0] if pks else 0
