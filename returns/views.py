"""A customer's cases: door, form, one domain call, page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from returns import access, actions, queries
from returns.attachments import serve
from returns.case_panels import panels_for
from returns.errors import Refused
from returns.forms import ReplyForm
from returns.joining.queries import continued
from returns.models import Case
from returns.pages import case_page
from returns.wording import ENDINGS

forms_only = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before")
    context = {
        "open_cases": [] if before else queries.open_cases(request.user),
        "finished": queries.finished_cases(request.user, before),
        "before": before,
    }
    return render(request, "returns/case_list.html", context)


@forms_only
@never_cache
@login_required
def case_detail(request: HttpRequest, reference: str) -> HttpResponse:
    case, now = access.get_case(request.user, reference), timezone.now()
    if case.merged_into_id and request.method != "POST":
        return redirect("cases:detail", continued(case).reference)
    form = ReplyForm(request.POST or None, request.FILES or None, person=access.member(request))
    if form.is_bound and form.receive(now):
        message = actions.post_message(
            case,
            by=access.member(request),
            body=form.cleaned_data["body"],
            now=now,
            key=form.cleaned_data["submission_key"],
        )
        return done(request, message.case, _("Sent. Your message is in case %(number)s."))
    context = case_page(case, form) | {"panels": panels_for(request, case)}
    return render(request, "returns/case_detail.html", context)


@require_POST
@never_cache
@login_required
def case_end(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """The customer takes back what she asked for, or closes her question."""
    case = access.get_case(request.user, reference)
    try:
        actions.end(case, verb, by=access.member(request), version=seen_version(request, case), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:detail", case.reference)
    return done(request, case, str(ENDINGS[case.kind, verb].done))


@require_safe
@login_required
def attachment(request: HttpRequest, reference: str, pk: int, size: str) -> FileResponse:
    found = access.get_attachment(request.user, reference, pk)
    if size not in {"full", "small"} or (size == "small" and not found.thumbnail):
        raise Http404
    return serve(found, size)


def seen_version(request: HttpRequest, case: Case) -> int:
    """The version on the page that the person saw; an old or strange page counts as outdated."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def done(request: HttpRequest, case: Case, text: str) -> HttpResponse:
    messages.success(request, text % {"number": case.reference})
    return redirect("cases:detail", case.reference)
