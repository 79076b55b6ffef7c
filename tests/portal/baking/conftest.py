from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from kb.models import ArticlePage, TopicPage
from portal.baking import tasks
from portal.baking.layer import Layer
from portal.baking.shelf import Shelf
from portal.baking.spool import Spool
from portal.baking.store import store
from tests.kb.makers import make_article, make_topic
from tests.portal.baking.asking import Counted


@pytest.fixture
def topic(db: None) -> TopicPage:
    return make_topic()


@pytest.fixture
def second_topic(topic: TopicPage) -> TopicPage:
    return make_topic("Payment")


@pytest.fixture
def article(topic: TopicPage) -> ArticlePage:
    return make_article(topic)


@pytest.fixture
def shelf(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A store of this test alone. Nothing is baked in the background: a page that was thrown away stays away."""
    settings.PAGE_STORE = "disk"
    settings.PAGES_DIR, settings.SPOOL_DIR = tmp_path / "pages", tmp_path / "spool"
    monkeypatch.setattr(tasks, "ask_for_baking", lambda: None)
    kept = store()
    assert isinstance(kept, Shelf)
    return kept


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request ends with its connection, a test keeps one: as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def django() -> Counted:
    return Counted(WSGIHandler())


@pytest.fixture
def layer(shelf: Shelf, django: Counted, settings: Any) -> Layer:
    return Layer(django, shelf, Spool(settings.SPOOL_DIR))
