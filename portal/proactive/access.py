"""The door: the customer it was offered to, a guest of its order, or 404. Whoever is held out has none."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from orders.access import Guest
from orders.door import reader
from portal.proactive.models import Nudge
from portal.proactive.queries import about_order, of_person


def get_nudge(request: HttpRequest, pk: int) -> Nudge:
    found = _hers(request.user, pk) if request.user.is_authenticated else None
    found = found or _guests(request, pk)
    if found is None:
        raise Http404
    return found


def _hers(user: Any, pk: int) -> Nudge | None:
    return of_person(user, timezone.now()).filter(pk=pk).first()


def _guests(request: HttpRequest, pk: int) -> Nudge | None:
    row = Nudge.objects.select_related("order").filter(pk=pk, person=None).first()
    if row is None or row.order is None:
        return None
    guest = reader(request, row.order.slug)
    if not isinstance(guest, Guest):
        return None
    return about_order(guest, row.order, timezone.now()).filter(pk=pk).first()
