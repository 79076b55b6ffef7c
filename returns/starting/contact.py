"""Ask us: one short page, with what may answer it at once above it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.access import get_order, is_somebody, one_order, orders_placed_by
from returns import contact_ways
from returns.access import member
from returns.actions import open_question
from returns.articles_read import offered
from returns.errors import Refused
from returns.forms import QuestionForm
from returns.starting import helping, offering
from returns.starting.choices import RECENT_ORDERS, readable
from returns.starting.rules import QUESTION
from returns.starting.sent import sent_before


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def contact(request: HttpRequest) -> HttpResponse:
    if not is_somebody(request.user):
        return render(request, "returns/contact_guest.html", {"ways": contact_ways.ways_for(request)})
    now = timezone.now()
    slug = request.GET.get("order", "").replace("\0", "")
    about = readable(one_order(request.user, slug)).first() if slug else None
    recent = list(dict.fromkeys([*([about] if about else []), *orders_placed_by(request.user)[:RECENT_ORDERS]]))
    articles = offered(request)
    question = next((each.title[:150] for each in articles if each.asked_from), "")
    form = QuestionForm(
        request.POST or None,
        request.FILES or None,
        person=member(request),
        orders=recent,
        articles=articles,
        initial={"order": about.slug if about else "", "subject": question},
    )
    if form.key and (first := sent_before(request.user, form.key)):
        return redirect("cases:detail", first.reference)
    if form.is_bound and form.receive(now):
        chosen = form.cleaned_data.get("order")
        try:
            case, _is_new = open_question(
                by=member(request),
                order=get_order(request.user, chosen) if chosen else None,
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
            offering.asked(request)
            messages.success(request, _("Done. We have your question %(number)s.") % {"number": case.reference})
            return redirect("cases:detail", case.reference)
    context = {
        "form": form,
        "ways": contact_ways.ways_for(request),
        "at_once": helping.at_once(request, QUESTION, about),
        "offer": offering.offered(request, QUESTION, about, while_typing=True),
    }
    return render(request, "returns/contact.html", context)
