"""The two sides of a merge, and what would move."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.functional import Promise

from orders.models import CompanyMember, Order
from portal.accounts.models import DataRequest, User, normal_email
from portal.desk.customers.merging.moving import COUNTED, ways_to_a_person
from portal.desk.customers.merging.rules import Side
from returns.models import Case

# Waits for its link, its turn or its week.
OPEN = Q(due_at__isnull=False) | Q(state=DataRequest.State.FAILED)


@dataclass(frozen=True, slots=True)
class Pair:
    kept: User
    gone: User | None
    kept_side: Side
    gone_side: Side


@dataclass(frozen=True, slots=True)
class Moves:
    label: str | Promise
    count: int


def pair_of(kept: User, gone: User | None, gone_email: str) -> Pair:
    email = normal_email(gone.email if gone else gone_email)
    return Pair(kept, gone, side_of(kept), side_of(gone) if gone else Side(False, frozenset(), email))


def find_other(kept: User, text: str) -> Pair | None:
    """By an address: the account that has it, else what a guest did under it. None: nobody knows this address."""
    email = normal_email(text)
    owner = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    gone = owner.user if owner else User.objects.filter(email=email).first()
    if gone is None or gone == kept:
        is_guest = Case.objects.filter(customer=None, email=email).exists()
        is_guest = is_guest or Order.objects.filter(customer=None, email=email, erased_at=None).exists()
        return pair_of(kept, None, email) if is_guest else (pair_of(kept, kept, email) if gone else None)
    return pair_of(kept, gone, email)


def side_of(user: User) -> Side:
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Side(
        is_account=True,
        verified=frozenset(normal_email(each) for each in verified),
        email=normal_email(user.email),
        is_staff=user.is_staff or user.is_superuser,
        is_active=user.is_active,
        is_member=CompanyMember.objects.filter(user=user).exists(),
        has_request=DataRequest.objects.filter(user=user).filter(OPEN).exists(),
    )


def is_anothers(email: str, kept: User) -> bool:
    """Somebody else confirmed this address meanwhile."""
    return EmailAddress.objects.filter(email=email, verified=True).exclude(user=kept).exists()


def moves(pair: Pair) -> list[Moves]:
    """What an agent reads before the click; nothing is changed."""
    if pair.gone is None:
        email = pair.gone_side.email
        orders = Order.objects.filter(customer=None, email=email).count()
        cases = Case.objects.filter(customer=None, email=email).count()
        found = ((Order._meta.verbose_name_plural, orders), (Case._meta.verbose_name_plural, cases))
        return [Moves(label or "", count) for label, count in found if count]
    counted: dict[str, Moves] = {}
    for model, name in ways_to_a_person():
        if model._meta.label in COUNTED and (count := model._base_manager.filter(**{name: pair.gone}).count()):
            before = counted.get(model._meta.label)
            total = count + (before.count if before else 0)
            counted[model._meta.label] = Moves(model._meta.verbose_name_plural or "", total)
    return list(counted.values())
