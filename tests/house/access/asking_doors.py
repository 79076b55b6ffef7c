"""How a door is asked without a page around it: who asks, and whether it said no."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory

from orders.door import OPENED
from portal.accounts.models import User
from tests.house.access.conftest import House

# Somebody whose account was never kept: signed in by what she says of herself, and without a number.
UNKEPT: Any = SimpleNamespace(pk=None, id=None, is_authenticated=True, has_perm=lambda perm, row=None: False)
NOBODY = (AnonymousUser(), UNKEPT)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def person(house: House, letter: str) -> User:
    """As the next request has her: nothing remembered."""
    return User.objects.get(pk=house.world.users[letter].pk)


def asking(user: Any, method: str = "GET", path: str = "/", **session: Any) -> Any:
    request = RequestFactory().generic(method, path)
    request.user = user
    request.session = {OPENED: session.get("opened", {})} if "opened" in session else {}
    return request


def refused(ask: Callable[..., Any], *arguments: Any, kind: type[Exception] = Http404) -> bool:
    try:
        ask(*arguments)
    except kind:
        return True
    return False


def let_in(ask: Callable[..., Any], *arguments: Any) -> bool:
    return not refused(ask, *arguments, kind=Exception)
