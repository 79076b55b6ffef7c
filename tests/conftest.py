"""The cast: Anna owns the data, Ben is another customer, Mia answers cases, Eva writes articles."""

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.storage import default_storage, storages
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.functional import empty
from pytest_django.plugin import blocking_manager_key

from kb.search.backend.store import forget_snapshots
from portal.accounts.models import User
from portal.live import offers
from tests import flushing, migrated
from tests.kb.searching import rebuild

PASSWORD = "correct horse battery"
STORAGES = storages._storages  # type: ignore[attr-defined]


def make_user(email: str, name: str, **fields: Any) -> User:
    """A person with a confirmed e-mail address and the password PASSWORD."""
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def anna(db: None) -> User:
    return make_user("anna@example.com", "Anna Nowak")


@pytest.fixture
def ben(db: None) -> User:
    return make_user("ben@example.com", "Ben Kowal")


@pytest.fixture
def mia(db: None) -> User:
    user = make_user("mia@example.com", "Mia Lis", is_staff=True)
    user.groups.add(Group.objects.get(name="Agents"))
    return user


@pytest.fixture
def eva(db: None) -> User:
    user = make_user("eva@example.com", "Eva Maj", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def as_user() -> Any:
    """as_user(anna) is a test client signed in as Anna."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    return django_db_keepdb or bool(migrated.TEMPLATE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """The worker's database has its name now: it begins as a copy of the one that is migrated (tests.migrated)."""
    if migrated.TEMPLATE:
        with django_db_blocker.unblock():
            migrated.copy(connection.creation._get_test_db_name())


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def chat_is_remembered_for_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether somebody is there to chat is asked once in five seconds: not in the middle of a test that counts."""
    monkeypatch.setattr(offers, "REMEMBERED", 3600.0)
    offers.forget()


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A page in Polish leaves Polish switched on in its thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def mail_is_a_row_first(settings: Any) -> None:
    """Django's test runner puts its own mailbox in front; ours ends in the same one, after the row."""
    settings.EMAIL_BACKEND = "portal.notifications.backend.RowBackend"


@pytest.fixture
def own_index(db: None, settings: Any, tmp_path: Path) -> Path:
    """A search index of this test alone, ready and empty of articles."""
    folder = tmp_path / "search"
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {"BACKEND": "kb.search.backend", "PATH": str(folder), "ANALYSIS": "kb.search.analysis.analysis"},
        "rows": {"BACKEND": "kb.search.rows"},
    }
    forget_snapshots()
    rebuild()
    return folder


def commits(item: pytest.Item) -> bool:
    """Does this test really commit, so that Django empties every table after it?"""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in names or "live_server" in names


def pytest_collection_finish() -> None:
    """The site as it is loaded stays until the end: looking through it for garbage takes a tenth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def asks_a_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "live_server", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or bool(names & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_ONLY") == "database":
        # What asks no database has passed or failed on SQLite already (tests.run).
        config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
        items[:] = filter(asks_a_database, items)
    for item in filter(commits, items):
        names: list[str] = item.fixturenames  # type: ignore[attr-defined]
        if "django_db_serialized_rollback" not in names:
            names.append("django_db_serialized_rollback")
        for marker in item.iter_markers("django_db"):
            marker.kwargs["serialized_rollback"] = True  # type: ignore[index]


MIGRATED = pytest.StashKey[list[flushing.Kept]]()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> None:
    """Keeps what migrations wrote: groups, locales, the root page."""
    with django_db_blocker.unblock():
        # Django's own copy is empty: it has nothing to put back, and asks no app to make its rows anew.
        connection._test_serialized_contents = "[]"  # type: ignore[attr-defined]
        request.config.stash[MIGRATED] = flushing.keep()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """What migrations wrote is emptied away like the rest: put it back for the tests that come next."""
    if commits(item):
        # Playwright runs an event loop in this thread, and beside a loop Django's connection is another one.
        connection._test_serialized_contents = "[]"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        give_back_storages()
        # A watcher that finds a trouble here fails its own test, not every test after it.
        kept = item.config.stash.get(MIGRATED, [])
        if kept and commits(item):
            with item.config.stash[blocking_manager_key].unblock():
                if nextitem is not None:
                    flushing.put_back(kept)
                connection.close()


def give_back_storages() -> None:
    """Fields hold the storages of the start: after a test that had others, whoever asks gets the same again."""
    if storages._storages is not STORAGES:  # type: ignore[attr-defined]
        storages._storages = STORAGES  # type: ignore[attr-defined]
        default_storage._wrapped = empty  # type: ignore[attr-defined]
