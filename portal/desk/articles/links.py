"""Short links to articles that an agent sent: opened by a person, read for how long, what became of the case."""

import re
from datetime import datetime, timedelta

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import DatabaseError
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kb.models import NoTrail
from kb.reading.door import address_of, from_our_page
from kb.reading.limits import Limit
from kb.reading.rules import MAX_MS
from kb.rules import Audience
from kb.short_links import article_with
from portal.desk.articles.pages import path_of, readable
from portal.desk.models import ArticleLink
from returns.access import WORK_CASES
from returns.models import Message

CODE = re.compile(r"[A-Za-z0-9_-]{22}")
# Programs that fetch links to show a preview or to look for malware; a person's browser names none of these.
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|fetch|monitor|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|go-http",
    re.IGNORECASE,
)
# One opening: whoever gets the address later, by mail or from a list of visited pages, is not measured as this reader.
OPENING = signing.TimestampSigner(salt="portal.desk.articles.opening")
OPENING_LASTS = timedelta(hours=1)
BEACONS = Limit(allowed=120)
# So long may the customer still say that it did not help.
SETTLED_AFTER = timedelta(days=7)


@require_safe
@never_cache
def open_article(request: HttpRequest, code: str) -> HttpResponse:
    """Send the customer to the article in the case's language; note the first time a person came.

    An article's own short address leads to it for everybody who may read it, and counts nothing.
    """
    if shared := article_with(code, request.user):
        return redirect(path_of(shared))
    link = _find(code)
    page = readable(link.page, link.case) if link else None
    if link is None or page is None:
        with translation.override(link.case.language if link else translation.get_language()):
            return render(request, "desk/article_gone.html", status=404)
    if page.audience != Audience.PUBLIC and request.user.is_anonymous:
        return redirect_to_login(request.path)
    path = path_of(page)
    if by_a_customer(request):
        ArticleLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now())
        if may_be_timed(request, link):
            # A fragment never reaches a server: the page stays the same for everybody, and nothing is stored.
            path = f"{path}#l={OPENING.sign(str(link.pk))}"
    return redirect(path)


def may_be_timed(request: HttpRequest, link: ArticleLink) -> bool:
    """Only a customer with an account, who did not stop us from remembering, in a browser that does not mind.

    This reading is joined to her case, so it is never taken from the anonymous figures, nor added to them.
    """
    if request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1":
        return False
    customer = link.case.customer_id
    return customer is not None and not NoTrail.objects.filter(pk=customer).exists()


@csrf_exempt
def read_article(request: HttpRequest) -> HttpResponse:
    """Always the same empty answer, whatever came: how long this opening has been before the reader's eyes."""
    if request.method == "POST" and from_our_page(request) and not BEACONS.reached(address_of(request)):
        _keep(request.POST.get("l", ""), request.POST.get("ms", ""))
    return HttpResponse(status=204)


def _keep(opening: str, milliseconds: str) -> None:
    if not (milliseconds.isascii() and milliseconds.isdecimal() and len(milliseconds) < 9):
        return
    try:
        number = int(OPENING.unsign(opening, max_age=OPENING_LASTS))
        link = ArticleLink.objects.filter(pk=number).exclude(case__customer__in=NoTrail.objects.values("pk"))
        # The longest reading counts, so order, loss and repetition do not matter.
        link.update(read_ms=Greatest(F("read_ms"), Value(min(int(milliseconds), MAX_MS))))
    except (signing.BadSignature, ValueError, DatabaseError):
        # Not ours, too late, or a busy database: a lost beacon costs some seconds.
        return


def settle(now: datetime) -> int:
    """Did it close the case? No once the customer wrote within a week, yes when it is over. How many changed."""
    later = Message.objects.filter(
        case=OuterRef("message__case"),
        author=Message.Author.CUSTOMER,
        no_reply_needed=False,
        created_at__gt=OuterRef("sent_at"),
        created_at__lte=ExpressionWrapper(OuterRef("sent_at") + SETTLED_AFTER, output_field=DateTimeField()),
    )
    waiting = ArticleLink.objects.filter(solved=None)
    again = waiting.filter(Exists(later)).values_list("pk", flat=True)
    changed = ArticleLink.objects.filter(pk__in=list(again)).update(solved=False)
    return changed + waiting.filter(sent_at__lte=now - SETTLED_AFTER).update(solved=True)


def forget_readings(user_id: int) -> int:
    """She does not want us to remember what she reads: how long she read goes, that a link was opened stays."""
    return ArticleLink.objects.filter(case__customer=user_id, read_ms__gt=0).update(read_ms=0)


def by_a_customer(request: HttpRequest) -> bool:
    """False for look-aheads, mail scanners and our own agents: they would make a link look read."""
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"))
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and not re.search("prefetch|prerender|preview", purpose, re.IGNORECASE)
        and bool(agent)
        and not PROGRAMS.search(agent)
        and not request.user.has_perm(WORK_CASES)
    )


def _find(code: str) -> ArticleLink | None:
    if not CODE.fullmatch(code):
        return None
    return ArticleLink.objects.select_related("case__customer", "page__locale").filter(code=code).first()
