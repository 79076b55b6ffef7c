"""This order is for the company, or it isn't."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from orders.access import get_order, orders_of
from orders.companies import access
from orders.companies.actions import giving
from orders.companies.rules import LEAD, Refused
from orders.models import Order
from orders.panels import OrderPanel


@require_POST
@never_cache
@login_required
def give(request: HttpRequest, slug: str) -> HttpResponse:
    order = get_order(request.user, slug)
    chosen = request.POST.get("company", "")
    company = next(
        (each.company for each in access.memberships_of(request.user) if str(each.company.key) == chosen), None
    )
    if company is None:
        raise Http404
    try:
        giving.give_order(order, company, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Done. The people of %(company)s see this order now.") % {"company": company})
    return redirect("orders:detail", slug)


@require_POST
@never_cache
@login_required
def take_out(request: HttpRequest, slug: str) -> HttpResponse:
    order = get_order(request.user, slug)
    try:
        giving.take_order_out(order, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("orders:detail", slug)
    if not orders_of(request.user).filter(pk=order.pk).exists():
        messages.success(request, _("Done. The order is seen only by who placed it."))
        return redirect("orders:list")
    messages.success(request, _("Done. Only you see this order now."))
    return redirect("orders:detail", slug)


def company_of_order(request: HttpRequest, order: Order) -> OrderPanel | None:
    """On the order's page: whose order it is, and the way to change that."""
    if not vars(order).get("is_seen_by_member", request.user.is_authenticated):
        return None
    memberships = list(access.memberships_of(request.user))
    if not memberships:
        return None
    mine = order.customer_id == request.user.pk
    if order.company_id is None:
        return OrderPanel(_("For your company?"), "companies/order_give.html", {"memberships": memberships})
    me = next((each for each in memberships if each.company_id == order.company_id), None)
    if me is None:
        return None
    placed_by = "" if mine or order.customer is None else str(order.customer)
    context = {"company": me.company, "is_mine": mine, "placed_by": placed_by, "may_take_out": mine or me.role in LEAD}
    return OrderPanel(_("Order of your company"), "companies/order_of.html", context)
