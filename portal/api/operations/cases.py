"""What customers asked for, so that a shop can stop a dispatch in time."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from portal.api.door import ShopKey
from portal.api.operations.shapes import READ_PROBLEMS, Since
from portal.api.queries import Found, changed_cases, changed_withdrawals
from portal.api.schemas.answers import CasePage
from portal.api.telling import told_case

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
