from pathlib import Path
from typing import Any

import pytest

from kb.feedback import views as feedback
from kb.models import ArticlePage, TopicPage
from kb.reading import views
from kb.search.backend.store import forget_snapshots
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import rebuild


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of one test don't use up the calls of the next."""
    monkeypatch.setattr(views, "BEACONS", views.Limit(allowed=views.BEACONS.allowed))
    monkeypatch.setattr(feedback, "VOTES", views.Limit(allowed=feedback.VOTES.allowed))


@pytest.fixture
def topic(db: None) -> TopicPage:
    return make_topic()


@pytest.fixture
def article(topic: TopicPage) -> ArticlePage:
    return make_article(topic)


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
