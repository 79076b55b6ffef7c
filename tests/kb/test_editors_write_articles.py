"""An editor's day in the admin: write, preview, submit; a moderator publishes; the clock publishes and takes down."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from tests.conftest import make_user
from tests.kb.makers import make_article


@pytest.fixture
def mod(db: None) -> User:
    user = make_user("mod@example.com", "Mod Erator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def form(title: str = "Can I pay later?", **fields: Any) -> dict[str, Any]:
    written = {
        "title": title,
        "slug": "can-i-pay-later",
        "short_answer": "Yes, within 30 days.",
        "body": streamfield(
            [
                ("text", rich_text("<p>Choose pay later at the checkout.</p>", editor="default")),
                (
                    "question",
                    {"question": "Does it cost?", "answer": rich_text("<p>No, it is free.</p>", editor="default")},
                ),
            ]
        ),
        "audience": "public",
        "review_date": "",
        "chosen": inline_formset([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
    }
    return dict(nested_form_data(written | fields))


def add(client: Client, topic: TopicPage, **fields: Any) -> Any:
    return client.post(f"/admin/pages/add/kb/articlepage/{topic.pk}/", form(**fields))


def test_a_draft_is_kept_and_nobody_else_sees_it(as_user: Any, eva: User, topic: TopicPage, client: Client) -> None:
    assert add(as_user(eva), topic).status_code == 302
    article = ArticlePage.objects.get(title="Can I pay later?")
    assert (article.live, article.owner) == (False, eva)
    assert client.get("/help/delivery/can-i-pay-later/").status_code == 404


def test_an_editor_previews_what_she_is_writing(as_user: Any, eva: User, topic: TopicPage) -> None:
    client = as_user(eva)
    address = f"/admin/pages/add/kb/articlepage/{topic.pk}/preview/"
    kept = client.post(address, form(audience="agents"))
    assert json.loads(kept.content) == {"is_valid": True, "is_available": True}
    page = client.get(f"{address}?mode=").content.decode()
    assert "Can I pay later?" in page
    assert "Choose pay later at the checkout." in page
    assert "data-reading=" not in page


def test_submitted_articles_wait_for_a_moderator_who_publishes_them(
    as_user: Any, eva: User, mod: User, topic: TopicPage, client: Client
) -> None:
    add(as_user(eva), topic, **{"action-submit": "submit"})
    article = ArticlePage.objects.get(title="Can I pay later?")
    assert not article.live
    assert article.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    task = article.current_workflow_task_state
    moderator = as_user(mod)
    assert "Can I pay later?" in moderator.get("/admin/").content.decode()
    approve = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk])
    moderator.post(approve, {"comment": ""})
    assert TaskState.objects.get(pk=task.pk).status == TaskState.STATUS_APPROVED
    page = client.get("/help/delivery/can-i-pay-later/")
    assert page.status_code == 200
    assert "No, it is free." in page.content.decode()


def test_an_editor_cannot_publish_alone(as_user: Any, eva: User, topic: TopicPage) -> None:
    add(as_user(eva), topic, **{"action-publish": "publish"})
    assert not ArticlePage.objects.get(title="Can I pay later?").live


def test_a_change_to_a_live_article_waits_for_publishing(
    as_user: Any, eva: User, mod: User, article: ArticlePage, client: Client
) -> None:
    changed = form(title="Where is it now?", slug=article.slug)
    as_user(eva).post(f"/admin/pages/{article.pk}/edit/", changed)
    assert "Where is it now?" not in client.get(article.url).content.decode()
    as_user(mod).post(f"/admin/pages/{article.pk}/edit/", changed | {"action-publish": "publish"})
    assert "Where is it now?" in client.get(article.url).content.decode()
    assert Revision.objects.for_instance(article).count() == 3


def test_the_clock_publishes_and_takes_down(topic: TopicPage, client: Client) -> None:
    article = make_article(topic, "Christmas delivery?", live=False)
    now = timezone.now()
    article.go_live_at, article.expire_at = now + timedelta(hours=1), now + timedelta(hours=3)
    article.save_revision().publish()
    assert client.get("/help/delivery/christmas-delivery/").status_code == 404
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        call_command("publish_scheduled")
        assert client.get("/help/delivery/christmas-delivery/").status_code == 200
    with time_machine.travel(now + timedelta(hours=4), tick=False):
        call_command("publish_scheduled")
        assert client.get("/help/delivery/christmas-delivery/").status_code == 404


def test_a_question_needs_a_short_answer(as_user: Any, eva: User, topic: TopicPage) -> None:
    answer = add(as_user(eva), topic, **{"action-submit": "submit", "short_answer": ""})
    assert answer.status_code == 200
    assert not WorkflowState.objects.exists()


def test_an_unknown_shop_variable_is_named_beside_its_field(as_user: Any, eva: User, topic: TopicPage) -> None:
    answer = add(as_user(eva), topic, short_answer="You have {{ retrun_days }}.")
    assert "There is no shop variable “retrun_days”" in answer.content.decode()
    assert not ArticlePage.objects.exists()


def test_the_time_to_read_follows_the_text(topic: TopicPage) -> None:
    article = make_article(topic, short_answer="one two", body=[("text", f"<p>{'word ' * 236}</p>")])
    assert (article.expected_seconds, article.minutes_to_read) == (60, 1)
    article.body = [("text", f"<p>{'word ' * 474}</p>")]
    article.save_revision().publish()
    assert ArticlePage.objects.get(pk=article.pk).minutes_to_read == 2


def test_customers_do_not_get_into_the_admin(as_user: Any, anna: User, topic: TopicPage) -> None:
    assert add(as_user(anna), topic).status_code in (302, 403)
    assert not ArticlePage.objects.filter(title="Can I pay later?").exists()
