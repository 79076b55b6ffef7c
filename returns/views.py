"""A customer's cases: door, form, one domain call, page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.access import get_order, get_order_to_act_on, orders_of, orders_placed_by
from returns import access, actions, queries
from returns.articles_read import offered
from returns.attachments import serve
from returns.case_panels import panels_for
from returns.errors import Refused
from returns.forms import QuestionForm, ReplyForm, ReturnForm, WithFiles
from returns.models import Case
from returns.pages import case_page, return_page
from returns.terms import load_terms

RECENT_ORDERS = 20
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


@require_safe
@never_cache
@login_required
def case_new(request: HttpRequest) -> HttpResponse:
    orders = queries.orders_to_return_from(request.user, timezone.now())
    context = {
        "orders": orders,
        "has_others": any(not each.quantity for each in orders),
        "terms": load_terms(),
    }
    return render(request, "returns/case_new.html", context)


@forms_only
@never_cache
@login_required
def return_new(request: HttpRequest, slug: str) -> HttpResponse:
    order, now = get_order_to_act_on(request.user, slug), timezone.now()
    lines = queries.returnable_lines(order, now)
    form = ReturnForm(
        request.POST or None,
        request.FILES or None,
        person=access.member(request),
        order=order,
        lines=lines,
        articles=offered(request),
    )
    if first := sent_before(request, form):
        return redirect("cases:detail", first.reference)
    if form.is_bound and form.receive(now):
        try:
            case, _is_new = actions.open_return(
                by=access.member(request),
                order=order,
                lines=form.wanted(),
                note=form.cleaned_data["note"],
                submission_key=form.cleaned_data["submission_key"],
                language=get_language() or "en",
                now=now,
                articles=form.attached(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return done(request, case, _("Done. We have your return %(number)s and tell you what comes next."))
    return render(request, "returns/return_new.html", return_page(order, lines, form, now))


@forms_only
@never_cache
def contact(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "returns/contact_guest.html")
    now = timezone.now()
    orders = orders_placed_by(request.user)
    about = orders_of(request.user).filter(slug=request.GET.get("order", "").replace("\0", "")).first()
    recent = list(dict.fromkeys([*([about] if about else []), *orders[:RECENT_ORDERS]]))
    articles = offered(request)
    question = next((each.title[:150] for each in articles if each.asked_from), "")
    form = QuestionForm(
        request.POST or None,
        request.FILES or None,
        person=access.member(request),
        orders=recent,
        articles=articles,
        initial={"order": about.slug if about else "", "subject": question},
    )
    if first := sent_before(request, form):
        return redirect("cases:detail", first.reference)
    if form.is_bound and form.receive(now):
        slug = form.cleaned_data.get("order")
        try:
            case, _is_new = actions.open_question(
                by=access.member(request),
                order=get_order(request.user, slug) if slug else None,
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                submission_key=form.cleaned_data["submission_key"],
                language=get_language() or "en",
                now=now,
                articles=form.attached(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return done(request, case, _("Done. We have your question %(number)s."))
    return render(request, "returns/contact.html", {"form": form})


@forms_only
@never_cache
@login_required
def case_detail(request: HttpRequest, reference: str) -> HttpResponse:
    case, now = access.get_case(request.user, reference), timezone.now()
    form = ReplyForm(request.POST or None, request.FILES or None, person=access.member(request))
    if form.is_bound and form.receive(now):
        actions.post_message(
            case,
            by=access.member(request),
            body=form.cleaned_data["body"],
            now=now,
            key=form.cleaned_data["submission_key"],
        )
        return done(request, case, _("Sent. Your message is in case %(number)s."))
    context = case_page(case, form) | {"panels": panels_for(request, case)}
    return render(request, "returns/case_detail.html", context)


@require_POST
@never_cache
@login_required
def case_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    case = access.get_case(request.user, reference)
    try:
        actions.cancel(case, by=access.member(request), version=seen_version(request, case), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:detail", case.reference)
    return done(request, case, _("Done. Return %(number)s is cancelled, you keep the items."))


@require_POST
@never_cache
@login_required
def case_close(request: HttpRequest, reference: str) -> HttpResponse:
    case = access.get_case(request.user, reference)
    try:
        actions.close(case, by=access.member(request), version=seen_version(request, case), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:detail", case.reference)
    return done(request, case, _("Done. Case %(number)s is closed."))


@require_safe
@login_required
def attachment(request: HttpRequest, reference: str, pk: int, size: str) -> FileResponse:
    found = access.get_attachment(request.user, reference, pk)
    if size not in {"full", "small"} or (size == "small" and not found.thumbnail):
        raise Http404
    return serve(found, size)


def sent_before(request: HttpRequest, form: WithFiles) -> Case | None:
    """The case that this very form opened already: a second click lands where the first one did."""
    key: UUID | None = form.key
    return access.cases_of(request.user).filter(submission_key=key).first() if key else None


def seen_version(request: HttpRequest, case: Case) -> int:
    """The version on the page that the person saw; an old or strange page counts as outdated."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def done(request: HttpRequest, case: Case, text: str) -> HttpResponse:
    messages.success(request, text % {"number": case.reference})
    return redirect("cases:detail", case.reference)
