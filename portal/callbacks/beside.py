"""Call-backs on the contact page and beside a case: rooms below know nothing of them."""

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.templatetags.formats import moment
from portal.callbacks.models import Callback, CallbackSettings
from portal.callbacks.queries import free_slots
from portal.callbacks.tokens import token_of
from returns import case_panels, contact_ways
from returns.case_panels import CasePanel, marked
from returns.contact_ways import ContactWay
from returns.models import Case


def by_phone(request: HttpRequest) -> ContactWay | None:
    free = free_slots(timezone.now())
    if not free:
        return None
    text = _("You choose when. The next free time is %(moment)s.") % {"moment": moment(free[0])}
    return ContactWay(_("We call you"), text, reverse("callbacks:book"), icon="phone")


def beside_a_case(request: HttpRequest, case: Case) -> CasePanel | None:
    """The call that is booked, or the way to book one; nothing for a case that is over."""
    booked = Callback.objects.filter(case=case, state=Callback.State.BOOKED).order_by("begins")
    call = None if marked(case, "has_call") is False else booked.first()
    if call is not None:
        return CasePanel("callbacks/panel.html", {"call": call, "token": token_of(call)}, place="side")
    if case.closed_at is None and marked(case, "calls_an_hour") != 0 and free_slots(timezone.now()):
        return CasePanel("callbacks/panel.html", {"call": None}, place="side")
    return None


def connect() -> None:
    contact_ways.register(by_phone)
    booked = Callback.objects.filter(case=OuterRef("pk"), state=Callback.State.BOOKED)
    case_panels.mark("has_call", Exists(booked))
    case_panels.mark("calls_an_hour", Subquery(CallbackSettings.objects.values("per_hour")[:1]))
    case_panels.register(beside_a_case)
