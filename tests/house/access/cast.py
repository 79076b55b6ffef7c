"""Everybody who may knock, one letter each, as in the columns of matrix.csv."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from orders.door import OPENED
from orders.finding.actions import make_link
from orders.models import Order
from portal.accounts.models import User
from portal.api.keys import make_key
from portal.api.models import ApiKey
from returns.models import Team
from tests.conftest import make_user

CAST = {
    "N": "nobody: signed out",
    "A": "Anna, whose data it is",
    "C": "Clara, a buyer of the same company, not the owner",
    "B": "Ben, another customer",
    "O": "Olga, a customer of another shop",
    "X": "Xaver, blocked while signed in",
    "G": "a guest who opened Anna's order by its mailed link",
    "M": "Mia, an agent",
    "T": "Tom, an agent of another team",
    "S": "Nina, a senior agent",
    "E": "Eva, an editor",
    "P": "Piotr, an operator",
    "R": "the superuser",
    "1": "a key of Anna's shop with every scope",
    "2": "a key of another shop with every scope",
    "3": "a key of Anna's shop that may only read orders",
}
CUSTOMERS, STAFF, KEYS = "ACBOXG", "MTSEPR", "123"
# Who may read Anna's cases at work; everybody else but Anna herself is a stranger to them.
AGENTS = "MTSR"


@dataclass(frozen=True, slots=True)
class Role:
    """How one of the cast knocks: with a cookie or a key."""

    letter: str
    user: User | None
    cookies: dict[str, str]
    headers: dict[str, str]


def people() -> dict[str, User]:
    """Users by letter; the addresses and names of A and B are canaries of their own."""
    found = {
        "A": make_user("mailboxcanaryanna@example.com", "Anna Nowak"),
        "B": make_user("mailboxcanaryben@example.com", "Ben Kowal"),
        "C": make_user("clara@example.com", "Clara Wilk"),
        "O": make_user("olga@example.com", "Olga Mak"),
        "X": make_user("xaver@example.com", "Xaver Zych"),
        "M": _staff("mia@example.com", "Mia Lis", "Agents"),
        "T": _staff("tom@example.com", "Tom Bak", "Agents"),
        "S": _staff("nina@example.com", "Nina Sowa", "Senior agents"),
        "E": _staff("eva@example.com", "Eva Maj", "Editors"),
        "P": _staff("piotr@example.com", "Piotr Krol", "Operators"),
        "R": User.objects.create_superuser("root@example.com", "correct horse battery", name="Root"),
    }
    Team.objects.create(name="Returns team").members.set([found["M"], found["S"]])
    Team.objects.create(name="Couriers team").members.set([found["T"]])
    return found


def _staff(email: str, name: str, group: str) -> User:
    user = make_user(email, name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def roles(users: dict[str, User], order: Order) -> dict[str, Role]:
    """`order`: Anna's, which the guest has opened."""
    found = {"N": Role("N", None, {}, {})}
    for letter, user in users.items():
        found[letter] = Role(letter, user, {settings.SESSION_COOKIE_NAME: _session(user)}, {})
    users["X"].is_active = False
    users["X"].save()
    link, _token = make_link(order, timezone.now())
    guest = SessionStore()
    guest[OPENED] = {order.slug: link.pk}
    guest.create()
    found["G"] = Role("G", None, {settings.SESSION_COOKIE_NAME: str(guest.session_key)}, {})
    every = list(ApiKey.Scope.values)
    for letter, name, source, scopes in (
        ("1", "first", "test", every),
        ("2", "second", "other", every),
        ("3", "narrow", "test", ["orders:read"]),
    ):
        secret = make_key(name, source, scopes, requests_a_minute=100_000)[1]
        found[letter] = Role(letter, None, {}, {"HTTP_AUTHORIZATION": f"Bearer {secret}"})
    return {letter: found[letter] for letter in CAST}


def _session(user: User) -> str:
    """Signed in, and just asked for the password once more."""
    client = Client()
    client.force_login(user)
    session = client.session
    just_now = {"method": "password", "at": time.time() + 3600, "email": user.email, "reauthenticated": True}
    session["account_authentication_methods"] = [just_now]
    session["account_authentication_methods_user"] = str(user.pk)
    # So that not every request writes it down (SessionsEnd).
    session["began"] = session["seen"] = time.time()
    session.save()
    return str(session.session_key)


@contextmanager
def without(roles: dict[str, Any], *letters: str) -> Iterator[dict[str, Any]]:
    yield {letter: role for letter, role in roles.items() if letter not in letters}
