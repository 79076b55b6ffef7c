"""A company's pages: its facts and people, and what its administrators change."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.companies import access, queries
from orders.companies.actions import founding, members
from orders.companies.forms import CompanyForm
from orders.companies.rules import LEAD, Refused
from orders.companies.wording import told

forms_only = require_http_methods(["GET", "HEAD", "POST"])
# Looking is free; whoever changes who may see a company's orders shows first that it is still her.
sensitive = reauthentication_required(app="allauth.account", allow_get=True)


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    context = {
        "memberships": list(access.memberships_of(request.user)),
        "invitations": queries.open_invitations(request.user, timezone.now()),
    }
    return render(request, "companies/overview.html", context)


@forms_only
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    initial = queries.known_details(request.user) if request.method == "GET" else None
    form = CompanyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            company = founding.found_company(form.details(), by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Done. Now invite the people you buy with."))
            return redirect("companies:detail", company.key)
    return render(request, "companies/company_form.html", {"form": form, "is_prefilled": bool(initial)})


@require_safe
@never_cache
@login_required
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    me = access.get_membership(request.user, key)
    leads = me.role in LEAD
    context: dict[str, Any] = {
        "company": me.company,
        "me": me,
        "leads": leads,
        "members": queries.members_of(me.company),
        "invitations": queries.waiting_invitations(me.company, timezone.now()) if leads else [],
    }
    return render(request, "companies/company_detail.html", context)


@forms_only
@never_cache
@login_required
@sensitive
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    company = access.get_leading(request.user, key).company
    form = CompanyForm(request.POST or None, initial=vars(company))
    if request.method == "POST" and form.is_valid():
        founding.change_company(company, form.details(), by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("companies:detail", company.key)
    return render(request, "companies/company_form.html", {"form": form, "company": company})


@require_POST
@never_cache
@login_required
def check_again(request: HttpRequest, key: UUID) -> HttpResponse:
    company = access.get_leading(request.user, key).company
    try:
        founding.check_again(company, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("We are asking the register. The answer appears here."))
    return redirect("companies:detail", company.key)


@require_safe
@never_cache
@login_required
def history(request: HttpRequest, key: UUID) -> HttpResponse:
    company = access.get_leading(request.user, key).company
    changes = [{"at": event.at, "text": told(event)} for event in queries.changes_of(company)]
    return render(request, "companies/history.html", {"company": company, "changes": changes})


@forms_only
@never_cache
@login_required
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    me = access.get_membership(request.user, key)
    if request.method == "POST":
        try:
            members.remove(me, by=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("companies:detail", key)
        messages.success(request, _("Done. You are not in %(company)s any more.") % {"company": me.company})
        return redirect("companies:overview")
    return render(request, "companies/leave.html", {"company": me.company})


@forms_only
@never_cache
@login_required
@sensitive
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    company = access.get_leading(request.user, key).company
    if request.method == "POST":
        try:
            founding.close_company(company, by=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("companies:detail", key)
        messages.success(request, _("Done. The company account is closed; your orders are yours alone again."))
        return redirect("companies:overview")
    return render(request, "companies/close.html", {"company": company})
