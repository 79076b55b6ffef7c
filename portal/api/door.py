"""Who comes in: a key that lives, may do this, has requests left, and brings a body of a kind and size we take."""

from datetime import datetime

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from orders.models import Order, Shipment
from portal.api.keys import key_of
from portal.api.limits import take
from portal.api.models import ApiKey
from portal.api.problems import Problem, not_found

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
JSON = "application/json"
MULTIPART = "multipart/form-data"


class ShopKey(HttpBearer):
    """Lets a request in, or raises the Problem that says why not."""

    def __init__(self, scope: str, takes: str = JSON, largest: int = MEGABYTE) -> None:
        super().__init__()
        self.scope, self.takes, self.largest = scope, takes, largest

    def __call__(self, request: HttpRequest) -> ApiKey:
        word, _space, secret = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, secret.strip() if word.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        key = key_of(token)
        if key is None:
            if not ratelimit.consume(request, app="allauth.account", action="wrong_key", limit_get=True):
                raise Problem(
                    "too-many-requests", "Too many keys that are none came from here.", headers={"Retry-After": "60"}
                )
            raise Problem(
                "unauthorized",
                "Send a key that is in force, as Authorization: Bearer …",
                headers={"WWW-Authenticate": 'Bearer realm="api"'},
            )
        self._has_requests_left(key, timezone.now())
        if not key.may(self.scope):
            raise Problem("missing-scope", f"This key has no scope {self.scope}.")
        if request.method in {"POST", "PUT"}:
            self._brings_a_body(request)
        return key

    def _has_requests_left(self, key: ApiKey, now: datetime) -> None:
        if seconds := take(key, now):
            raise Problem(
                "too-many-requests",
                f"This key has {key.requests_a_minute} requests a minute.",
                headers={"Retry-After": str(seconds)},
            )

    def _brings_a_body(self, request: HttpRequest) -> None:
        if request.content_type != self.takes:
            raise Problem("unsupported-media-type", f"Send Content-Type: {self.takes}.")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > self.largest:
            raise Problem("too-large", f"The body may have {self.largest // KILOBYTE:,} KB.")
        # Django's own limit is one for all pages, and below what a batch may have.
        vars(request)["_body"] = request.read(int(length))


def shop_of(request: HttpRequest, source: str) -> ApiKey:
    """The request's key, if the source is its own; else the same 404 as for nothing at all (R3, R11)."""
    key: ApiKey = vars(request)["auth"]
    if key.source != source:
        raise not_found()
    return key


def order_of(request: HttpRequest, source: str, external_id: str) -> Order:
    """Raises the 404 Problem, the same for another shop's order and for none."""
    key = shop_of(request, source)
    order = Order.objects.defer("payload").filter(source=key.source, external_id=external_id).first()
    if order is None:
        raise not_found()
    return order


def shipment_of(request: HttpRequest, source: str, external_id: str, shipment: str) -> Shipment:
    key = shop_of(request, source)
    return find_shipment(key, external_id, shipment)


def find_shipment(key: ApiKey, external_id: str, shipment: str) -> Shipment:
    """Raises the 404 Problem, the same for another shop's parcel and for none."""
    found = Shipment.objects.filter(
        order__source=key.source, order__external_id=external_id, external_id=shipment
    ).first()
    if found is None:
        raise not_found()
    return found
