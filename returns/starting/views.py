"""The guided start: choose a way, go through its steps, check, send. Every page works without JavaScript."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.access import get_order_to_act_on, is_somebody
from returns.access import member
from returns.articles_read import offered
from returns.errors import Refused
from returns.starting import actions, offering, overview, rules
from returns.starting.access import get_draft
from returns.starting.checking import CheckForm, check_page
from returns.starting.forms import FORMS, StepFormWithFiles
from returns.starting.more_orders import MoreOrdersForm
from returns.starting.sent import sent_before
from returns.starting.started import Started, load
from returns.starting.step_page import NOTICE_STEP, more_orders_page, note_the_notice, step_page
from returns.starting.submitting import submit

forms_only = require_http_methods(["GET", "HEAD", "POST"])


@forms_only
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """What is wrong? And, with ?kind=, what that way means; both for everybody, signed in or not."""
    now, said = timezone.now(), overview.asked(request)
    if request.method == "POST":
        return begin(request, said)
    if not said.kind:
        return render(request, "returns/starting/choose.html", overview.choose_page(request, said, now))
    return render(request, "returns/starting/way.html", overview.way_page(request, said, now))


def begin(request: HttpRequest, said: overview.Asked) -> HttpResponse:
    """The way and the order are chosen: from here on everything is kept."""
    if not is_somebody(request.user):
        return redirect_to_login(overview.address_of(said.kind, said))
    if said.order is None or said.kind not in rules.STEPS:
        messages.error(request, _("Please choose the order first."))
        return redirect(overview.address_of(said.kind, said))
    now = timezone.now()
    try:
        draft = actions.begin(
            by=member(request),
            key=UUID(request.POST.get("key", "")),
            kind=said.kind,
            order=said.order,
            now=now,
            items=overview.known_items(said, now),
        )
    except (Refused, ValueError) as refused:
        text = str(refused) if isinstance(refused, Refused) else _("Please open this page again.")
        messages.error(request, text)
        return redirect(overview.address_of(said.kind, said))
    return redirect("cases:start", draft.key)


@require_safe
@never_cache
@login_required
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go on where she stopped."""
    if first := sent_before(request.user, key):
        return redirect("cases:detail", first.reference)
    draft = get_draft(request.user, key, timezone.now())
    return redirect("cases:start_step", key, rules.missing(draft.kind, draft.data))


@forms_only
@never_cache
@login_required
def start_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if first := sent_before(request.user, key):
        return redirect("cases:detail", first.reference)
    now, person = timezone.now(), member(request)
    started = load(get_draft(person, key, now), person, now)
    if not rules.reachable(started.kind, started.data, step):
        return redirect("cases:start", key)
    if step == rules.CHECK:
        return check(request, started)
    then_check = request.GET.get("then") == rules.CHECK
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form_class = FORMS[step]
    own = {"person": person, "key": started.draft.key} if issubclass(form_class, StepFormWithFiles) else {}
    form = form_class(*given, started=started, **own)
    if form.is_bound and (form.receive(now) if isinstance(form, StepFormWithFiles) else form.is_valid()):
        actions.fill_in(started.draft, step, form.values(), now)
        return redirect(address(started, rules.after(started.kind, started.data, step, then_check=then_check)))
    if step == NOTICE_STEP:
        note_the_notice(started, get_language() or "en", now)
    context = step_page(request, started, step, form, then_check=then_check)
    return render(request, "returns/starting/step.html", context)


def check(request: HttpRequest, started: Started) -> HttpResponse:
    form = CheckForm(request.POST if request.method == "POST" else None, articles=offered(request))
    if form.is_bound and form.is_valid() and not started.is_short:
        try:
            case, _is_new = submit(
                started,
                by=member(request),
                language=get_language() or "en",
                now=started.now,
                articles=form.attached(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            offering.asked(request)
            messages.success(
                request, _("Done. We have it: %(number)s. Below stands what comes next.") % {"number": case}
            )
            return redirect("cases:detail", case.reference)
    return render(request, "returns/starting/check.html", check_page(request, started, form))


@forms_only
@never_cache
@login_required
def start_orders(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add further orders to the same case, where one parcel or one fault spans several."""
    now, person = timezone.now(), member(request)
    started = load(get_draft(person, key, now), person, now)
    form = MoreOrdersForm(request.POST if request.method == "POST" else None, started=started, person=person)
    if form.is_bound and form.is_valid():
        actions.fill_in(started.draft, "orders", form.values(), now)
        return redirect(address(started, "items"))
    return render(request, "returns/starting/orders.html", more_orders_page(request, started, form))


@require_POST
@never_cache
@login_required
def throw_away(request: HttpRequest, key: UUID) -> HttpResponse:
    actions.throw_away(get_draft(request.user, key, timezone.now()), by=member(request))
    messages.success(request, _("Thrown away. Nothing was sent."))
    return redirect("cases:new")


@require_safe
@never_cache
@login_required
def return_new(request: HttpRequest, slug: str) -> HttpResponse:
    """An address in older mails and articles."""
    order = get_order_to_act_on(request.user, slug)
    return redirect(f"{reverse('cases:new')}?kind={rules.RETURN}&order={order.slug}")


def address(started: Started, step: str) -> str:
    return reverse("cases:start_step", args=[started.draft.key, step])
