"""Accounts nobody uses: told a month before, then erased; a sign-in is enough to stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from orders.models import CompanyMember, Order
from portal.accounts.models import IdleNotice, PrivacySettings, User
from portal.accounts.privacy.erasing import erase
from portal.accounts.privacy.forgetting import start_of
from portal.accounts.privacy.rules import ago
from portal.accounts.privacy.signals import account_idle
from portal.accounts.privacy.subject import of_account
from returns.models import Case

AT_ONCE = 100


def idle_accounts(now: datetime, terms: PrivacySettings) -> QuerySet[User]:
    """Customers without orders, companies and open cases, not signed in for years."""
    since = start_of(ago(timezone.localdate(now), years=terms.idle_years))
    accounts = User.objects.filter(is_staff=False, is_superuser=False, groups=None)
    return (
        accounts.annotate(seen=Coalesce("last_login", "date_joined"))
        .filter(seen__lt=since)
        .exclude(Exists(Order.objects.filter(customer=OuterRef("pk"))))
        .exclude(Exists(CompanyMember.objects.filter(user=OuterRef("pk"))))
        .exclude(Exists(Case.objects.filter(Q(closed_at=None) | Q(closed_at__gte=since), customer=OuterRef("pk"))))
        .order_by("seen", "pk")
    )


def forget_idle(now: datetime, terms: PrivacySettings) -> int:
    """Tell some, erase some whose day has come; who signed in or ordered meanwhile is forgotten by this list."""
    idle = idle_accounts(now, terms)
    IdleNotice.objects.exclude(pk__in=idle.values("pk")).delete()
    today = timezone.localdate(now)
    count = 0
    for notice in IdleNotice.objects.filter(goes_date__lte=today).select_related("user")[:AT_ONCE]:
        erase(of_account(notice.user, now), None, now)
        count += 1
    for user in idle.exclude(pk__in=IdleNotice.objects.values("pk"))[:AT_ONCE]:
        tell(user, now, terms)
    return count


@transaction.atomic
def tell(user: User, now: datetime, terms: PrivacySettings) -> IdleNotice:
    goes_date = timezone.localdate(now + timedelta(days=terms.idle_notice_days))
    notice = IdleNotice.objects.create(user=user, sent_at=now, goes_date=goes_date)
    transaction.on_commit(lambda: account_idle.send(User, user=user, goes_date=goes_date), robust=True)
    return notice
