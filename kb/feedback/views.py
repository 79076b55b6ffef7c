""" "Did this help?" in two small steps: yes or no, and after a no why. Neither needs JavaScript or a cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kb.access import visible_to
from kb.feedback import actions, receipts
from kb.feedback.beside import beside
from kb.feedback.rules import MOST_WORDS
from kb.models import ArticlePage, Vote
from kb.reading import door
from kb.reading.limits import Limit

VOTES = Limit(allowed=20)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(visible_to(request.user), pk=pk)
    if request.method == "POST":
        return cast(request, article)
    given = receipts.vote_of(request.GET.get("vote", ""), article.pk)
    return after(request, article, given) if given else redirect(address_of(article, request))


def cast(request: HttpRequest, article: ArticlePage) -> HttpResponse:
    """Keeps the vote, or changes this browser's earlier one, and goes on to what can be said about it."""
    opened = door.opened_page(request.POST.get("token", ""))
    answer = request.POST.get("helpful")
    if opened is None or opened[0] != article.pk or answer not in ("yes", "no") or not may_speak(request):
        return redirect(address_of(article, request))
    earlier = receipts.earlier_vote(request, article.pk)
    given = actions.vote(article, opened[1], answer == "yes", timezone.localdate(), earlier)
    response = thanks(article, given)
    receipts.hand_over(response, given, reverse("kb:vote", args=[article.pk]))
    return response


@csrf_exempt
@never_cache
@require_POST
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason for a no: one of ours, a few words, or both."""
    article = get_object_or_404(visible_to(request.user), pk=pk)
    given = receipts.vote_of(request.POST.get("vote", ""), article.pk)
    if given is None or not may_speak(request):
        return redirect(address_of(article, request))
    if actions.explain(given, request.POST.get("reason", ""), request.POST.get("words", "")):
        return thanks(article, given)
    return after(request, article, given, empty=True)


def after(request: HttpRequest, article: ArticlePage, given: Vote, empty: bool = False) -> HttpResponse:
    context = {
        "article": article,
        "article_id": str(article.pk),
        "given": given,
        "receipt": receipts.receipt(given),
        "reasons": Vote.Reason.choices,
        "most_words": MOST_WORDS,
        "empty": empty,
        "back": address_of(article, request),
        "beside": beside(request, article, given),
    }
    return render(request, "kb/voted.html", context)


def thanks(article: ArticlePage, given: Vote) -> HttpResponse:
    return redirect(f"{reverse('kb:vote', args=[article.pk])}?{urlencode({'vote': receipts.receipt(given)})}")


def address_of(article: ArticlePage, request: HttpRequest) -> str:
    return article.get_url(request) or "/"


def may_speak(request: HttpRequest) -> bool:
    return door.from_our_page(request) and not VOTES.reached(door.address_of(request))
