"""Where a mail provider delivers (django-anymail reads its format). No session; a name and password say who it is."""

import logging
from typing import Any

from anymail.exceptions import AnymailError
from anymail.signals import inbound
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.env_mail import PROVIDERS
from portal.mail_in.actions import receive

# A mail of 25 MB with its files in Base64.
MAX_BYTES = 40 * 1024**2
UNREADABLE = (
    AnymailError, ImproperlyConfigured, UnreadablePostError, ValueError, TypeError, LookupError, AttributeError,
)  # fmt: skip
log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_http_methods(["POST", "HEAD"])
def deliver(request: HttpRequest) -> HttpResponse:
    """200 once it is kept, also for the second time; 401 without a detail; 404 where nobody set a provider."""
    view = PROVIDERS.get(settings.MAIL_IN.kind)
    if view is None:
        return answer(404)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BYTES:
        return answer(413)
    try:
        if request.method == "POST" and not str(request.content_type).startswith("multipart/"):
            # Django's own limit is one for all pages, and below what a mail may have.
            vars(request)["_body"] = request.read(int(length))
        return answer(import_string(view).as_view()(request).status_code)
    except SuspiciousOperation:
        return answer(401)
    except UNREADABLE as error:
        # Anymail reads what the provider documents; anything else is not from it.
        log.warning("a delivery of %s could not be read: %s", settings.MAIL_IN.kind, type(error).__name__)
        return answer(400)


@receiver(inbound, dispatch_uid="keep_an_incoming_mail")
def keep(event: Any, **kwargs: Any) -> None:
    message = event.message
    if message is not None:
        if message.envelope_sender == "" and "Return-Path" not in message:
            # A mail without a sender is a delivery report (RFC 5321, 4.5.5).
            message["Return-Path"] = "<>"
        recipient = message.envelope_recipient
        receive(message.as_bytes(), [str(recipient)] if recipient else [], timezone.now())


def answer(status: int) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain; charset=utf-8")
