"""How the same browser changes its vote, though no vote says whose it is.

The answer to a vote carries its number, signed, in the page's address and in a cookie. The cookie's path is the voting
address of this one article: it never comes along with a page, and never beside the cookie of another article, so pages
can be stored for everybody and votes of one reader can't be put together.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from kb.models import Vote

SIGNED = Signer(salt="kb.vote")
COOKIE = "vote"
REMEMBERED = timedelta(days=30)


def receipt(given: Vote) -> str:
    return SIGNED.sign(str(given.pk))


def vote_of(signed: str, article_id: int) -> Vote | None:
    """The vote about this article that a receipt of ours is for."""
    try:
        pk = int(SIGNED.unsign(signed))
    except (BadSignature, ValueError):
        return None
    return Vote.objects.filter(pk=pk, article_id=article_id).first()


def earlier_vote(request: HttpRequest, article_id: int) -> Vote | None:
    return vote_of(request.COOKIES.get(COOKIE, ""), article_id)


def hand_over(response: HttpResponse, given: Vote, path: str) -> None:
    response.set_cookie(
        COOKIE,
        receipt(given),
        max_age=REMEMBERED,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
