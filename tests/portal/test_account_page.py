"""Looking after one's own account."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
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
