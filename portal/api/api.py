"""The API: its operations, and one shape for whatever goes wrong in them."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, URLResolver, path
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.router import BoundRouter

from portal.api.body import CarefulParser
from portal.api.door import ShopKey
from portal.api.fields import ANY_JSON, ANY_OBJECT, FieldError, in_words, name_of
from portal.api.operations import cases, money, orders, parcels, returns
from portal.api.problems import CONTENT_TYPE, KINDS, Problem, invalid, not_found
from portal.outages import outage

logger = logging.getLogger(__name__)

DESCRIPTION = "For shops: send orders, parcels, invoices and refunds; read what changed."


class ShopApi(NinjaAPI):
    def _get_bound_routers(self) -> list[BoundRouter]:
        """Each operation's scope stands in the OpenAPI document."""
        routers = super()._get_bound_routers()
        for operation in (
            each for router in routers for view in router.path_operations.values() for each in view.operations
        ):
            scopes = [door.scope for door in operation.auth_callbacks if isinstance(door, ShopKey)]
            operation.openapi_extra = {**(operation.openapi_extra or {}), "x-scope": " ".join(scopes)}
        return routers

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """Every address, also one that does not exist, answers in English and with problem JSON."""
        urls = super()._get_urls()
        for url in urls:
            if isinstance(url, URLPattern):
                url.callback = in_one_shape(url.callback)
        return [*urls, path("<path:address>", in_one_shape(nothing_here), name="nothing")]

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        schemas = schema["components"]["schemas"]
        for field in (each for item in schemas.values() for each in item.get("properties", {}).values()):
            if field.get("additionalProperties") is True:
                field |= ANY_OBJECT
        schemas["AnyJson"] = ANY_JSON
        for operation in (each for methods in schema["paths"].values() for each in methods.values()):
            for status, response in operation["responses"].items():
                if status >= 400 and "content" in response:
                    response["content"] = {CONTENT_TYPE: response["content"].pop("application/json")}
        return json.loads(json.dumps(schema))


def in_one_shape(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override("en"):
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = not_found().response()
        if response.status_code == 405:
            allowed = response["Allow"]
            problem = Problem("method-not-allowed", f"This address takes {allowed}.", headers={"Allow": allowed})
            response = problem.response()
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["Content-Language"] = "en"
        return response

    return run


def nothing_here(request: HttpRequest, address: str) -> HttpResponse:
    return not_found().response()


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]

api = ShopApi(
    title="Aftercare",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    parser=CarefulParser(),
)
api.add_router("/orders", orders.router)
api.add_router("/orders", parcels.router)
api.add_router("/orders", money.router)
api.add_router("/events", parcels.across)
api.add_router("", cases.router)
api.add_router("", returns.router)


@api.exception_handler(Problem)
def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(ValidationError)
def wrong_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A path is ("body", "order", "lines", 0, "quantity"); the first two parts are ninja's."""
    found = []
    for each in error.errors:
        loc = each["loc"][2:] if each["loc"][0] in {"body", "query"} and len(each["loc"]) > 2 else each["loc"][1:]
        if each["loc"][0] == "path":
            return not_found().response()
        name = "body" if each["loc"][0] == "body" and len(each["loc"]) <= 2 else name_of(loc)
        found.append(FieldError(name, in_words(each)))
    return invalid(found).response()


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja wraps whatever its parser raises."""
    if isinstance(error.__cause__, Problem):
        return error.__cause__.response()
    kind = next((kind for kind, (status, _title) in KINDS.items() if status == error.status_code), "invalid-data")
    return Problem(kind, str(error)).response()


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return not_found().response()


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("%s: %s", type(error).__name__, error)
    return Problem("busy", "The database did not answer in time.", headers={"Retry-After": "5"}).response()


@api.exception_handler(OSError)
def no_room(request: HttpRequest, error: OSError) -> HttpResponse:
    """Whatever else a file can do wrong is ours."""
    if outage(error) is None:
        return failed(request, error)
    logger.error("%s %s: %s", request.method, request.path, error)
    return Problem("busy", "There is no room to keep it.", headers={"Retry-After": "300"}).response()


@api.exception_handler(DataError)
@api.exception_handler(BadRequest)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def does_not_fit(request: HttpRequest, error: Exception) -> HttpResponse:
    return Problem("invalid-data", "The request can't be read, or a value does not fit where it is kept.").response()


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s", request.method, request.path, exc_info=error)
    return Problem("error", "It was written down. Please try again, or ask the shop's operator.").response()
