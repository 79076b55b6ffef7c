"""One order line's page, for whoever may read the order: signed in, or a guest with the link from a mail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import Guest
from orders.door import for_readers
from returns.models import ReturnSettings
from returns.passport.queries import passport


@require_safe
@never_cache
@for_readers
def line_passport(request: HttpRequest, person: Any, slug: str, pk: int) -> HttpResponse:
    own = ReturnSettings.load(request_or_site=request)
    found = passport(person, slug, pk, own, timezone.now())
    context = {"passport": found, "order": found.order, "line": found.line, "is_guest": isinstance(person, Guest)}
    return render(request, "returns/passport/passport.html", {**context, "possible": found.possible})
