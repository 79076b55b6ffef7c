"""Who looks at an order's page: somebody signed in, or a guest whose browser opened a link from a mail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from orders.access import Guest, is_somebody, orders_of

OPENED = "opened_orders"  # in the session: {slug: OrderLink.pk}
MOST_OPENED = 10


def let_in(request: HttpRequest, slug: str, link: int) -> None:
    """From now on this browser may read the order, as long as the link lasts."""
    opened = {**request.session.get(OPENED, {}), slug: link}
    request.session[OPENED] = dict(list(opened.items())[-MOST_OPENED:])


def let_out(request: HttpRequest, slug: str) -> int | None:
    """The link it was let in by, forgotten."""
    opened = dict(request.session.get(OPENED, {}))
    link = opened.pop(slug, None)
    request.session[OPENED] = opened
    return link if isinstance(link, int) else None


def reader(request: HttpRequest, slug: str) -> Any:
    """The one who is signed in; a guest for an order that is not hers and that a link opened."""
    opened = request.session.get(OPENED)
    link = opened.get(slug) if isinstance(opened, dict) else None
    if not isinstance(link, int) or orders_of(request.user).filter(slug=slug).exists():
        return request.user
    guest = Guest(link)
    return guest if orders_of(guest).filter(slug=slug).exists() else request.user


def for_readers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`view(request, person, slug, …)`; whoever is neither signed in nor let in signs in first."""

    @wraps(view)
    def inner(request: HttpRequest, slug: str, **arguments: Any) -> HttpResponseBase:
        person = reader(request, slug)
        if not isinstance(person, Guest) and not is_somebody(person):
            return redirect_to_login(request.get_full_path())
        return view(request, person, slug, **arguments)

    return inner
