"""Looking after one's own account."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.templatetags.devices import device
from portal.notifications.models import Mail
from tests.conftest import PASSWORD
from tests.portal.test_signing_in import last_code, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ola(db: None) -> User:
    """Has no password."""
    user = User.objects.create_user("ola@example.com", name="Ola")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.mark.parametrize("path", ["", "profile/", "second-factor/", "confirm/", "email/", "2fa/", "sessions/"])
def test_strangers_are_asked_to_sign_in(client: Client, path: str):
    assert client.get(f"/account/{path}").url.startswith("/account/login/")


def test_she_sees_everything_about_her_account_at_a_glance(as_user, anna: User, ben: User):
    page = as_user(anna).get("/account/").content.decode()
    assert "Anna Nowak" in page
    assert "anna@example.com" in page
    assert "ben@example.com" not in page
    for link in (
        "/account/profile/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/sessions/",
    ):
        assert f'href="{link}"' in page


def test_more_addresses_do_not_mean_more_queries(as_user, anna: User, django_assert_max_num_queries):
    client = as_user(anna)
    client.get("/account/")
    for n in range(4):
        EmailAddress.objects.create(user=anna, email=f"a{n}@example.com", verified=True)
    with django_assert_max_num_queries(14):
        client.get("/account/")


def test_she_changes_her_name_and_language(as_user, anna: User):
    client = as_user(anna)
    answer = client.post("/account/profile/", {"name": "Anna N.", "language": "pl"})
    assert answer.url == "/pl/account/"
    anna.refresh_from_db()
    assert (anna.name, anna.language) == ("Anna N.", "pl")


def test_she_changes_nothing_else_about_herself(as_user, anna: User):
    everything = {field.name: "1" for field in User._meta.get_fields()}
    as_user(anna).post("/account/profile/", {**everything, "name": "Anna", "language": "en", "email": "x@example.com"})
    anna.refresh_from_db()
    assert (anna.email, anna.is_staff, anna.is_superuser) == ("anna@example.com", False, False)


def test_an_unknown_language_is_refused(as_user, anna: User):
    assert as_user(anna).post("/account/profile/", {"name": "A", "language": "xx"}).status_code == 200
    anna.refresh_from_db()
    assert anna.language == "en"


@pytest.mark.parametrize("data", [{"action_add": "", "email": "x@example.com"}])
def test_a_new_address_needs_the_password_first(as_user, anna: User, data: dict):
    assert as_user(anna).post("/account/email/", data).url.startswith("/account/reauthenticate/")
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "path", ["/account/password/set/", "/account/2fa/webauthn/add/", "/account/2fa/totp/activate/"]
)
def test_without_a_password_a_code_by_mail_says_it_is_you(as_user, ola: User, path: str):
    client = as_user(ola)
    answer = client.get(path)
    assert answer.url.startswith("/account/confirm/")
    assert "ola@example.com" not in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"action": "send"}).url == answer.url
    assert client.post(answer.url, {"code": "0000-0000"}).status_code == 200
    done = client.post(answer.url, {"code": last_code(ola.email)})
    assert done.url == path
    assert client.get(path).status_code == 200


def test_three_wrong_codes_do_not_say_it_is_you(as_user, ola: User):
    client = as_user(ola)
    url = client.get("/account/password/set/").url
    client.post(url, {"action": "send"})
    for _ in range(3):
        client.post(url, {"code": "0000-0000"})
    client.post(url, {"code": last_code(ola.email)})
    assert client.get("/account/password/set/").status_code == 302


def test_who_has_just_signed_in_with_a_code_is_not_asked_again(client: Client, ola: User):
    client.post("/account/login/", {"login": ola.email, "by_code": "1"})
    client.post("/account/login/code/confirm/", {"code": last_code(ola.email)})
    assert client.get("/account/password/set/").status_code == 200


@pytest.mark.parametrize(("person", "hours"), [("anna", 12), ("mia", 2)])
def test_who_was_away_is_signed_out(request, person: str, hours: int):
    user, client = request.getfixturevalue(person), Client()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        client.get("/account/")
    with time_machine.travel(now + timedelta(hours=hours, minutes=-6), tick=False):
        client.get("/account/")
        assert signed_in(client)
    with time_machine.travel(now + timedelta(hours=2 * hours, minutes=1), tick=False):
        client.get("/account/")
        assert not signed_in(client)


def test_staff_sign_in_every_working_day(mia: User):
    client, now = Client(), timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client.post("/account/login/", {"login": mia.email, "password": PASSWORD})
        for _ in range(7):
            client.get("/account/")
            clock.shift(timedelta(minutes=110))
        client.get("/account/")
    assert not signed_in(client)


def test_she_ends_her_other_sessions(anna: User):
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/account/login/", {"login": anna.email, "password": PASSWORD})
    there.get("/account/")
    here.post("/account/sessions/")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


STRANGERS = ("login/", "signup/", "login/code/", "password/reset/")
OWN = (
    "",
    "profile/",
    "email/",
    "password/change/",
    "2fa/",
    "sessions/",
    "logout/",
    "reauthenticate/",
    "second-factor/",
)


@pytest.mark.parametrize("prefix", ["", "/pl", "/ru"])
def test_every_page_has_one_heading_and_nothing_the_policy_stops(client: Client, as_user, anna: User, prefix: str):
    visits = [(client, path) for path in STRANGERS] + [(as_user(anna), path) for path in OWN]
    for person, path in visits:
        answer = person.get(f"{prefix}/account/{path}")
        page = answer.content.decode()
        assert (path, answer.status_code, page.count("<h1")) == (path, 200, 1)
        assert " style=" not in page
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["/account/login/", "/account/signup/", "/account/password/reset/"])
def test_the_page_that_asks_for_the_code_says_so(client: Client, anna: User, url: str):
    field = "login" if url == "/account/login/" else "email"
    page = client.post(url, {field: anna.email, "by_code": "1"}, follow=True).content.decode()
    assert "<h1" in page
    assert "check your e-mail" in page.lower() or "confirm your address" in page.lower()
    assert 'inputmode="numeric"' in page


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("<script>alert(1)</script>", "Another device"),
    ],
)
def test_devices_have_names_people_know(user_agent: str, name: str):
    assert device(user_agent) == name
