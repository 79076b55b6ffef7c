"""A customer opens an account, with a password or without."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Mail

pytestmark = pytest.mark.django_db
PASSWORD = "purple umbrella factory"


def sign_up(client: Client, email: str, password: str = "", prefix: str = "", **headers: str):
    return client.post(f"{prefix}/account/signup/", {"email": email, "password1": password}, **headers)


def code_in_mail(email: str) -> str:
    mail = Mail.objects.filter(to=email).latest("id")
    return re.search(r"\d{4}-\d{4}", mail.text)[0]


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_she_signs_up_confirms_the_code_and_is_signed_in(client: Client, password: str):
    answer = sign_up(client, "New@Example.com", password)
    assert answer.url == "/account/confirm-email/"
    assert not EmailAddress.objects.get().verified
    answer = client.post(answer.url, {"code": code_in_mail("new@example.com")})
    assert answer.url == "/"
    user = User.objects.get(email="new@example.com")
    assert user.has_usable_password() is bool(password)
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/account/").status_code == 200


def test_the_page_offers_both_ways(client: Client):
    page = client.get("/account/signup/").content.decode()
    assert 'name="password1"' in page
    assert "code by e-mail" in page
    assert "(optional)" in page


def test_her_language_is_the_one_of_the_page(client: Client):
    sign_up(client, "ola@example.com", prefix="/pl")
    assert User.objects.get().language == "pl"
    assert Mail.objects.get().language == "pl"


def test_without_the_code_nobody_is_signed_in(client: Client):
    sign_up(client, "new@example.com", PASSWORD)
    assert client.get("/account/").status_code == 302
    assert not EmailAddress.objects.get().verified


def test_a_wrong_code_confirms_nothing_and_three_end_it(client: Client):
    sign_up(client, "new@example.com")
    for _ in range(3):
        client.post("/account/confirm-email/", {"code": "0000-0000"})
    client.post("/account/confirm-email/", {"code": code_in_mail("new@example.com")})
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_an_address_that_has_an_account_gets_the_same_answer(client: Client, anna: User, password: str):
    known, unknown = Client(), Client()
    answers = [sign_up(known, anna.email, password), sign_up(unknown, "nobody@example.com", password)]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url
    pages = [person.get(answers[0].url).content.decode() for person in (known, unknown)]
    hide = re.compile(r'value="[\w-]{20,}"|anna@example\.com|nobody@example\.com')
    assert hide.sub("", pages[0]) == hide.sub("", pages[1])
    assert Mail.objects.get(to=anna.email).kind == "account_already_exists"
    assert User.objects.filter(email=anna.email).count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890123", "new@example.com1"])
def test_a_password_that_is_easy_to_guess_is_refused(client: Client, password: str):
    assert sign_up(client, "new@example.com", password).status_code == 200
    assert not User.objects.exists()


def test_eleven_tries_a_minute_from_one_address_are_too_many(client: Client):
    statuses = [
        sign_up(Client(), f"p{n}@example.com", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(11)
    ]
    assert statuses == [302] * 10 + [429]


@pytest.mark.parametrize("email", ["no-at", "a@b\r\nBcc: x@example.com", "x" * 300 + "@example.com", "a\x00@b.com"])
def test_impossible_addresses_are_refused_kindly(client: Client, email: str):
    assert sign_up(client, email).status_code == 200
    assert not Mail.objects.exists()


def test_nobody_can_have_a_strangers_mailbox_flooded(client: Client, anna: User):
    """From many addresses of the net, over hours of patience, through every form that sends a mail."""
    for email in (anna.email, "stranger@example.com"):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            answers = []
            for number in range(12):
                clock.shift(240)
                path = ("/account/signup/", "/account/login/code/", "/account/password/reset/")[number % 3]
                origin = {"REMOTE_ADDR": f"192.0.2.{number}"}
                answers.append(Client(**origin).post(path, {"email": email, "password1": ""}).status_code)
        assert answers == [302] * 10 + [429] * 2
        assert Mail.objects.filter(to=email).count() == 10
