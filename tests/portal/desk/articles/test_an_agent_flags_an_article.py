"""Something in an article is wrong: editors hear of it, the agent hears what came of it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from kb.editing.due import due, reasons, reviewed
from kb.flags.actions import flag
from kb.flags.queries import flagged
from kb.models import ArticleFlag, ArticlePage
from portal.accounts.models import User
from returns.models import Case


def url(case: Case, article: ArticlePage) -> str:
    return reverse("desk:flag", args=[case.reference, article.pk])


def flagged_by(mia: User, article: ArticlePage, case: Case) -> ArticleFlag:
    return flag(article, reason="wrong", words="It is 30 days", by=mia, now=timezone.now(), about=case.reference)


def test_it_is_due_for_review(question: Case, article: ArticlePage, mia: User, as_user: Any) -> None:
    answer = as_user(mia).post(url(question, article), {"reason": "outdated", "words": "We take 30 days now"})
    assert answer.status_code == 302
    today = timezone.localdate()
    (found,) = due(today)
    assert found.pk == article.pk
    assert [each.words for each in reasons(found, today).flags] == ["We take 30 days now"]


def test_words_are_needed(question: Case, article: ArticlePage, mia: User, as_user: Any) -> None:
    assert as_user(mia).post(url(question, article), {"reason": "wrong", "words": " "}).status_code == 200
    assert not ArticleFlag.objects.exists()


def test_pressing_twice_is_one_flag(question: Case, article: ArticlePage, mia: User) -> None:
    assert flagged_by(mia, article, question) == flagged_by(mia, article, question)


def test_an_editor_answers_and_the_agent_reads_it(
    question: Case, article: ArticlePage, mia: User, eva: User, as_user: Any, own_index: Any
) -> None:
    found = flagged_by(mia, article, question)
    page = reverse("kb_flag", args=[found.pk])
    assert "It is 30 days" in as_user(eva).get(page).content.decode()
    as_user(eva).post(page, {"outcome": "mended", "answer": "Thanks, corrected"})
    found.refresh_from_db()
    assert (found.outcome, found.resolved_by) == ("mended", eva)
    case = as_user(mia).get(f"/admin/cases/{question.reference}/").content.decode()
    assert "Mended" in case
    assert "Thanks, corrected" in case
    assert not due(timezone.localdate()).exists()


def test_who_is_second_changes_nothing(
    question: Case, article: ArticlePage, mia: User, eva: User, as_user: Any
) -> None:
    found = flagged_by(mia, article, question)
    page = reverse("kb_flag", args=[found.pk])
    as_user(eva).post(page, {"outcome": "mended", "answer": "First"})
    as_user(eva).post(page, {"outcome": "right", "answer": "Second"})
    found.refresh_from_db()
    assert (found.outcome, found.answer) == ("mended", "First")


def test_an_agent_does_not_answer_for_editors(question: Case, article: ArticlePage, mia: User, as_user: Any) -> None:
    found = flagged_by(mia, article, question)
    assert as_user(mia).post(reverse("kb_flag", args=[found.pk]), {"outcome": "right"}).status_code in (302, 403)
    found.refresh_from_db()
    assert not found.outcome


def test_finding_the_article_true_answers_all_flags(
    question: Case, article: ArticlePage, mia: User, eva: User
) -> None:
    found = flagged_by(mia, article, question)
    reviewed(article, eva, timezone.now())
    found.refresh_from_db()
    assert (found.outcome, found.resolved_by) == ("right", eva)
    assert flagged([article.pk]) == frozenset()


def test_the_editor_sees_it_beside_the_text(
    question: Case, article: ArticlePage, mia: User, eva: User, as_user: Any
) -> None:
    flagged_by(mia, article, question)
    page = as_user(eva).get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert "From the desk" in page
    assert "It is 30 days" in page
    # Editors need not know whose question it was.
    assert question.reference not in page
