"""What customers asked for, so that a shop can stop a dispatch in time."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from portal.api.door import ShopKey
from portal.api.operations.shapes import READ_PROBLEMS, Since
from portal.api.problems import not_found
from portal.api.queries import (
    Found,
    changed_cases,
    changed_cases_without_order,
    changed_withdrawals,
    one_case,
)
from portal.api.schemas.answers import CaseOut, CasePage
from portal.api.telling import told_case
from returns.reference import is_reference

router = Router(tags=["Cases"])


@router.get(
    "/cases",
    auth=ShopKey("cases:read"),
    response={200: CasePage, **READ_PROBLEMS},
    operation_id="list_cases",
    summary="List cases that changed",
)
def list_cases(request: HttpRequest, since: Query[Since]) -> CasePage:
    """Every case about an order of the key's shop, oldest change first. What was written in it stays on the desk."""
    key = vars(request)["auth"]
    return _told(changed_cases(key, since.updated_since, since.cursor, since.limit, timezone.now()))


@router.get(
    "/cases/without-order",
    auth=ShopKey("cases:read-orderless"),
    response={200: CasePage, **READ_PROBLEMS},
    operation_id="list_cases_without_order",
    summary="List cases about no order",
)
def list_cases_without_order(request: HttpRequest, since: Query[Since]) -> CasePage:
    """Questions that name no order are no shop's, so they need a scope of their own."""
    return _told(changed_cases_without_order(since.updated_since, since.cursor, since.limit, timezone.now()))


@router.get(
    "/cases/{reference}",
    auth=ShopKey("cases:read"),
    response={200: CaseOut, **READ_PROBLEMS},
    operation_id="get_case",
    summary="Read one case",
)
def get_case(request: HttpRequest, reference: str) -> CaseOut:
    """As in the list: its lines with their outcome, the demand, every deadline and how it was counted."""
    case = one_case(vars(request)["auth"], reference) if is_reference(reference) else None
    if case is None:
        raise not_found()
    return told_case(case)


@router.get(
    "/withdrawals",
    auth=ShopKey("cases:read"),
    response={200: CasePage, **READ_PROBLEMS},
    operation_id="list_withdrawals",
    summary="List withdrawals that changed",
)
def list_withdrawals(request: HttpRequest, since: Query[Since]) -> CasePage:
    """Customers who do not want the goods any more: ask often, and hold back what has not left."""
    key = vars(request)["auth"]
    return _told(changed_withdrawals(key, since.updated_since, since.cursor, since.limit, timezone.now()))


def _told(found: Found) -> CasePage:
    return CasePage(items=[told_case(case) for case in found.rows], next=found.next, synced_until=found.synced_until)
