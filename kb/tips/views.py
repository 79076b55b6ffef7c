"""Leaving a tip, which needs a sign-in, and finding one helpful, which needs nobody to be known."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kb.access import visible_to
from kb.models import Tip
from kb.reading import door
from kb.reading.limits import Limit
from kb.tips import actions
from kb.tips.forms import TipForm, name_to_offer

HELPFUL = Limit(allowed=20)
# The path is this one tip's address: the cookie says to nobody else that it was found helpful.
COOKIE, REMEMBERED = "helpful", 180 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def tip(request: HttpRequest, article: int) -> HttpResponse:
    page = get_object_or_404(visible_to(request.user), pk=article)
    if getattr(request.user, "is_staff", False):
        # Colleagues write the article itself.
        raise Http404
    form = TipForm(request.POST or None, initial={"first_name": name_to_offer(request.user)})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.write(request.user, page, given["first_name"], given["text"], timezone.now())
        except actions.TooManyTips:
            form.add_error(None, _("You have left five tips today, thank you! Please come back tomorrow."))
        else:
            messages.success(request, _("Thank you! An editor reads your tip, then it appears here."))
            return redirect(f"{page.get_url(request)}#tips")
    return render(request, "kb/tip.html", {"form": form, "article": page, "back": page.get_url(request)})


@csrf_exempt
@never_cache
@require_POST
def helpful(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts once for a browser and goes back to the tip, by an address that no kept page answers: it says thanks."""
    tips = Tip.objects.filter(state=Tip.State.ACCEPTED, article__in=visible_to(request.user))
    found = get_object_or_404(tips.select_related("article"), pk=pk)
    is_ours = door.from_our_page(request)
    thanks = f"?helpful={found.pk}" if is_ours else ""
    response = redirect(f"{found.article.get_url(request)}{thanks}#tip-{found.pk}")
    if is_ours and COOKIE not in request.COOKIES and not HELPFUL.reached(door.address_of(request)):
        actions.find_helpful(found)
        response.set_cookie(
            COOKIE,
            "1",
            max_age=REMEMBERED,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response
