"""The articles that may settle it before anybody writes: chosen by editors for each way of the guided start."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kb import states
from kb.queries import articles_for
from orders.models import Order
from returns.models import Case
from returns.starting import helping
from returns.starting.helping import Article
from returns.starting.rules import DELIVERY, QUESTION


def connect() -> None:
    for kind in Case.Kind:
        states.register(f"start.{kind.value}", named(kind.label))
    helping.register(articles_about)


def named(kind: str | Promise) -> Promise:
    return format_lazy("{}: {}", _("Before it begins"), kind)


def articles_about(request: HttpRequest, kind: str, order: Order | None) -> list[Article]:
    """What was chosen for the way itself, then for a case of its kind that just began, then for her parcels."""
    wanted = [f"start.{kind}", f"{kind}.open"] if kind else []
    if order and kind in {"", DELIVERY, QUESTION}:
        parcels = sorted({f"shipment.{parcel.status}" for parcel in order.shipments.all()})
        wanted += [*parcels, f"order.{order.status}"]
    if not wanted:
        return []
    found = articles_for(wanted, get_language() or settings.LANGUAGE_CODE, request.user, request)
    return [Article(each.title, each.url, each.summary) for each in found]
