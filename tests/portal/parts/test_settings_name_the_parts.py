"""One setting each; what can't work is refused at the start, in a sentence, and without showing a password."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.parts.cache import REDIS, caches
from portal.parts.database import databases, pooling
from portal.parts.files import files
from portal.parts.jobs import jobs
from portal.parts.search import search_backends

POSTGRES = "postgres://aftercare:s3cret-word@db.internal/aftercare"
NONSENSE = {
    "CACHE_URL": ("redis://", "redis://host:many/0", "redis://host/shop", "unix://", "redishost"),
    "TASKS_URL": ("database", "rabbit://host", "redis:///1", "postgres://host/x"),
    "FILES_URL": (
        "s3://host",
        "s3://key@host/bucket",
        "s3://key:s3cret-word@host/bucket/folder",
        "s3://key:s3cret-word@host/bucket?public=1",
        "s3://key:s3cret-word@host/bucket?plain=maybe",
        "gs://bucket",
        "s3://host:port/bucket",
    ),
    "SEARCH_URL": ("elastic://host", "whoosh:/folder", ""),
    "DATABASE_POOL": ("0", "many", "201", "-1"),
    "DATABASE_URL": ("mysql://host/x", "nonsense"),
}
READERS: dict[str, Any] = {
    "CACHE_URL": lambda: caches("CACHE_URL", "dbcache://cache_rows"),
    "TASKS_URL": lambda: jobs("TASKS_URL", inline=False),
    "FILES_URL": lambda: files("FILES_URL", Path("private")),
    "SEARCH_URL": lambda: search_backends("SEARCH_URL", "whoosh://x"),
    "DATABASE_POOL": lambda: pooling("DATABASE_POOL"),
    "DATABASE_URL": lambda: databases("DATABASE_URL", "sqlite:///x", pool="off", replica=""),
}
CASES = [(name, value) for name, values in NONSENSE.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_nonsense_is_refused_with_a_sentence(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        READERS[name]()
    assert name in str(refused.value)
    assert "s3cret-word" not in str(refused.value)


@pytest.mark.parametrize("value", ["redis://:word@host:6380/2", "rediss://host", "unix:///run/redis.sock?db=1"])
def test_redis_is_named_by_its_address(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", value)
    [cache] = caches("CACHE_URL", "").values()
    assert (cache["BACKEND"], cache["LOCATION"]) == (REDIS, value)


def test_the_old_spelling_of_redis_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "rediscache://host:6379/1")
    assert caches("CACHE_URL", "")["default"]["LOCATION"] == "redis://host:6379/1"


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.parts.addresses.find_spec", lambda name: None)
    for name, value in (("CACHE_URL", "redis://host"), ("TASKS_URL", "redis://host"), ("FILES_URL", "s3:///bucket")):
        monkeypatch.setenv(name, value)
        with pytest.raises(ImproperlyConfigured, match=r"requirements-scale\.txt"):
            READERS[name]()


def test_jobs_travel_as_json_and_have_time_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKS_URL", "redis://host/1")
    tasks, queues, apps = jobs("TASKS_URL", inline=False)
    assert apps == ["django_rq"]
    assert set(queues) == set(tasks["default"]["QUEUES"]) == {"default", "index"}
    assert {each["SERIALIZER"] for each in queues.values()} == {"rq.serializers.JSONSerializer"}
    assert jobs("TASKS_URL", inline=True)[0]["default"]["BACKEND"].endswith("ImmediateBackend")


def test_a_bucket_is_named_by_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILES_URL", "s3://key:a%2Fb@s3.example.com:9000/shop")
    found = files("FILES_URL", Path("private"))
    assert found["private"]["OPTIONS"] == {
        "bucket_name": "shop",
        "access_key": "key",
        "secret_key": "a/b",
        "endpoint_url": "https://s3.example.com:9000",
        "region_name": "us-east-1",
        "location": "private",
    }
    assert found["default"]["OPTIONS"]["location"] == "media"
    monkeypatch.setenv("FILES_URL", "s3:///shop?region=eu-central-1")
    assert files("FILES_URL", Path("private"))["default"]["OPTIONS"] == {
        "bucket_name": "shop",
        "access_key": None,
        "secret_key": None,
        "endpoint_url": None,
        "region_name": "eu-central-1",
        "location": "media",
    }


def connected(monkeypatch: pytest.MonkeyPatch, pool: str, replica: str = "") -> dict[str, Any]:
    monkeypatch.setenv("DATABASE_URL", POSTGRES)
    return databases("DATABASE_URL", "", pool=pool, replica=replica)


def test_connections_live_a_minute_and_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    found = connected(monkeypatch, "off")["default"]
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_a_pool_keeps_connections_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    found = connected(monkeypatch, "12")["default"]
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (0, True)
    assert found["OPTIONS"]["pool"]["max_size"] == 12


def test_pgbouncer_is_left_no_state(monkeypatch: pytest.MonkeyPatch) -> None:
    found = connected(monkeypatch, "pgbouncer")["default"]
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert found["CONN_MAX_AGE"] == 0
    assert found["OPTIONS"]["prepare_threshold"] is None


def test_a_replica_can_only_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = connected(monkeypatch, "off", "postgres://reader@replica.internal/aftercare")
    assert found["replica"]["HOST"] == "replica.internal"
    assert "default_transaction_read_only=on" in found["replica"]["OPTIONS"]["options"]
    assert "options" not in found["default"]["OPTIONS"]


@pytest.mark.parametrize(("pool", "replica"), [("5", ""), ("off", "sqlite:///copy"), ("off", POSTGRES)])
def test_sqlite_has_neither_pool_nor_replica(pool: str, replica: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///shop.sqlite3")
    with pytest.raises(ImproperlyConfigured):
        databases("DATABASE_URL", "", pool=pool, replica=replica)
