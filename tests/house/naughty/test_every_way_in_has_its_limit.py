"""Sixty wrong words at every way in: the sixth is refused, whoever is tried, and no spelling opens another bucket."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.notifications.models import Mail
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
REFUSED = re.compile(r"Too many|a lot of (tries|codes)|429")


def sign_in(client: Client, word: str) -> Any:
    return client.post(LOGIN, {"login": "anna@example.com", "password": word})


def reauthenticate(client: Client, word: str) -> Any:
    return client.post("/account/reauthenticate/", {"password": word})


def change_password(client: Client, word: str) -> Any:
    new = "green teapot orchestra"
    return client.post("/account/password/change/", {"oldpassword": word, "password1": new, "password2": new})


def second_factor(client: Client, word: str) -> Any:
    return client.post("/account/2fa/authenticate/", {"code": word})


def is_refused(answer: Any) -> bool:
    return answer.status_code == 429 or bool(REFUSED.search(answer.content.decode()))


def tries_before_the_door_shuts(door: Callable[[Client, str], Any], client: Client) -> int:
    """How many of sixty wrong words were looked at."""
    refused = [is_refused(door(client, f"wrong {number}")) for number in range(60)]
    assert True in refused, "sixty wrong words were all looked at"
    first = refused.index(True)
    assert all(refused[first:]), "a shut door opened again"
    return first


def anonymous() -> Client:
    return Client()


def signed_in() -> Client:
    client = Client()
    sign_in(client, PASSWORD)
    reauthenticate(client, PASSWORD)
    return client


def at_the_second_step() -> Client:
    TOTP.activate(User.objects.get(email="anna@example.com"), "JBSWY3DPEHPK3PXP")
    return signed_in()


DOORS: dict[str, tuple[Callable[[Client, str], Any], Callable[[], Client], int]] = {
    "the sign-in page": (sign_in, anonymous, 5),
    "the page that asks again": (reauthenticate, signed_in, 5),
    "the change of the password": (change_password, signed_in, 5),
    "the second factor": (second_factor, at_the_second_step, 5),
}


@pytest.mark.parametrize(("door", "begin", "most"), DOORS.values(), ids=DOORS)
def test_the_sixth_wrong_word_is_refused(anna: User, door: Any, begin: Any, most: int) -> None:
    client = begin()
    assert tries_before_the_door_shuts(door, client) <= most


def test_the_right_word_is_refused_too_while_the_door_is_shut(anna: User) -> None:
    tries_before_the_door_shuts(sign_in, Client())
    client = Client()
    sign_in(client, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_what_was_tried_at_one_door_counts_at_the_next(anna: User) -> None:
    client = signed_in()
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), "wrong")
    assert is_refused(reauthenticate(client, "wrong"))


@pytest.mark.parametrize("spelling", ["ANNA@EXAMPLE.COM", " anna@example.com ", "Anna@Example.Com"])
def test_another_spelling_is_the_same_account(anna: User, spelling: str) -> None:
    for number in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(LOGIN, {"login": spelling, "password": "wrong"})
    assert is_refused(Client(REMOTE_ADDR="10.0.1.1").post(LOGIN, {"login": "anna@example.com", "password": PASSWORD}))


@pytest.mark.parametrize("header", ["x-forwarded-for", "cf-connecting-ip", "x-real-ip", "forwarded", "true-client-ip"])
def test_a_hundred_made_up_addresses_are_one(anna: User, header: str) -> None:
    looked_at = [
        not is_refused(
            Client().post(
                LOGIN, {"login": f"p{number}@example.com", "password": "x"}, headers={header: f"10.0.0.{number}"}
            )
        )
        for number in range(100)
    ]
    assert sum(looked_at) == 10


def test_behind_a_proxy_only_what_the_proxy_adds_counts(anna: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    looked_at = [
        not is_refused(
            Client().post(
                LOGIN,
                {"login": f"p{number}@example.com", "password": "x"},
                headers={"x-forwarded-for": f"10.0.0.{number}, 203.0.113.5"},
            )
        )
        for number in range(100)
    ]
    assert sum(looked_at) == 10


@pytest.mark.parametrize("said", ["203.0.113.5", "nonsense", "", "1.2.3.4, nonsense", "1.2.3.4,,"])
def test_a_request_that_came_past_a_proxy_is_still_answered(anna: User, settings: Any, said: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    client = Client(raise_request_exception=False, headers={"x-forwarded-for": said})
    assert client.post(LOGIN, {"login": "anna@example.com", "password": "wrong"}).status_code == 200


def test_wrong_keys_of_shops_run_into_a_limit_and_right_ones_do_not(db: None) -> None:
    asked = [Client().get("/api/v1/orders", headers={"authorization": f"Bearer {number}"}) for number in range(60)]
    assert [answer.status_code for answer in asked[:10]] == [401] * 10
    assert {answer.status_code for answer in asked[10:]} == {429}


VARIES = re.compile(r'value="[^"]*"|nonce="[^"]*"|csrf[^ ]*')


def told(answer: Any, *emails: str) -> tuple[int, str, dict[str, str]]:
    """All that whoever asks can see, without what is new in every answer and what they typed themselves."""
    body = VARIES.sub("", answer.content.decode())
    headers = {
        name: VARIES.sub("", value) for name, value in answer.items() if name not in {"Expires", "X-Request-ID"}
    }
    for email in emails:
        body = body.replace(email, "…")
    return answer.status_code, body, headers


ASKING: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "sign-in": (LOGIN, lambda email: {"login": email, "password": "wrong words here"}),
    "sign-in by code": (LOGIN, lambda email: {"login": email, "by_code": "1"}),
    "a code": ("/account/login/code/", lambda email: {"email": email}),
    "sign-up": ("/account/signup/", lambda email: {"email": email, "password1": "green teapot orchestra"}),
    "sign-up without a password": ("/account/signup/", lambda email: {"email": email, "password1": ""}),
    "reset": ("/account/password/reset/", lambda email: {"email": email}),
    "finding an order": ("/orders/find/", lambda email: {"number": "1042", "email": email}),
    "one's data": ("/privacy/data/", lambda email: {"email": email}),
}


@pytest.mark.parametrize(("address", "fields"), ASKING.values(), ids=ASKING)
def test_no_page_tells_who_is_a_customer(
    anna: User, address: str, fields: Callable[[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same status, headers and words, also on the next page, and as many passwords reckoned."""
    hashed = count_hashes(monkeypatch)
    known, unknown = "anna@example.com", "nora@example.com"
    seen, work = [], []
    for email in (known, unknown):
        cache.clear()
        client, before = Client(), len(hashed)
        client.get(address)
        answer = client.post(address, fields(email))
        work.append(len(hashed) - before)
        following = client.get(answer["Location"]) if answer.has_header("Location") else answer
        seen.append((told(answer, email), told(following, email)))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] == seen[1][1]
    assert work[0] == work[1]


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        made.append(salt)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counting)
    return made


