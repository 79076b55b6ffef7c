"""What a load balancer and an operator rely on."""

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError
from django.test import Client

from portal import health


def test_a_living_process_says_ok_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_ready_process_names_every_part(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "cache": "ok", "search": "ok"}


@pytest.mark.django_db
def test_a_process_without_its_database_gets_no_visitors(client: Client) -> None:
    with patch.object(health, "connection") as broken:
        broken.cursor.side_effect = DatabaseError("the password is hunter2")
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "failed", "cache": "ok", "search": "ok"}
    assert b"hunter2" not in response.content


@pytest.mark.django_db
def test_a_cache_that_forgets_is_not_ready(client: Client, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert client.get("/readyz").json()["cache"] == "failed"


@pytest.mark.django_db
def test_a_search_folder_that_is_a_file_is_not_ready(client: Client, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "search").write_text("not a folder")
    settings.SEARCH_URL = f"whoosh://{tmp_path}/search"
    assert client.get("/readyz").json()["search"] == "failed"


@pytest.mark.django_db
def test_probes_only_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.parametrize("_turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_rows_of_migrations_outlive_a_test_that_commits(_turn: int) -> None:
    assert Group.objects.filter(name="Agents").exists()
