import pytest

from kb.feedback import views as feedback
from kb.models import ArticlePage, TopicPage
from kb.reading import views
from tests.kb.makers import make_article, make_topic


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
