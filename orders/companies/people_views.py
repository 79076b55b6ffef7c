"""Inviting people, their roles, and what the invited answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders.companies import access, queries
from orders.companies.actions import inviting, members
from orders.companies.forms import InviteForm, RoleForm
from orders.companies.rules import Refused
from orders.companies.views import forms_only, sensitive
from orders.models import CompanyMember

KEY = "company_invitation"


@forms_only
@never_cache
@login_required
@sensitive
def invite(request: HttpRequest, key: UUID) -> HttpResponse:
    company = access.get_leading(request.user, key).company
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            inviting.invite(
                company, said["email"], said["role"], said["language"], by=request.user, now=timezone.now()
            )
        except Refused as refused:
            form.add_error("email", str(refused.message))
        else:
            messages.success(request, _("Done. The invitation is on its way to %(email)s.") % {"email": said["email"]})
            return redirect("companies:detail", company.key)
    return render(request, "companies/invite.html", {"form": form, "company": company})


@require_POST
@never_cache
@login_required
@sensitive
def invitation(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """An administrator sends it again or takes it back."""
    company = access.get_leading(request.user, key).company
    found = company.invitations.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        if request.POST.get("do") == "again":
            inviting.invite_again(found, by=request.user, now=timezone.now())
            messages.success(request, _("Done. A new link is on its way; the old one opens nothing any more."))
        else:
            inviting.take_invitation_back(found, by=request.user, now=timezone.now())
            messages.success(request, _("Done. The invitation opens nothing any more."))
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("companies:detail", key)


@forms_only
@never_cache
@login_required
@sensitive
def person(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """One member's role, and the button that removes her."""
    company = access.get_leading(request.user, key).company
    member = company.members.select_related("user").filter(pk=pk).first()
    if member is None:
        raise Http404
    form = RoleForm(request.POST if "role" in request.POST else None, initial={"role": member.role})
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            change(request, member, form)
        except Refused as refused:
            if form.is_bound:
                form.add_error(None, str(refused.message))
            else:
                messages.error(request, str(refused.message))
        else:
            stays = access.memberships_of(request.user).filter(company=company).exists()
            return redirect("companies:detail", key) if stays else redirect("companies:overview")
    return render(request, "companies/person.html", {"form": form, "company": company, "member": member})


def change(request: HttpRequest, member: CompanyMember, form: RoleForm) -> None:
    """Raises Refused."""
    if "remove" in request.POST:
        members.remove(member, by=request.user, now=timezone.now())
        messages.success(request, _("Done. %(name)s sees nothing of the company any more.") % {"name": member.user})
    else:
        members.change_role(member, form.cleaned_data["role"], by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))


@require_safe
@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: the token goes from the address into the session, where no log and no Referer has it."""
    request.session[KEY] = inviting.hash_of(token)
    return redirect("companies:join")


@require_safe
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Says who invites; only who has confirmed the invited address can accept. Nothing is shown without the link."""
    now = timezone.now()
    named = queries.named_invitation(request.session.get(KEY, ""), now)
    mine = queries.open_invitations(request.user, now)
    is_mine = named is not None and any(each.pk == named.pk for each in mine)
    context = {"named": named, "is_mine": is_mine, "invitations": mine}
    return render(request, "companies/join.html", context)


@require_POST
@never_cache
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to an invitation for one of her confirmed addresses. Raises Http404 for any other."""
    found = access.invitations_for(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        if request.POST.get("do") == "decline":
            inviting.decline(found, by=request.user, now=timezone.now())
            messages.success(request, _("Done. You declined the invitation."))
            return redirect("companies:overview")
        member = inviting.accept(found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("companies:overview")
    request.session.pop(KEY, None)
    messages.success(request, _("Welcome: you are in %(company)s now.") % {"company": member.company})
    return redirect("companies:detail", member.company.key)
