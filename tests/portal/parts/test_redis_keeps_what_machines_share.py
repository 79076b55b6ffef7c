"""CACHE_URL=redis://…: cache, sessions, limits and finished pages are shared by machines, and Redis may fall over."""

import subprocess
import sys
import time
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.http import HttpRequest
from django.test import Client
from django.utils.connection import ConnectionProxy

from portal.accounts.models import User
from portal.baking.page import baked
from portal.baking.remote import Remote
from portal.parts.away import PartAway
from portal.parts.redis_cache import PatientRedis
from portal.parts.sessions import COPY_SECONDS, SessionStore
from tests.conftest import PASSWORD
from tests.redis import PrivateRedis

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def another_machine(server: PrivateRedis) -> PatientRedis:
    return PatientRedis(server.address(), {"KEY_PREFIX": "aftercare"})


def wrong_password(client: Client, email: str) -> int:
    return client.post(LOGIN, {"login": email, "password": "not this one"}).status_code


def test_what_one_machine_keeps_another_has(redis: PrivateRedis) -> None:
    cache.set("a", {"price": [1, "ł"]}, 60)
    assert another_machine(redis).get("a") == {"price": [1, "ł"]}
    assert another_machine(redis).add("a", 2, 60) is False
    cache.set("count", 1)
    assert another_machine(redis).incr("count") == 2


def test_keys_of_others_in_the_same_redis_stay(redis: PrivateRedis) -> None:
    other = PatientRedis(redis.address(), {"KEY_PREFIX": "another-shop"})
    other.set("a", "theirs")
    cache.set("a", "ours")
    cache.clear()
    assert cache.get("a") is None
    assert other.get("a") == "theirs"
    other.clear()


def test_a_limit_outlives_the_process_that_counted(redis: PrivateRedis, anna: User, client: Client) -> None:
    for _try in range(5):
        wrong_password(client, anna.email)
    caches["default"] = another_machine(redis)
    try:
        answer = Client(REMOTE_ADDR="198.51.100.7").post(LOGIN, {"login": anna.email, "password": PASSWORD})
    finally:
        del caches["default"]
    assert "_auth_user_id" not in Client().session
    assert answer.status_code != 302, "the sixth try within five minutes is not looked at, wherever it arrives"


def test_without_redis_nobody_gets_in_by_trying(redis: PrivateRedis, anna: User) -> None:
    redis.stop()
    client = Client()
    answer = client.post(LOGIN, {"login": anna.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Nothing that you sent before is lost" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_without_redis_the_site_goes_on(redis: PrivateRedis, anna: User, as_user: Any) -> None:
    client = as_user(anna)
    assert "Anna" in client.get("/").content.decode()
    redis.stop()
    for address in ("/", "/orders/", "/cases/", "/help/search/?q=parcel"):
        assert client.get(address).status_code == 200, address
    assert Client().get("/").status_code == 200


def test_redis_that_comes_back_is_used_again(redis: PrivateRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = another_machine(redis)
    redis.stop()
    mine.set("a", 1)
    assert mine.get("a", "nothing") == "nothing"
    assert mine.get_many(["a"]) == {}
    assert "a" not in mine
    assert mine.set_many({"a": 1}) == ["a"]
    with pytest.raises(PartAway):
        mine.add("a", 1)
    with pytest.raises(PartAway):
        mine.incr("a")
    redis.start()
    monkeypatch.setattr("portal.parts.redis_cache.time.monotonic", partial(float, time.monotonic() + 10))
    mine.set("a", 1)
    assert mine.get("a") == 1


def test_a_redis_that_is_gone_is_not_asked_by_every_page(redis: PrivateRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, asked = another_machine(redis), []
    redis.stop()
    mine.get("a")
    monkeypatch.setattr(type(mine._cache), "get", lambda *_: asked.append(1))
    mine.get("a")
    mine.get("b")
    assert asked == []


def test_a_session_is_copied_and_the_row_is_the_truth(redis: PrivateRedis, django_assert_num_queries: Any) -> None:
    mine = SessionStore()
    mine["who"] = "anna"
    mine.save()
    key = mine.session_key
    with django_assert_num_queries(0):
        assert SessionStore(key)["who"] == "anna"
    assert Session.objects.filter(session_key=key).exists()
    cache.clear()
    with django_assert_num_queries(1):
        assert SessionStore(key)["who"] == "anna"
    mine.delete()
    assert SessionStore(key).load() == {}


def test_a_copy_of_a_session_is_forgotten_within_a_minute(redis: PrivateRedis) -> None:
    mine = SessionStore()
    mine["who"] = "anna"
    mine.save()
    client = caches["default"]._cache.get_client()  # type: ignore[attr-defined]
    [key] = [key for key in client.scan_iter() if b"session:" in key]
    assert 0 < client.ttl(key) <= COPY_SECONDS
    SessionStore(mine.session_key).load()
    assert 0 < client.ttl(key) <= COPY_SECONDS


def test_signing_out_counts_everywhere_at_once(redis: PrivateRedis, anna: User, as_user: Any) -> None:
    client = as_user(anna)
    key = client.session.session_key
    client.post("/account/logout/")
    request = HttpRequest()
    request.session = SessionStore(key)  # type: ignore[assignment]
    assert not get_user(request).is_authenticated


def test_a_finished_page_is_new_on_every_machine(redis: PrivateRedis) -> None:
    mine, other = Remote(another_machine(redis), "build"), Remote(another_machine(redis), "build")
    page = baked([("Content-Type", "text/html")], b"<p>old</p>", {"article:1"}, time.time())
    assert mine.put("/help/a/", page, mine.moment())
    assert other.get("/help/a/") is not None
    mine.empty({"article:1"})
    other._look_at = 0.0  # a second later
    assert other.get("/help/a/") is None
    redis.stop()
    with pytest.raises(PartAway):
        Remote(another_machine(redis), "build").get("/help/a/")


def test_settings_name_the_backend(redis: PrivateRedis) -> None:
    assert isinstance(caches["default"], PatientRedis)
    assert isinstance(cache, ConnectionProxy)
    assert import_module("portal.parts.sessions").SessionStore is SessionStore


def test_redis_is_asked_only_for_by_who_wants_it() -> None:
    """The small install has no redis package."""
    code = "import sys; sys.modules['redis'] = None; import portal.parts.cache, portal.parts.jobs, portal.parts.files"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
