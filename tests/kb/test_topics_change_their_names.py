"""A topic's title is part of what its articles are found by, so a change of it reaches the index."""

from typing import Any

import pytest

from kb.blocks import BodyBlock
from kb.models import ArticlePage, TopicPage
from tests.kb.makers import make_article, make_topic

pytestmark = pytest.mark.usefixtures("own_index")


def found_by(word: str) -> list[str]:
    return sorted(article.title for article in ArticlePage.objects.live().search(word))


def test_a_renamed_topics_articles_are_found_by_its_new_name(django_capture_on_commit_callbacks: Any) -> None:
    topic = make_topic("Lockers")
    make_article(topic, "Where is it?")
    make_article(make_topic("Payment"), "How much is it?")
    assert found_by("lockers") == ["Where is it?"]
    topic.title = "Machines"
    with django_capture_on_commit_callbacks(execute=True):
        topic.save_revision().publish()
    assert found_by("machines") == ["Where is it?"]
    assert found_by("lockers") == []


def test_a_draft_of_a_new_name_changes_nothing(django_capture_on_commit_callbacks: Any) -> None:
    topic = make_topic("Lockers")
    make_article(topic, "Where is it?")
    topic.title = "Machines"
    with django_capture_on_commit_callbacks(execute=True):
        topic.save_revision()
    assert found_by("machines") == []


def test_a_moved_topics_articles_are_still_found(django_capture_on_commit_callbacks: Any) -> None:
    topic, parent = make_topic("Lockers"), make_topic("Delivery")
    make_article(topic, "Where is it?")
    with django_capture_on_commit_callbacks(execute=True):
        topic.move(TopicPage.objects.get(pk=parent.pk), pos="last-child")
    assert found_by("lockers") == ["Where is it?"]
    assert ArticlePage.objects.get().url == "/help/delivery/lockers/where-is-it/"


def test_a_callouts_heading_is_not_part_of_the_text() -> None:
    body = BodyBlock()
    value = body.to_python([{"type": "callout", "value": {"kind": "warning", "text": "<p>Keep the box.</p>"}}])
    assert body.get_searchable_content(value) == ["Keep the box."]
