"""Book a call, with an account or without; move it or cancel it by the link in the mail."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.access import get_order, is_somebody, orders_placed_by
from orders.verifying.answers import is_from_elsewhere
from portal.callbacks import actions, queries
from portal.callbacks.errors import CallIsOver
from portal.callbacks.forms import BookingForm, MoveForm
from portal.callbacks.limits import is_too_often
from portal.callbacks.models import Callback
from portal.callbacks.tokens import callback_of, token_of
from returns.access import get_case, member
from returns.errors import Refused
from returns.models import Case

RECENT_ORDERS, MOST_BOOKED = 10, 3


# Other sites' forms are told by Sec-Fetch-Site and Origin: a guest gets no cookie (see returns/withdrawing/views.py).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest) -> HttpResponse:
    now, is_known = timezone.now(), is_somebody(request.user)
    wanted = request.GET.get("case", "").replace("\0", "")
    case = get_case(request.user, wanted) if wanted and is_known else None
    orders = list(orders_placed_by(request.user)[:RECENT_ORDERS]) if is_known and case is None else []
    form = BookingForm(request.POST or None, now=now, orders=orders, is_known=is_known)
    if form.is_bound and form.is_valid() and may_book(request, form):
        try:
            return redirect("callbacks:call", token_of(booked(request, form, case)))
        except Refused as refused:
            form.add_error("begins", str(refused))
    is_offered = bool(form.fields["begins"].choices[1:])  # type: ignore[attr-defined]
    return render(request, "callbacks/book.html", {"form": form, "case": case, "is_offered": is_offered})


def may_book(request: HttpRequest, form: BookingForm) -> bool:
    """Nobody's telephone or mailbox can be flooded through us."""
    email = request.user.email if is_somebody(request.user) else form.cleaned_data["email"]  # type: ignore[union-attr]
    if is_from_elsewhere(request):
        form.add_error(None, _("This form came from another site. Please send it from here."))
    elif Callback.objects.filter(key=form.cleaned_data["submission_key"]).exists():
        return True
    elif queries.booked_by(email) >= MOST_BOOKED:
        form.add_error(None, _("There are calls booked for you already. You can move them by the link in the mail."))
    elif is_too_often(request, email):
        form.add_error(None, _("That was often within an hour. Please wait a little, or write to us."))
    return not form.errors


def booked(request: HttpRequest, form: BookingForm, case: Case | None) -> Callback:
    said, by = form.cleaned_data, member(request) if is_somebody(request.user) else None
    order = get_order(request.user, said["order"]) if said.get("order") else None
    wanted = actions.Wanted(
        said["begins"], said["phone"], said["question"], said.get("email", ""), said.get("name", ""), order, case
    )
    key, language = said["submission_key"], get_language() or "en"
    return actions.book(wanted, by=by, key=key, language=language, now=timezone.now())


@require_safe
@never_cache
def call(request: HttpRequest, token: str) -> HttpResponse:
    callback = found(token)
    form = MoveForm(now=timezone.now()) if callback.is_booked else None
    return page(request, callback, token, form)


@csrf_exempt
@require_POST
@never_cache
def move(request: HttpRequest, token: str) -> HttpResponse:
    callback, now = found(token), timezone.now()
    form = MoveForm(request.POST, now=now)
    if form.is_valid() and not is_from_elsewhere(request):
        try:
            # Each move is a mail, and the link is anybody's who booked for this mailbox.
            if is_too_often(request, callback.case.email):
                raise Refused(_("That was often within an hour. Please wait a little, or write to us."))
            actions.move(callback, form.cleaned_data["begins"], now)
        except Refused as refused:
            form.add_error("begins", str(refused))
        else:
            return redirect("callbacks:call", token)
    return page(request, callback, token, form)


@csrf_exempt
@require_POST
@never_cache
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    callback = found(token)
    if callback.is_booked and not is_from_elsewhere(request):
        # Pressed twice at once, it is cancelled once: the page says how it stands.
        with suppress(CallIsOver):
            actions.cancel(callback, timezone.now())
    return redirect("callbacks:call", token)


def found(token: str) -> Callback:
    callback = callback_of(token)
    if callback is None:
        raise Http404
    return callback


def page(request: HttpRequest, callback: Callback, token: str, form: MoveForm | None) -> HttpResponse:
    is_owner = is_somebody(request.user) and callback.case.customer_id == request.user.pk
    context = {"call": callback, "case": callback.case, "token": token, "form": form, "is_owner": is_owner}
    response = render(request, "callbacks/call.html", context)
    # The address is a secret: no other page may learn it.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
