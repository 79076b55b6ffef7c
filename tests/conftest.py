"""The cast: Anna owns the data, Ben is another customer, Mia answers cases, Eva writes articles."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User

PASSWORD = "correct horse battery"


def make_user(email: str, name: str, **fields: Any) -> User:
    """A person with a confirmed e-mail address and the password PASSWORD."""
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def anna(db: None) -> User:
    return make_user("anna@example.com", "Anna Nowak")


@pytest.fixture
def ben(db: None) -> User:
    return make_user("ben@example.com", "Ben Kowal")


@pytest.fixture
def mia(db: None) -> User:
    user = make_user("mia@example.com", "Mia Lis", is_staff=True)
    user.groups.add(Group.objects.get(name="Agents"))
    return user


@pytest.fixture
def eva(db: None) -> User:
    user = make_user("eva@example.com", "Eva Maj", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def as_user() -> Any:
    """as_user(anna) is a test client signed in as Anna."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()
