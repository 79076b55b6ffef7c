import re
import time
from io import StringIO
from typing import Any

import pytest
from allauth.account.internal.flows import login
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.api.models import ApiKey
from tests.conftest import make_user
from tests.portal.api.conftest import Ask

pytestmark = pytest.mark.django_db
FORM = {"name": "Till", "source": "shop", "scopes": ["orders:read", "orders:write"], "requests_a_minute": "600"}


@pytest.fixture
def operator() -> User:
    return make_user("olga@example.com", "Olga", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(as_user: Any, operator: User) -> Client:
    """The operator, who has typed in her password a moment ago."""
    client: Client = as_user(operator)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(operator.pk)
    session.save()
    return client


def test_a_key_is_shown_once_and_works(desk: Client, operator: User, ask: Ask) -> None:
    answer = desk.post(reverse("api_keys:add"), FORM)
    secret = re.search(r"aftercare_[\w-]{43}", answer.content.decode())
    assert secret, answer.content.decode()[-3000:]
    assert "no-store" in answer["Cache-Control"]
    row = ApiKey.objects.get(name="Till")
    assert (row.scopes, row.created_by) == (["orders:read", "orders:write"], operator)
    assert ask("GET", "/orders", key=secret[0]).status_code == 200
    assert secret[0] not in desk.get(reverse("api_keys:index")).content.decode()
    assert secret[0] not in desk.get(reverse("api_keys:inspect", args=[row.pk])).content.decode()


def test_sending_the_form_twice_makes_one_key(desk: Client) -> None:
    desk.post(reverse("api_keys:add"), FORM)
    again = desk.post(reverse("api_keys:add"), FORM)
    assert "has a key of this name already" in again.content.decode()
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"source": "My Shop"}, {"scopes": []}, {"scopes": ["all"]}, {"name": ""}])
def test_a_key_that_can_not_be_is_refused(desk: Client, wrong: dict[str, Any]) -> None:
    assert desk.post(reverse("api_keys:add"), {**FORM, **wrong}).status_code == 200
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_dead_at_the_next_request_and_stays_in_the_list(desk: Client, ask: Ask) -> None:
    row = ApiKey.objects.get(source="shop")
    assert ask("GET", "/orders").status_code == 200
    assert "from its next request on" in desk.get(reverse("api_keys:delete", args=[row.pk])).content.decode()
    desk.post(reverse("api_keys:delete", args=[row.pk]))
    assert ask("GET", "/orders").status_code == 401
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert row.name in desk.get(reverse("api_keys:index")).content.decode()


def test_whoever_was_away_confirms_it_is_her_first(as_user: Any, operator: User, ask: Ask) -> None:
    client = as_user(operator)
    for address in (reverse("api_keys:add"), reverse("api_keys:delete", args=[ApiKey.objects.get().pk])):
        answer = client.post(address, FORM)
        assert answer.status_code == 302
        assert "/account/" in answer["Location"]
    assert ApiKey.objects.get(source="shop").revoked_at is None


def test_an_editor_makes_no_keys(as_user: Any) -> None:
    editor = make_user("eve@example.com", "Eve", is_staff=True)
    assert as_user(editor).get(reverse("api_keys:index")).status_code in {302, 403}


def test_the_command_prints_a_key_that_works(ask: Ask) -> None:
    out = StringIO()
    call_command("api_key", "shop", "nightly export", "--scope", "orders:read", stdout=out, stderr=StringIO())
    secret = out.getvalue().strip()
    assert ask("GET", "/orders", key=secret).status_code == 200
    assert ask("GET", "/cases", key=secret).status_code == 403
    with pytest.raises(CommandError, match="small letters"):
        call_command("api_key", "My Shop", "x", stdout=out, stderr=StringIO())
