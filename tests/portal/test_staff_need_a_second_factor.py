"""Nobody reads customers' data with a password alone."""

import os
import subprocess
import sys
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from portal.accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.STAFF_MFA = "required"


def set_up(client: Client) -> None:
    """What an authenticator app does."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    with time_machine.travel(time.time(), tick=False):  # or the half minute may end between reading and typing
        code = code_of(secret, time.time())
        client.post("/account/2fa/totp/activate/", {"code": code})


def code_of(secret: str, moment: float) -> str:
    """Six digits for the half minute around this moment."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(moment) // 30))


def test_an_agent_without_one_is_led_to_set_it_up_and_comes_back(as_user, mia: User):
    client = as_user(mia)
    answer = client.get("/admin/reports/site-history/")
    assert answer.url == "/account/second-factor/"
    page = client.get(answer.url).content.decode()
    assert "/account/2fa/totp/activate/" in page
    assert "/account/2fa/webauthn/add/" in page
    set_up(client)
    assert Authenticator.objects.filter(user=mia, type="totp").exists()
    assert "/admin/reports/site-history/" in client.get("/account/2fa/").content.decode()
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("age", "accepted"), [(0, True), (30, True), (-30, True), (90, False)])
def test_a_code_may_be_half_a_minute_late(age: int, accepted: bool) -> None:
    """RFC 6238, 5.2: people type slowly and phones' clocks are not exact."""
    secret = totp.generate_totp_secret()
    with time_machine.travel(1_800_000_015, tick=False):
        assert totp.validate_totp_code(secret, code_of(secret, time.time() - age)) is accepted


def test_every_page_of_the_admin_and_every_method_is_closed(as_user, mia: User):
    client = as_user(mia)
    for path in ("/admin/", "/admin/account/", "/admin/pages/", "/admin/users/"):
        assert client.get(path).url == "/account/second-factor/"
        assert client.post(path).url == "/account/second-factor/"


def test_customers_files_are_closed_too_although_they_live_outside_the_admin(as_user, mia: User, anna: User):
    path = "/cases/R-222222/files/1/full/"
    assert as_user(mia).get(path).url == "/account/second-factor/"
    assert as_user(mia).get(f"/pl{path}").url == "/pl/account/second-factor/"
    assert as_user(anna).get(path).status_code == 404


def test_customers_are_not_asked(as_user, anna: User):
    assert as_user(anna).get("/account/").status_code == 200


def test_signing_in_asks_for_it_whatever_came_first(as_user, mia: User):
    set_up(as_user(mia))
    client = Client()
    answer = client.post("/account/login/", {"login": mia.email, "password": PASSWORD})
    assert answer.url == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_the_setting_turns_it_off_while_trying_things_out(as_user, mia: User, settings):
    settings.STAFF_MFA = "optional"
    assert as_user(mia).get("/admin/").status_code == 200


def test_the_pages_hold_no_script_the_policy_would_stop(as_user, anna: User):
    client = as_user(anna)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for path in ("/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"):
        answer = client.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        scripts = [part.split(">", 1)[0] for part in page.split("<script")[1:]]
        assert all("src=" in tag or "application/json" in tag for tag in scripts)
        assert " style=" not in page
        assert " onclick=" not in page


def test_production_refuses_to_make_it_optional(tmp_path):
    environment = {
        **os.environ,
        "DEBUG": "0",
        "DEMO": "0",
        "SITE_URL": "https://shop.example",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnopqrstuvwxyz",
        "DATA_DIR": str(tmp_path),
        "STAFF_MFA": "optional",
    }
    command = [sys.executable, "-c", "import portal.settings"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "STAFF_MFA=optional" in done.stderr
