"""What the queue should have indexed and did not is indexed by tick."""

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.utils import timezone

from kb.models import ArticlePage, IndexDue, TopicPage
from kb.search.backend.index import WhooshIndex
from kb.search.backend.store import LockTimeout
from kb.search.due import PATIENCE, index_due
from portal.management.commands import tick
from tests.kb.makers import make_article
from tests.kb.searching import index_left_alone, titles


@pytest.fixture
def lost(own_index: Path, topic: TopicPage) -> ArticlePage:
    with index_left_alone():
        return make_article(topic, "Voucher rules")


def later() -> None:
    tick.index_due_pages(timezone.now() + PATIENCE)


@pytest.mark.usefixtures("lost")
def test_a_lost_article_is_found_after_a_while() -> None:
    tick.index_due_pages(timezone.now())
    assert titles("rules") == [], "the queue has a moment to do it"
    later()
    assert titles("voucher") == ["Voucher rules"]
    assert index_due(timezone.now() + PATIENCE) == 0


@pytest.mark.usefixtures("lost")
def test_a_busy_index_is_tried_again() -> None:
    with mock.patch.object(WhooshIndex, "add_items", side_effect=LockTimeout), pytest.raises(LockTimeout):
        later()
    later()
    assert titles("voucher") == ["Voucher rules"]


def test_a_page_published_meanwhile_stays_due(lost: ArticlePage) -> None:
    now = timezone.now() + PATIENCE

    def publish_again(*_args: object) -> None:
        IndexDue.objects.filter(pk=lost.pk).update(due_at=now + timedelta(seconds=1))

    with mock.patch.object(WhooshIndex, "add_items", side_effect=publish_again):
        index_due(now)
    assert IndexDue.objects.filter(pk=lost.pk).exists()
