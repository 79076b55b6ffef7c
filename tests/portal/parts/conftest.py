"""Real servers for the parts of a large shop: started once, and reached by nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.apps import apps
from django.core.cache import caches
from moto.server import ThreadedMotoServer

from portal.parts.cache import REDIS
from portal.parts.files import files
from tests.redis import PrivateRedis, private_redis


@pytest.fixture(scope="session")
def a_redis() -> Iterator[PrivateRedis]:
    with private_redis() as server:
        yield server


@pytest.fixture
def redis(a_redis: PrivateRedis, settings: Any) -> Iterator[PrivateRedis]:
    """The site keeps its cache and its sessions in a Redis that runs and is empty."""
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": a_redis.address(), "KEY_PREFIX": "aftercare"}}
    settings.SESSION_ENGINE = "portal.parts.sessions"
    if a_redis._process is None:
        a_redis.start()
    caches["default"].clear()
    yield a_redis
    if a_redis._process is None:
        a_redis.start()


@dataclass
class S3:
    """moto's server: the API of S3 over HTTP on this machine."""

    address: str
    bucket: str
    client: Any

    def keys(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=self.bucket)
        return sorted(each["Key"] for each in found.get("Contents", []))

    def setting(self) -> str:
        return f"s3://key:secret%2F1@{self.address}/{self.bucket}?plain=1"


@pytest.fixture(scope="session")
def an_s3() -> Iterator[S3]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret/1",
    )
    yield S3(f"{host}:{port}", "", client)
    server.stop()


@pytest.fixture
def s3(an_s3: S3, settings: Any, monkeypatch: pytest.MonkeyPatch) -> S3:
    """The site keeps all its files in an empty bucket."""
    store = S3(an_s3.address, f"aftercare-{uuid4().hex[:8]}", an_s3.client)
    store.client.create_bucket(Bucket=store.bucket)
    monkeypatch.setenv("FILES_URL", store.setting())
    settings.STORAGES = {**settings.STORAGES, **files("FILES_URL", settings.PRIVATE_ROOT)}
    for field in file_fields():
        # Asked for once, when the models are loaded.
        monkeypatch.setattr(field, "storage", field._storage_callable())
    return store


def file_fields() -> list[Any]:
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    return [field for field in fields if hasattr(field, "_storage_callable")]
