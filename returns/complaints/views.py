"""What a customer does about an answer: agree, keep to the demand, say that the parcel came, keep the paper."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders.sending import careful
from returns import access
from returns.complaints import actions
from returns.complaints.access import get_decision
from returns.errors import Refused
from returns.models import Case
from returns.views import seen_version

log = logging.getLogger(__name__)


@require_POST
@never_cache
@login_required
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    return take(request, reference, actions.agree, _("Agreed. We carry it out and tell you here and by e-mail."))


@require_POST
@never_cache
@login_required
def turn_down(request: HttpRequest, reference: str) -> HttpResponse:
    return take(request, reference, actions.turn_down, _("Noted. We look at your complaint again and write to you."))


@require_POST
@never_cache
@login_required
def arrived(request: HttpRequest, reference: str) -> HttpResponse:
    return take(request, reference, actions.arrived, _("Good to hear. The case is closed."))


def take(request: HttpRequest, reference: str, action: Callable[..., Case], done: str) -> HttpResponse:
    case = access.get_case(request.user, reference)
    try:
        action(case, by=access.member(request), version=seen_version(request, case), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("cases:detail", case.reference)


@require_safe
@login_required
def decision(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    found = get_decision(request.user, reference, pk)
    file: Any = found.file
    try:
        content = file.open("rb")
    except FileNotFoundError as missing:
        log.error("answer %s: its document is missing", found.pk)
        raise Http404 from missing
    name = f"{found.case.reference}-{found.made_at:%Y-%m-%d}.pdf"
    return careful(FileResponse(content, content_type="application/pdf", as_attachment=True, filename=name))
