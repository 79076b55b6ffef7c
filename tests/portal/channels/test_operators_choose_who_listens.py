"""Operators name who listens, see the secret once, send a test, renew the secret and tell again what was missed."""

import time
from typing import Any

import pytest
from allauth.account.internal.flows import login
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.webhooks_out import actions
from portal.webhooks_out.models import Call, Endpoint
from tests.conftest import make_user
from tests.portal.channels.ears import listen, names
from tests.returns.conftest import private_folder

__all__ = ["private_folder"]
pytestmark = pytest.mark.django_db
S = Call.State


@pytest.fixture
def operator(as_user: Any) -> Client:
    """Somebody who may do everything, and typed in her password a moment ago."""
    user = make_user("olga@example.com", "Olga", is_staff=True, is_superuser=True)
    client: Client = as_user(user)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def test_an_operator_makes_a_listener_and_sees_its_secret_once(operator: Client, ear: Any) -> None:
    form = {"name": "Our shop", "url": ear.url, "events": ["case.opened"], "source": "", "is_active": "on"}
    page = operator.post("/admin/listeners/new/", form).content.decode()
    endpoint = Endpoint.objects.get()
    assert endpoint.secret in page
    for address in (
        "/admin/listeners/",
        f"/admin/listeners/inspect/{endpoint.pk}/",
        f"/admin/listeners/edit/{endpoint.pk}/",
    ):
        answer = operator.get(address)
        assert answer.status_code == 200
        assert endpoint.secret not in answer.content.decode()


@pytest.mark.parametrize(
    "url", ["http://shop.example.com/", "https://a:b@shop.example.com/", "https://shop.example.com:22/"]
)
def test_an_address_we_could_not_call_is_refused_with_the_reason(url: str, operator: Client) -> None:
    form = {"name": "Our shop", "url": url, "events": ["case.opened"], "source": "", "is_active": "on"}
    assert "We can&#x27;t call this address" in operator.post("/admin/listeners/new/", form).content.decode()
    assert Endpoint.objects.count() == 0


def test_an_operator_sends_a_test_and_reads_how_it_went(operator: Client, ear: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    assert "It works" in operator.post(f"/admin/listeners/{endpoint.pk}/test/", follow=True).content.decode()
    ear.answers.append((401, {}))
    assert "HTTP 401" in operator.post(f"/admin/listeners/{endpoint.pk}/test/", follow=True).content.decode()
    assert names(ear) == ["webhook.test"] * 2


def test_an_operator_renews_the_secret_and_tells_again(operator: Client, ear: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    old = endpoint.secret
    assert operator.get(f"/admin/listeners/{endpoint.pk}/secret/").status_code == 200
    page = operator.post(f"/admin/listeners/{endpoint.pk}/secret/").content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret in page
    assert endpoint.old_secret == old
    ear.answers.append((500, {}))
    actions.happen("case.opened", "case-1", {}, timezone.now())
    call_command("tick")
    call = Call.objects.get()
    assert "HTTP 500" in operator.get("/admin/webhook_calls/").content.decode()
    assert operator.get(f"/admin/webhook-calls/{call.pk}/again/").status_code == 200
    operator.post(f"/admin/webhook-calls/{call.pk}/again/")
    call.refresh_from_db()
    assert call.state == S.SENT


def test_people_without_the_right_see_and_change_nothing(mia: User, as_user: Any, ear: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    client = as_user(mia)
    for address in ("/admin/listeners/", f"/admin/listeners/inspect/{endpoint.pk}/", "/admin/webhook_calls/"):
        assert client.get(address).status_code in (302, 403)
    assert client.post(f"/admin/listeners/{endpoint.pk}/test/").status_code in (302, 403)
    assert ear.heard == []


def test_the_list_of_calls_asks_no_more_for_more(operator: Client, ear: Any) -> None:
    listen(ear.url, "case.opened")

    def queries(number: int) -> int:
        for each in range(number):
            actions.happen("case.opened", f"case-{number}-{each}", {}, timezone.now())
        with CaptureQueriesContext(connection) as found:
            assert operator.get("/admin/webhook_calls/").status_code == 200
        return len(found)

    queries(1)
    assert queries(2) == queries(20)
