"""Where shops and carriers deliver their news. No session, no cookies: the signature says who it is."""

from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.hooks.actions import receive
from orders.hooks.signatures import is_signed
from orders.hooks.tasks import apply_envelope

MAX_BYTES = 1024 * 1024
PING = b"webhook_id="


@csrf_exempt
@never_cache
@require_POST
def deliver(request: HttpRequest, source: str) -> HttpResponse:
    """200 once it is kept, also for the second time; 401 without a detail; 404 where nobody set a secret."""
    secrets = settings.WEBHOOK_SECRETS[source]
    if not secrets:
        return _answer(HTTPStatus.NOT_FOUND)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        body = request.body
    except UnreadablePostError:
        return _answer(HTTPStatus.BAD_REQUEST)
    if source == "woocommerce" and _is_ping(body):
        return _answer(HTTPStatus.OK)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not is_signed(source, secrets, headers, body):
        return _answer(HTTPStatus.UNAUTHORIZED)
    envelope, is_new = receive(source, body, headers, timezone.now())
    if is_new:
        # It is kept by now; a queue that fails costs a minute, until tick.
        transaction.on_commit(lambda: apply_envelope.enqueue(envelope.pk), robust=True)
    return _answer(HTTPStatus.OK)


def _is_ping(body: bytes) -> bool:
    """WooCommerce tries a new webhook out with its number, unsigned, and keeps it switched off unless that works."""
    number = body.removeprefix(PING)
    return len(body) < 40 and body != number and number.isdigit()


def _answer(status: HTTPStatus) -> HttpResponse:
    return HttpResponse(status.phrase, status=status, content_type="text/plain; charset=utf-8")
