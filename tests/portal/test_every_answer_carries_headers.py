from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client, override_settings
from wagtail.models import Site

from portal.accounts.models import User

STRICT = "'self'"


def policy(response: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def assert_strict(response: Any) -> None:
    found = policy(response)
    assert found["script-src"] == found["style-src"] == found["default-src"] == STRICT
    assert found["frame-ancestors"] == found["object-src"] == found["base-uri"] == "'none'"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/pl/", 200),
        ("/account/login/", 200),
        ("/account/signup/", 200),
        ("/orders/", 302),
        ("/cases/", 302),
        ("/help/search/?q=parcel", 200),
        ("/theme.css", 200),
        ("/no/such/page/", 404),
    ],
)
def test_a_customers_page_trusts_only_this_site(client: Client, db: None, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert_strict(response)


def test_a_page_that_breaks_is_still_protected(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.dashboard.queries.home", lambda *args: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert_strict(response)


def test_a_form_from_elsewhere_is_refused_and_protected(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@example.com", "password": "x"})
    assert response.status_code == 403
    assert_strict(response)


def test_a_broken_host_name_is_refused_and_protected(client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "evil.example.org"})
    assert response.status_code == 400
    assert policy(response)["script-src"] == STRICT


def test_only_the_admin_may_use_wagtails_inline_scripts(eva: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(eva)
    assert "'unsafe-inline'" in policy(client.get("/admin/"))["script-src"]
    assert_strict(client.get("/"))


def test_the_editor_sees_the_preview_inside_the_admin(eva: User, as_user: Callable[[User], Client]) -> None:
    page = Site.objects.get(is_default_site=True).root_page
    response = page.specific.make_preview_request(original_request=_request(as_user(eva)))
    assert response.status_code == 200
    assert policy(response)["frame-ancestors"] == STRICT
    assert policy(response)["script-src"] == STRICT


def _request(client: Client) -> HttpRequest:
    return client.get("/").wsgi_request


@pytest.mark.parametrize(
    "address", ["/", "/pl/", "/help/", "/help/search/?q=parcel", "/contact/", "/no/such/page/", "/account/"]
)
def test_a_page_of_someone_signed_in_is_kept_nowhere(
    anna: User, as_user: Callable[[User], Client], address: str
) -> None:
    """The back button on a shared computer shows it to whoever sits down next."""
    kept = as_user(anna).get(address).headers["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_a_page_for_everybody_may_be_kept(client: Client, db: None) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    assert "no-store" in client.get("/account/login/").headers["Cache-Control"], "its form has a cookie of its own"


def test_production_settings_pass_djangos_own_check(db: None) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        call_command("check", deploy=True, tags=["security"], fail_level="WARNING")
