"""CSAT, CES 2.0 and NPS by hand."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.surveys import queries
from portal.surveys.actions import answer_quickly
from portal.surveys.asked import Asked
from portal.surveys.models import Answer, Invitation
from portal.surveys.rules import summed
from tests.returns.makers import NOW, make_question

TODAY = NOW.date()


def give(kind: str, *scores: int, **fields: Any) -> None:
    for number, score in enumerate(scores):
        key = f"{kind}-{number}-{uuid4()}"
        values: dict[str, Any] = {"language": "en", "asked_at": NOW, "answered_at": NOW}
        Answer.objects.create(key=key, kind=kind, score=score, **{**values, **fields})


def test_satisfaction_is_the_share_of_fours_and_fives() -> None:
    share = summed("csat", {5: 6, 4: 2, 3: 1, 1: 1})
    assert (share.n, share.value, share.mean) == (10, 0.8, 4.2)
    # Wilson at 95 %: (0.8 + 0.19207 ± 1.96·√(0.016 + 0.0096036)) / 1.38415
    assert share.low == pytest.approx(0.4902, abs=1e-4)
    assert share.high == pytest.approx(0.9433, abs=1e-4)


def test_effort_is_the_share_of_fives_to_sevens() -> None:
    share = summed("ces", {7: 3, 5: 1, 4: 2, 1: 2})
    assert (share.n, share.value) == (8, 0.5)
    assert share.mean == pytest.approx(36 / 8)


def test_recommendation_is_promoters_minus_detractors() -> None:
    share = summed("nps", {10: 4, 9: 1, 8: 2, 7: 1, 6: 1, 0: 1})
    assert share.value == pytest.approx(0.3)
    # Variance 0.7 − 0.09 = 0.61; half the interval 1.96·√(0.061) = 0.4841
    assert share.low == pytest.approx(-0.1841, abs=1e-4)
    assert share.high == pytest.approx(0.7841, abs=1e-4)


def test_nobody_asked_is_no_figure() -> None:
    assert (summed("csat", {}).n, summed("csat", {}).value) == (0, None)


@pytest.mark.django_db
def test_replaced_and_left_out_answers_count_nowhere(anna: User) -> None:
    spam, merged, fine = (make_question(anna, now=NOW) for _each in range(3))
    type(spam).objects.filter(pk=spam.pk).update(left_out="spam")
    type(spam).objects.filter(pk=merged.pk).update(merged_into=fine)
    give("csat", 1, case=spam)
    give("csat", 1, case=merged)
    give("csat", 2, replaced_at=NOW)
    give("csat", 5, case=fine)
    found = {each.kind: each for each in queries.summary(TODAY, TODAY)}
    assert (found["csat"].share.n, found["csat"].share.value) == (1, 1.0)


@pytest.mark.django_db
def test_who_answered_is_a_share_of_those_asked_in_the_period(anna: User) -> None:
    for number, answered in enumerate((NOW, None, None, NOW)):
        Invitation.objects.create(
            kind="ces", email=f"{number}@example.com", language="en", state="asked", created_at=NOW, asked_at=NOW,
            by_mail=True, answered_at=answered,
        )  # fmt: skip
    Invitation.objects.create(
        kind="ces", language="en", state="asked", created_at=NOW, asked_at=NOW - timedelta(days=2), by_mail=True
    )
    (found,) = queries.summary(TODAY, TODAY)
    assert (found.asked, found.answered, found.response) == (4, 2, 0.5)


@pytest.mark.django_db
def test_steps_and_articles_are_counted_apart() -> None:
    for key, score in (("a", 7), ("b", 3), ("b", 6)):
        answer_quickly(Asked("step", key, "en", "/", NOW.isoformat(), step="return_sent"), score, NOW)
    answer_quickly(Asked("article", "v", "en", "/", NOW.isoformat(), article_id=5), 2, NOW)
    assert queries.by_step(TODAY, TODAY)["return_sent"].value == 1.0
    assert queries.by_step(TODAY, TODAY)["return_sent"].n == 2
    assert queries.by_article(TODAY, TODAY, [5, 6])[5].value == 0.0
    assert Answer.objects.count() == 4


@pytest.mark.django_db
def test_agents_read_words_and_editors_read_figures(eva: User, mia: User, anna: User, as_user: Any) -> None:
    give("csat", 1, word="Slow as snails", answered_at=NOW)
    url = reverse("survey_answers")
    seen = as_user(mia).get(url).content.decode()
    assert "Slow as snails" in seen
    assert "top-2 box" in seen, "each figure says what it means"
    page = as_user(eva).get(url).content.decode()
    assert "Slow as snails" not in page
    assert "1 of 5" in page
    assert b"Slow" not in b"".join(as_user(eva).get(f"{url}?export=csv"))
    assert b"Slow" in b"".join(as_user(mia).get(f"{url}?export=csv"))
    assert as_user(anna).get(url).status_code in (302, 403)


@pytest.mark.django_db
def test_operators_read_scores_and_no_words(as_user: Any, django_user_model: Any) -> None:
    """They set the surveys up, yet they work on nobody's case."""
    give("csat", 1, word="Slow as snails", answered_at=NOW)
    operator = django_user_model.objects.create_user("ola@example.com", "correct horse battery", is_staff=True)
    operator.groups.add(Group.objects.get(name="Operators"))
    page = as_user(operator).get(reverse("survey_answers")).content.decode()
    assert "1 of 5" in page
    assert "Slow as snails" not in page
    assert b"Slow" not in b"".join(as_user(operator).get(f"{reverse('survey_answers')}?export=csv"))


@pytest.mark.django_db
def test_more_answers_ask_no_more_of_the_report(mia: User, as_user: Any, anna: User) -> None:
    client, url = as_user(mia), reverse("survey_answers")
    give("csat", 1, case=make_question(anna))
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _each in range(3):
        give("csat", 2, case=make_question(anna))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
