"""Merging customers: what would move, then the click; and the page behind the mailed links."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.accounts.finding import without_referrer
from portal.desk.customers.access import Person, get_customer
from portal.desk.customers.merging import rules
from portal.desk.customers.merging.actions import NotMerged, ask_to_merge, find_merge, hash_of, say_no, say_yes, veiled
from portal.desk.customers.merging.queries import Pair, find_other, moves
from portal.desk.customers.views import CustomersPlace
from returns.access import LEAD_CASES


class OtherForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("The other e-mail address of this customer"),
        help_text=gettext_lazy("Of a second account, or one that was used without an account."),
    )


class MergeView(CustomersPlace, View):
    """Step one names the other address, step two shows what moves; nothing changes before its button."""

    template_name = "desk/customers/merge.html"
    page_title = gettext_lazy("Merge customers")
    person: Person

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(LEAD_CASES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.person = get_customer(pk)
        form = OtherForm(request.GET if "email" in request.GET else None)
        pair = self.pair(form) if form.is_bound and form.is_valid() else None
        return self.page(form, pair)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.person = get_customer(pk)
        form = OtherForm(request.POST)
        pair = self.pair(form) if form.is_valid() else None
        if pair is None:
            return self.page(form, None)
        try:
            merge = ask_to_merge(pair, by=self.agent, now=timezone.now())
        except NotMerged as refused:
            return self.page(form, pair, str(refused))
        if merge.done_at:
            messages.success(request, _("Merged: one customer now."))
        else:
            messages.success(request, _("Both addresses got a mail. Once both agreed it is done."))
        return redirect(self.person.url)

    def pair(self, form: OtherForm) -> Pair | None:
        kept = self.person.user
        pair = find_other(kept, form.cleaned_data["email"]) if kept else None
        if pair is None:
            form.add_error("email", _("Nobody ordered or wrote with this address."))
        return pair

    def page(self, form: OtherForm, pair: Pair | None, refused: str = "") -> HttpResponse:
        reason = refused or (str(rules.problem(pair.kept_side, pair.gone_side)) if pair else "")
        context = self.get_context_data(
            person=self.person,
            form=form,
            pair=pair,
            problem=reason,
            must_ask=pair is not None and not reason and rules.must_ask(pair.kept_side, pair.gone_side),
            moves=moves(pair) if pair and not reason else [],
        )
        return TemplateResponse(self.request, self.template_name, context, status=409 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@without_referrer
def merge_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail programs follow links too. Both mailboxes have to press the button."""
    now = timezone.now()
    found = find_merge(token, now)
    if found is None:
        return render(request, "desk/customers/merge_gone.html", status=404)
    problem = ""
    if request.method == "POST":
        if request.POST.get("do") == "no":
            say_no(token, now)
            return render(request, "desk/customers/merge_answered.html", {"stopped": True})
        try:
            merge = say_yes(token, now)
        except NotMerged as refused:
            problem = str(refused)
        else:
            return render(request, "desk/customers/merge_answered.html", {"merge": merge})
    is_kept = hash_of(token) == found.kept_hash
    other = found.gone_email if is_kept else found.kept.email
    context = {"token": token, "is_kept": is_kept, "other": veiled(other), "problem": problem}
    return render(request, "desk/customers/merge_mine.html", context)