def test_adding_an_address_does_not_tell_whose_it_is(anna: User, ben: User) -> None:
    seen = []
    for email in ("ben@example.com", "nora@example.com"):
        cache.clear()
        client = signed_in()
        answer = client.post("/account/email/", {"action_add": "", "email": email})
        seen.append(told(answer, email))
    assert seen[0] == seen[1]


HOSTILE = (
    "evil.example",
    "testserver.evil.example",
    "evil.example:443",
    "testserver@evil.example",
    "testserver:80@evil.example",
    "testserver/evil.example",
    "testserver,evil.example",
    "evil.example#testserver",
    "testserver evil.example",
    "[::1]",
    "*",
    ".testserver",
    "xtestserver",
    "testserver.",
    "-",
    "\u0442estserver",
    "testserver\t",
    "127.0.0.1.evil.example",
    "user:pass@testserver",
)


@pytest.mark.parametrize("host", HOSTILE)
def test_a_made_up_host_is_refused_and_stands_in_no_mail(anna: User, host: str) -> None:
    client = Client(raise_request_exception=False)
    sent = host.encode().decode("latin-1")
    asked: list[tuple[str, dict[str, str]]] = [
        ("/account/password/reset/", {"email": anna.email}),
        (LOGIN, {"login": anna.email, "by_code": "1"}),
    ]
    for address, fields in asked:
        answer = client.post(address, fields, HTTP_HOST=sent)
        # Django reads "testserver." as the name it is; nothing of it may travel on.
        assert answer.status_code == 400 or (host.rstrip(".\t") == "testserver" and answer.status_code == 302), host
    assert not [each for each in Mail.objects.all() if "evil" in each.text + each.html]


def test_a_forwarded_host_changes_no_link(anna: User) -> None:
    spoofed = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-host": "evil.example"}
    Client(headers=spoofed).post("/account/password/reset/", {"email": anna.email})
    sent = Mail.objects.get(to=anna.email)
    assert settings.SITE_URL in sent.html
    assert "evil" not in sent.text + sent.html


def test_asking_for_ones_data_costs_the_same_whether_there_is_any(anna: User) -> None:
    costs = []
    for email in ("anna@example.com", "nora@example.com"):
        cache.clear()
        client = Client()
        client.get("/privacy/data/")
        with CaptureQueriesContext(connection) as asked:
            client.post("/privacy/data/", {"email": email})
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_an_invitation_does_not_tell_who_has_an_account(anna: User, ben: User, as_user: Any) -> None:
    seen = []
    make_user("carl@example.com", "Carl")
    for email in ("carl@example.com", "nora@example.com"):
        cache.clear()
        client = signed_in()
        if not seen:
            client.post("/account/company/new/", {"name": "Firm", "vat_number": "5265877635", "country": "PL"})
        overview = client.get("/account/company/").content.decode()
        key = re.search(r"/account/company/([0-9a-f-]{36})/", overview)
        assert key, overview[:2000]
        answer = client.post(f"/account/company/{key[1]}/invite/", {"email": email, "role": "buyer", "language": "en"})
        seen.append(told(answer, email))
    assert seen[0] == seen[1]
