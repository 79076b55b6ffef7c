"""Olga looks after the shop's settings."""

import pytest
from django.contrib.auth.models import Group

from portal.accounts.models import User
from tests.conftest import make_user


@pytest.fixture
def olga(db: None) -> User:
    user = make_user("olga@example.com", "Olga", is_staff=True)
    user.groups.add(Group.objects.get(name="Operators"))
    return user
