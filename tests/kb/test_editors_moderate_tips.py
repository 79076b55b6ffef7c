"""Who may publish accepts tips; editors mend, reject with a reason or draft; agents and customers do nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb import shown
from kb.models import ArticlePage, Tip
from kb.tips import actions
from portal.notifications.missed import tell_missed_news
from portal.notifications.models import Mail

WORDS = "The courier calls ten minutes before."


@pytest.fixture
def tip(article: ArticlePage, anna: Any) -> Tip:
    return actions.write(anna, article, "Anna", WORDS, timezone.now())


@pytest.fixture
def editor(as_user: Any, eva: Any, settings: Any) -> Client:
    """May publish."""
    settings.STAFF_MFA = "optional"
    eva.groups.add(Group.objects.get(name="Moderators"))
    client: Client = as_user(eva)
    return client


@pytest.fixture
def decide(editor: Client, tip: Tip, django_capture_on_commit_callbacks: Any) -> Any:
    def post(do: str, **fields: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            answer = editor.post(reverse("kb_tip", args=[tip.pk]), {"do": do, "text": WORDS, "reason": "", **fields})
        tip.refresh_from_db()
        return answer

    return post


def test_the_menu_counts_what_waits_and_the_queue_shows_it(editor: Client, tip: Tip) -> None:
    page = editor.get(reverse("kb_tips")).content.decode()
    assert WORDS in page
    assert "Tips (1)" in page
    actions.accept(tip, tip.user, timezone.now())
    assert "Tips (1)" not in editor.get(reverse("kb_tips")).content.decode()


def test_accepting_shows_it_and_tells_its_writer(decide: Any, tip: Tip, eva: Any, client: Client) -> None:
    decide("accept")
    assert (tip.state, tip.decided_by) == ("accepted", eva)
    assert WORDS in client.get(tip.article.url).content.decode()
    mail = Mail.objects.get(kind="tip_accepted")
    assert mail.to == "anna@example.com"
    assert WORDS in mail.text
    decide("accept")
    assert Mail.objects.filter(kind="tip_accepted").count() == 1


def test_rejecting_needs_a_reason_that_its_writer_gets(decide: Any, tip: Tip, as_user: Any, anna: Any) -> None:
    assert decide("reject").status_code == 200
    assert tip.state == "waiting"
    decide("reject", reason="It is about another courier.")
    assert tip.state == "rejected"
    assert "It is about another courier." in Mail.objects.get(kind="tip_rejected").text
    assert "It is about another courier." in as_user(anna).get(reverse("accounts:reading")).content.decode()


def test_a_published_tip_can_be_taken_down(decide: Any, tip: Tip, client: Client) -> None:
    decide("accept")
    decide("reject", reason="Not true any more.")
    assert WORDS not in client.get(tip.article.url).content.decode()


def test_a_mended_tip_keeps_what_was_written(decide: Any, tip: Tip) -> None:
    decide("save", text="The courier calls ten minutes earlier.")
    assert (tip.text, tip.original, tip.state) == ("The courier calls ten minutes earlier.", WORDS, "waiting")
    decide("save", text="The courier calls before.")
    assert tip.original == WORDS
    decide("save", text=WORDS)
    assert tip.original == ""


def test_a_tip_becomes_a_block_of_a_draft_that_nobody_sees_yet(
    decide: Any, tip: Tip, client: Client, eva: Any
) -> None:
    tip.text = "A <b> & two\nlines"
    tip.save()
    answer = decide("insert", text="A <b> & two\nlines")
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[tip.article_id])
    article = ArticlePage.objects.get()
    draft = article.get_latest_revision_as_object()
    assert draft.body[-1].value["text"].source == "<p>A &lt;b&gt; &amp; two<br>lines</p>"
    assert len(article.body) == len(draft.body) - 1
    assert article.latest_revision.user == eva
    assert tip.state == "used"
    assert "becomes part of the article" in Mail.objects.get(kind="tip_accepted").text


def test_a_tip_that_is_taken_in_twice_stands_in_the_draft_once(decide: Any, tip: Tip) -> None:
    words = "The courier calls {{{ first }}, then comes."
    decide("insert", text=words)
    decide("insert", text=words)
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    added = [str(block.value["text"].source) for block in draft.body if block.block_type == "callout"]
    assert sum("courier" in text for text in added) == 1
    assert not any("{{" in text for text in added)


def test_a_tip_is_no_formula_in_a_spreadsheet(editor: Client, tip: Tip) -> None:
    Tip.objects.update(text="=HYPERLINK(1) is what I wrote")
    exported = b"".join(editor.get(reverse("kb_tips"), {"export": "csv"})).decode()  # type: ignore[call-overload]
    assert "'=HYPERLINK(1)" in exported


def test_a_locked_article_takes_nothing_in(decide: Any, tip: Tip, as_user: Any, mia: Any) -> None:
    ArticlePage.objects.update(locked=True, locked_by=mia)
    decide("insert")
    assert tip.state == "waiting"


@pytest.mark.parametrize("do", ["accept", "save", "reject", "insert"])
def test_who_may_not_publish_the_article_changes_nothing_readers_see(
    decide: Any, editor: Client, tip: Tip, eva: Any, do: str
) -> None:
    page = reverse("kb_tip", args=[tip.pk])
    assert 'value="accept"' in editor.get(page).content.decode()
    if do != "accept":
        decide("accept")
    before = tip.state
    eva.groups.set(Group.objects.filter(name="Editors"))
    shown = editor.get(page)
    assert shown.status_code == 200
    assert f'value="{do}"' not in shown.content.decode()
    assert decide(do, text="Something else altogether.", reason="I want so.").status_code in {302, 403}
    assert (tip.state, tip.text) == (before, WORDS)


def test_an_editor_who_may_not_publish_mends_rejects_and_drafts(decide: Any, tip: Tip, eva: Any) -> None:
    eva.groups.set(Group.objects.filter(name="Editors"))
    for do, state in (("save", "waiting"), ("reject", "rejected"), ("insert", "used")):
        decide(do, reason="Not about tea.")
        assert tip.state == state


def test_agents_and_customers_decide_nothing(as_user: Any, mia: Any, anna: Any, tip: Tip, settings: Any) -> None:
    settings.STAFF_MFA = "optional"
    for person in (mia, anna):
        client = as_user(person)
        assert client.get(reverse("kb_tips")).status_code in {302, 403}
        assert client.post(reverse("kb_tip", args=[tip.pk]), {"do": "accept", "text": WORDS}).status_code in {302, 403}
    tip.refresh_from_db()
    assert tip.state == "waiting"


def test_kept_pages_hear_of_every_change(
    tip: Tip, eva: Any, anna: Any, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def listen(tags: frozenset[str], soon: bool, **_news: Any) -> None:
        heard.append((tags, soon))

    shown.changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.accept(tip, eva, timezone.now())
            actions.find_helpful(tip)
            actions.take_back(anna, tip.pk)
    finally:
        shown.changed.disconnect(listen)
    tags = frozenset({shown.page(tip.article_id)})
    assert [each for each in heard if each[0] == tags] == [(tags, False), (tags, True), (tags, False)]


def test_a_decision_whose_mail_was_lost_is_told_later(tip: Tip, eva: Any) -> None:
    now = timezone.now()
    actions.reject(tip, eva, now - timedelta(minutes=5), "Not about tea.")
    assert not Mail.objects.exists()
    for _tick in range(2):
        tell_missed_news(now)
    assert Mail.objects.get().kind == "tip_rejected"
