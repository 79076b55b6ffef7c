"""Whatever editors and readers do, no byte of the store says what a stranger may not read.

A text that no stranger ever may read is written with the word SECRET; one that strangers could read for a while, with
FORMER; one that is public in the end, with OPEN. Those who look on while it happens are called SECRET, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from portal.baking.actions import bake_missing
from portal.baking.layer import Layer
from portal.baking.queries import addresses
from portal.baking.shelf import Shelf
from tests.kb.makers import make_article
from tests.portal.baking.asking import ask, files_of, rows_of

SECRET, FORMER, OPEN = "canary7421", "formerly5530", "openly1188"
STATES = ("live", "draft", "draft over live", "scheduled", "expired", "unpublished", "deleted", "moved away")


@dataclass(frozen=True)
class Story:
    """One article's life: for whom, how it ended, and whether it was public and read before."""

    audience: str
    state: str
    was_public: bool
    asked_by: str
    own_words: bool

    @property
    def word(self) -> str:
        """Of the last text that was written."""
        if self.audience != "public" or self.state in ("draft", "scheduled"):
            return SECRET
        return FORMER if self.state in ("expired", "unpublished", "deleted") else OPEN

    @property
    def still_shows_the_first_text(self) -> bool:
        return self.was_public and self.state in ("draft", "scheduled")


stories = st.builds(
    Story,
    audience=st.sampled_from(["public", "public", "signed_in", "agents"]),
    state=st.sampled_from(STATES),
    was_public=st.booleans(),
    asked_by=st.sampled_from(["nobody", "anna", "eva"]),
    own_words=st.booleans(),
)


def texts(word: str, number: int, own_words: bool) -> dict[str, Any]:
    body: list[tuple[str, Any]] = [("text", f"<p>{word} body {number}</p>")]
    if own_words:
        hers = [{"state": "order.shipped", "text": f"<p>{SECRET} for her own order</p>"}]
        body.append(("own", {"texts": hers, "otherwise": f"<p>{word} for everybody else</p>"}))
    return {"title": f"{word} title {number}?", "short_answer": f"{word} short {number}", "body": body}


def live_through(
    story: Story,
    number: int,
    topic: TopicPage,
    other: TopicPage,
    commit: Callable[[], Any],
    visit: Callable[..., None],
) -> None:
    with commit():
        article = make_article(
            topic,
            live=story.was_public or story.state not in ("draft", "scheduled"),
            audience="public" if story.was_public else story.audience,
            slug=f"article-{number}",
            **texts(FORMER if story.was_public else story.word, number, story.own_words),
        )
    visit(article.get_url(), story.asked_by)
    with commit():
        write_again(article, story, number)
    visit(article.get_url(), story.asked_by)
    with commit():
        finish(ArticlePage.objects.get(pk=article.pk), story, number, other)
    visit(article.get_url(), story.asked_by)


def write_again(article: ArticlePage, story: Story, number: int) -> None:
    article.audience = story.audience
    for name, value in texts(story.word, number, story.own_words).items():
        setattr(article, name, value)
    if story.state == "scheduled":
        article.go_live_at = timezone.now() + timedelta(days=1)
    revision = article.save_revision()
    if story.state != "draft":
        revision.publish()


def finish(article: ArticlePage, story: Story, number: int, other: TopicPage) -> None:
    if story.state == "draft over live":
        article.title = f"{SECRET} draft {number}?"
        article.save_revision()
    elif story.state in ("unpublished", "expired"):
        article.unpublish(set_expired=story.state == "expired")
    elif story.state == "deleted":
        article.delete()
    elif story.state == "moved away":
        article.move(TopicPage.objects.get(pk=other.pk), "last-child")


@pytest.fixture
def cast(anna: User, eva: User, as_user: Any) -> dict[str, Client]:
    User.objects.filter(pk__in=(anna.pk, eva.pk)).update(name=f"{SECRET} Nowak")
    return {"nobody": Client(), "anna": as_user(anna), "eva": as_user(eva)}


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # making a failing life shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.lists(stories, min_size=3, max_size=3))
def test_no_byte_of_the_store_is_secret(
    told: list[Story],
    cast: dict[str, Client],
    layer: Layer,
    shelf: Shelf,
    topic: TopicPage,
    second_topic: TopicPage,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def visit(path: str | None, who: str) -> None:
        session = cast[who].cookies.get("session")
        cookie = {"HTTP_COOKIE": f"session={session.value}"} if session else {}
        for address in (path or "/", topic.get_url()):
            ask(layer, address, **cookie)

    def commit() -> Any:
        return django_capture_on_commit_callbacks(execute=True)

    shelf.start_over()
    with transaction.atomic():
        for number, story in enumerate(told):
            live_through(story, number, topic, second_topic, commit, visit)
        assert bake_missing(seconds=60) == 0
        places = addresses()
        assert shelf.fresh(places) == set(places)
        kept, on_disk = b"".join(rows_of(shelf)).decode("latin-1"), b"".join(files_of(shelf)).decode("latin-1")
        for never in (SECRET, "anna@example.com", "eva@example.com", "csrfmiddlewaretoken"):
            assert never not in kept
            assert never not in on_disk
        for number, story in enumerate(told):
            assert (f"{FORMER} body {number}" in kept) == story.still_shows_the_first_text, story
            assert (f"{OPEN} body {number}" in kept) == (story.word == OPEN), story
        transaction.set_rollback(True)
