"""Account → Reading: what we remember of a customer's reading, and the tips she wrote. All of it hers to delete."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kb.tips import actions as tips
from kb.tips import queries as tips_read
from kb.trail import actions as trail
from kb.trail import door, rules
from kb.trail import queries as trail_read


@require_safe
@never_cache
@login_required
def reading(request: HttpRequest) -> HttpResponse:
    context = {
        "remembers": trail_read.remembers(request.user),
        "may_remember": door.may_remember(request),
        "trail": trail_read.trail(request.user, timezone.now(), request),
        "days": rules.KEEP.days,
        "tips": tips_read.tips_by(request.user, request),
    }
    return render(request, "accounts/reading.html", context)


@require_POST
@never_cache
@login_required
def change_reading(request: HttpRequest) -> HttpResponse:
    """One button, one word: stop, start, forget everything, or forget one article."""
    wanted, article = request.POST.get("do", ""), request.POST.get("article", "")
    if wanted == "stop":
        trail.stop(request.user)
        messages.success(request, _("Done. We forgot what you read, and remember nothing from now on."))
    elif wanted == "start":
        trail.go_on(request.user)
        messages.success(request, _("Done. From now on support sees what you read, if you attach it."))
    elif wanted == "forget":
        trail.forget(request.user)
        messages.success(request, _("Done. We forgot what you read."))
    elif article.isascii() and article.isdecimal() and len(article) < 10:
        trail.forget_page(request.user, int(article))
    return redirect("accounts:reading")


@require_POST
@never_cache
@login_required
def remove_tip(request: HttpRequest, pk: int) -> HttpResponse:
    if not tips.take_back(request.user, pk):
        raise Http404
    messages.success(request, _("Done. Your tip is gone."))
    return redirect("accounts:reading")
