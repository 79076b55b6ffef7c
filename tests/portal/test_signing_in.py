"""Signing in with a password or a code; what a guesser runs into; where people land."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from portal.notifications.models import Mail
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def password(client: Client, email: str, word: str = PASSWORD, url: str = LOGIN, **headers: str):
    return client.post(url, {"login": email, "password": word}, **headers)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def last_code(email: str) -> str:
    return re.search(r"\d{4}-\d{4}", Mail.objects.filter(to=email).latest("id").text)[0]


def test_she_signs_in_with_her_password(client: Client, anna: User):
    assert password(client, "Anna@Example.com ").url == "/"
    assert signed_in(client)


def test_she_signs_in_with_a_code_and_needs_no_password(client: Client, anna: User):
    answer = client.post(LOGIN, {"login": anna.email, "password": ""})
    assert answer.url == "/account/login/code/confirm/"
    assert client.post(answer.url, {"code": last_code(anna.email)}).url == "/"
    assert signed_in(client)


def test_the_code_button_wins_over_a_password_the_browser_filled_in(client: Client, anna: User):
    answer = client.post(LOGIN, {"login": anna.email, "password": "whatever is stored", "by_code": "1"})
    assert answer.url == "/account/login/code/confirm/"


def test_the_code_is_digits_with_or_without_the_dash(client: Client, anna: User):
    client.post(LOGIN, {"login": anna.email, "by_code": "1"})
    client.post("/account/login/code/confirm/", {"code": last_code(anna.email).replace("-", " ")})
    assert signed_in(client)


def test_a_code_works_once(client: Client, anna: User):
    client.post(LOGIN, {"login": anna.email, "by_code": "1"})
    code = last_code(anna.email)
    client.post("/account/login/code/confirm/", {"code": code})
    client.post("/account/logout/")
    client.post("/account/login/code/confirm/", {"code": code})
    assert not signed_in(client)


def test_she_goes_on_where_she_wanted_to(client: Client, anna: User):
    assert password(client, anna.email, url=f"{LOGIN}?next=/account/profile/").url == "/account/profile/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site(client: Client, anna: User, target: str):
    assert "evil" not in client.post(LOGIN, {"login": anna.email, "password": PASSWORD, "next": target}).url


def test_customers_land_on_the_home_page_of_their_language(client: Client, anna: User):
    User.objects.filter(pk=anna.pk).update(language="pl")
    assert password(client, anna.email).url == "/pl/"


def test_staff_land_in_the_admin(client: Client, mia: User):
    assert password(client, mia.email).url == "/admin/"


def test_the_session_gets_a_new_name(client: Client, anna: User):
    client.get(LOGIN)
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["session"] = session.session_key
    password(client, anna.email)
    assert client.session.session_key != session.session_key


def test_a_stranger_and_a_wrong_password_get_the_same_answer(anna: User):
    answers = [password(Client(), email, "wrong") for email in (anna.email, "nobody@example.com")]
    assert {answer.status_code for answer in answers} == {200}
    hide = re.compile(r'value="[^"]*"')
    assert len({hide.sub("", answer.content.decode()) for answer in answers}) == 1


@pytest.mark.parametrize("url", ["/account/login/code/", "/account/password/reset/"])
def test_asking_for_a_code_does_not_tell_who_is_a_customer(anna: User, url: str):
    answers = [Client().post(url, {"email": email}) for email in (anna.email, "nobody@example.com")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url
    assert Mail.objects.get(to="nobody@example.com").kind == "unknown_account"


def test_the_sixth_wrong_password_locks_the_account_for_five_minutes(client: Client, anna: User):
    for _ in range(5):
        password(client, anna.email, "wrong")
    cache_is_by_account_not_address = password(Client(), "ANNA@example.com", REMOTE_ADDR="10.9.9.9")
    assert "Too many" in cache_is_by_account_not_address.content.decode()
    assert not signed_in(client)
    cache.clear()
    password(client, anna.email)
    assert signed_in(client)


def test_a_made_up_forwarding_address_or_host_opens_no_new_bucket(anna: User):
    for n in range(5):
        password(Client(), anna.email, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}", HTTP_HOST="localhost")
    answer = password(Client(), anna.email, HTTP_X_FORWARDED_FOR="10.1.1.1", HTTP_CF_CONNECTING_IP="10.2.2.2")
    assert "Too many" in answer.content.decode()


def test_ten_failures_a_minute_from_one_place_are_all(db: None):
    answers = [password(Client(), f"p{n}@example.com", "wrong").content.decode() for n in range(11)]
    assert ["Too many" in page for page in answers] == [False] * 10 + [True]


def test_wrong_codes_count_in_the_same_bucket_as_wrong_passwords(anna: User):
    guesser = Client()
    for _ in range(2):
        password(guesser, anna.email, "wrong")
    client = Client()
    client.post(LOGIN, {"login": anna.email, "by_code": "1"})
    for _ in range(2):
        client.post("/account/login/code/confirm/", {"code": "00000000"})
    password(guesser, anna.email, "wrong")
    client.post("/account/login/code/confirm/", {"code": last_code(anna.email)})
    assert not signed_in(client)


def test_three_wrong_codes_end_the_code(client: Client, anna: User):
    client.post(LOGIN, {"login": anna.email, "by_code": "1"})
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "0000-0000"})
    client.post("/account/login/code/confirm/", {"code": last_code(anna.email)})
    assert not signed_in(client)


def test_codes_are_not_mailed_without_end(anna: User):
    for _ in range(6):
        Client().post(LOGIN, {"login": anna.email, "by_code": "1"})
    assert Mail.objects.filter(to=anna.email).count() == 3


def test_she_chooses_a_new_password_with_a_code(client: Client, anna: User):
    client.post("/account/password/reset/", {"email": anna.email})
    answer = client.post("/account/password/reset/confirm/", {"code": last_code(anna.email)})
    new = "green teapot orchestra"
    client.post(answer.url, {"password1": new, "password2": new})
    assert not signed_in(client)
    assert "password_reset" in Mail.objects.filter(to=anna.email).values_list("kind", flat=True)
    password(client, anna.email)
    assert not signed_in(client)
    password(client, anna.email, new)
    assert signed_in(client)


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/login/?next=/admin/pages/"])
def test_the_admin_has_no_door_of_its_own(client: Client, mia: User, path: str):
    for answer in (client.get(path), client.post(path, {"username": mia.email, "password": PASSWORD})):
        assert answer.status_code == 302
        assert answer.url.startswith(LOGIN)
    assert not signed_in(client)


def test_the_admin_resets_and_changes_no_passwords(as_user, client: Client, mia: User):
    assert client.get("/admin/password_reset/").status_code == 404
    assert client.get("/admin/password_reset/confirm/MQ/abc/").status_code == 404
    page = as_user(mia).get("/admin/account/").content.decode()
    assert "password" not in page.lower()
    assert 'name="name_email-email"' not in page


def test_a_blocked_person_is_out_at_the_next_request(client: Client, anna: User):
    password(client, anna.email)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302
