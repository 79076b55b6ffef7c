"""The only door to cases and their files: yours (or an agent's to work on), or 404."""

from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from returns.case_panels import with_marks
from returns.models import Attachment, Case, Upload
from returns.rules import Role

WORK_CASES = "returns.work_cases"
LEAD_CASES = "returns.lead_cases"
SEE_FIGURES = "returns.see_figures"


class Person(Protocol):
    """Whoever is asking: a user, or nobody signed in."""

    @property
    def pk(self) -> Any: ...

    @property
    def is_authenticated(self) -> bool: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


class Member(Person, Protocol):
    """Somebody with an account."""

    @property
    def email(self) -> str: ...


def member(request: HttpRequest) -> Member:
    """Who is signed in; the view has made sure that somebody is."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def cases_of(person: Person) -> QuerySet[Case]:
    # A person without an id would match the cases of erased customers.
    if not person.is_authenticated or person.pk is None:
        return Case.objects.none()
    return Case.objects.filter(customer_id=person.pk)


def about_order(pk: int) -> Q:
    """Cases about this order, also those that begin with another one; no row twice."""
    beside = Case.more_orders.through.objects.filter(order=pk)
    return Q(order=pk) | Q(pk__in=beside.values("case_id"))


def cases_to_work(person: Person) -> QuerySet[Case]:
    return Case.objects.all() if person.has_perm(WORK_CASES) else Case.objects.none()


def get_case(person: Person, reference: str) -> Case:
    case = with_marks(cases_of(person)).select_related("order").filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def get_case_to_work(person: Person, reference: str) -> Case:
    cases = cases_to_work(person).select_related("order", "customer", "assignee")
    case = cases.filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def role_of(person: Person, case: Case) -> Role | None:
    """Owner first: an agent never decides about their own case."""
    if not person.is_authenticated or person.pk is None:
        return None
    if case.customer_id == person.pk:
        return Role.CUSTOMER
    return Role.AGENT if person.has_perm(WORK_CASES) else None


def get_attachment(person: Person, reference: str, pk: int) -> Attachment:
    """A file of this case; files of internal notes are for agents only."""
    files = Attachment.objects.select_related("case").filter(case__reference=reference, pk=pk)
    if not person.has_perm(WORK_CASES):
        files = files.filter(case__in=cases_of(person)).filter(Q(message=None) | Q(message__internal=False))
    attachment = files.first()
    if attachment is None or (role_of(person, attachment.case) is Role.CUSTOMER and is_internal(attachment)):
        raise Http404
    return attachment


def is_internal(attachment: Attachment) -> bool:
    return attachment.message is not None and attachment.message.internal


def uploads_of(person: Person, key: UUID) -> QuerySet[Upload]:
    """Files waiting for the form with this key, and only this person's."""
    if not person.is_authenticated or person.pk is None:
        return Upload.objects.none()
    return Upload.objects.filter(owner_id=person.pk, key=key)
