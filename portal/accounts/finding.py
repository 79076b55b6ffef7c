"""Finding an order without an account, and taking one into an account by another way than its address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.access import Guest, orders_of
from orders.door import let_in, let_out, reader
from orders.finding import actions, queries
from orders.finding.tasks import answer_query
from orders.models import Order
from portal.accounts.finding_forms import AddForm, FindForm
from portal.accounts.limits import may_claim, may_look_for_order

forms_only = require_http_methods(["GET", "HEAD", "POST"])


def without_referrer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The address of the page is a secret: no other page may learn it, not even ours.

    "no-referrer" would make browsers send the form with "Origin: null", which no check of origins lets through.
    """

    @wraps(view)
    def inner(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *positional, **named)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return inner


@forms_only
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """The same answer after the same work, whether there is such an order or not (R14)."""
    form = FindForm(request.POST or None)
    if form.is_bound and form.is_valid():
        number, email = form.cleaned_data["number"], form.cleaned_data["email"]
        if may_look_for_order(request, email):
            query = actions.ask(number, email, get_language() or "en", timezone.now())
            transaction.on_commit(lambda: answer_query.enqueue(query.pk), robust=True)
            return redirect("finding:sent")
        form.add_error(None, _("That was a lot of tries. Wait a few minutes, then ask again."))
    return render(request, "finding/find.html", {"form": form})


@require_safe
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "finding/sent.html")


@forms_only
@never_cache
@without_referrer
def open_order(request: HttpRequest, token: str) -> HttpResponse:
    """A button, because mail programs follow links to look at them, and this one works once."""
    now = timezone.now()
    if request.method == "POST":
        link = actions.use_link(token, now)
        if link:
            let_in(request, link.order.slug, link.pk)
            return redirect("orders:detail", link.order.slug)
    elif link := queries.unused_link(token, now):
        return render(request, "finding/open.html", {"link": link, "token": token})
    return render(request, "finding/no_link.html", status=404)


@require_POST
@never_cache
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody is done on a computer that others use too."""
    link = let_out(request, slug)
    if link is not None:
        actions.revoke_link(link, timezone.now())
        messages.success(request, _("Closed. This browser no longer shows the order."))
    return redirect("finding:find")


@require_POST
@never_cache
@login_required
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever came by the link of the order's own address may take the order into the account."""
    person = reader(request, slug)
    order = orders_of(person).filter(slug=slug).first()
    if order is None:
        raise Http404
    if isinstance(person, Guest):
        _take(request, order)
    return redirect("orders:detail", slug)


@forms_only
@never_cache
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """An older order under another address: its number and its postcode."""
    form = AddForm(request.POST or None)
    if form.is_bound and form.is_valid():
        number, postcode = form.cleaned_data["number"], form.cleaned_data["postcode"]
        if not may_claim(request, number):
            form.add_error(None, _("That was a lot of tries. Wait an hour, then try again, or write to us."))
        else:
            order = queries.order_proven_by(number, postcode)
            if order and not _is_anothers(request, order) and actions.claim(order, request.user):
                messages.success(request, _("Done. Order %(number)s is yours to see here.") % {"number": order.number})
                return redirect("orders:detail", order.slug)
            form.add_error(None, form.refusal)
    return render(request, "finding/add.html", {"form": form})


@forms_only
@never_cache
@login_required
@without_referrer
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The shop's own link: it names the order, and it works until the order has an owner."""
    order = actions.claimed_by(token)
    if order and orders_of(request.user).filter(pk=order.pk).exists():
        return redirect("orders:detail", order.slug)
    if order is None or order.customer_id is not None or order.company_id is not None:
        return render(request, "finding/no_link.html", status=404)
    if request.method == "POST" and _take(request, order):
        return redirect("orders:detail", order.slug)
    return render(request, "finding/claim.html", {"order": order, "token": token})


def _take(request: HttpRequest, order: Order) -> bool:
    if not actions.claim(order, request.user):
        messages.error(request, _("This order is in another account already. If that is not you, write to us."))
        return False
    let_out(request, order.slug)
    messages.success(request, _("Done. Order %(number)s is yours to see here.") % {"number": order.number})
    return True


def _is_anothers(request: HttpRequest, order: Order) -> bool:
    """Its address is confirmed by another account: the order is on its way there."""
    confirmed = EmailAddress.objects.filter(email=order.email, verified=True)
    return bool(order.email) and confirmed.exclude(user_id=request.user.pk).exists()
