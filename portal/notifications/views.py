"""Which mails somebody gets: the page in the account, and the link in every optional mail."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.notifications.choices import choices_of, choose, read_token
from portal.notifications.kinds import DUTIES

forms_only = require_http_methods(["GET", "HEAD", "POST"])


class ChoicesForm(forms.Form):
    """One switch a group."""

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for choice in choices_of(user):
            label = format_html(
                '<span class="switch__title">{}</span> <span class="switch__text">{}</span>',
                choice.group.title,
                choice.group.text,
            )
            self.fields[choice.group.name] = forms.BooleanField(label=label, initial=choice.wanted, required=False)


@forms_only
@never_cache
@login_required
def choices(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    form = ChoicesForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        choose(request.user, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notifications:choices")
    return render(request, "notifications/choices.html", {"form": form, "duties": DUTIES})


@csrf_exempt
@forms_only
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in: the signed link says who and which mails. A look changes nothing, since programs that scan
    mails follow links; a mail program's own button posts List-Unsubscribe=One-Click (RFC 8058).
    """
    found = read_token(token)
    if found is None:
        raise Http404
    user, group = found
    state = "asked"
    if request.method == "POST":
        state = "on" if request.POST.get("do") == "start" else "off"
        choose(user, {group.name: state == "on"})
    return render(request, "notifications/stop.html", {"group": group, "state": state})
