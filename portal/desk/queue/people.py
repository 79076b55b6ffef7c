"""Who may be given a case."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from portal.accounts.models import User
from returns.access import LEAD_CASES, WORK_CASES, Person


def agents() -> QuerySet[User]:
    """Everybody who may work on cases, by name."""
    app, codename = WORK_CASES.split(".")
    right = {"codename": codename, "content_type__app_label": app}
    by_group = Q(groups__permissions__in=_right(**right))
    allowed = User.objects.filter(by_group | Q(user_permissions__in=_right(**right)) | Q(is_superuser=True))
    return User.objects.filter(pk__in=allowed.values("pk"), is_active=True).order_by("name", "email")


def leads(person: Person) -> bool:
    """A senior agent: gives cases to others and shares views."""
    return person.has_perm(LEAD_CASES)


def _right(**fields: str) -> QuerySet[Permission]:
    return Permission.objects.filter(**fields)
