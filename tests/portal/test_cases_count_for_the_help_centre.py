"""What the desk tells the help centre about cases: numbers by kind, reason and article, never a case."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.figures import cases
from kb.figures.cases import ArticleCases
from portal.accounts.models import User
from portal.desk.case_figures import by_article, without_article
from portal.desk.models import ArticleLink
from returns.models import Case, ReadArticle
from tests.kb.makers import make_article, make_topic
from tests.returns.makers import make_order, make_question, make_return

MARCH = date(2026, 3, 1), date(2026, 3, 31)
LATE = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)  # 23:30 in the shop, still March
APRIL = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)


def closed(case: Case, when: datetime = LATE, **fields: Any) -> Case:
    Case.objects.filter(pk=case.pk).update(**{"closed_at": when, "status": "closed", "language": "pl"} | fields)
    return case


def sent(case: Case, page: Any, code: str, when: datetime = LATE) -> None:
    message = case.messages.first()
    ArticleLink.objects.create(case=case, message=message, page=page, code=code, sent_at=when)


@pytest.fixture
def article(db: None) -> Any:
    return make_article(make_topic())


def test_closed_cases_without_an_article_are_counted_by_kind_and_reason(anna: User, article: Any) -> None:
    closed(make_question(anna))
    closed(make_question(anna), language="en")
    closed(make_question(anna), when=APRIL)
    closed(make_question(anna), status="cancelled")
    sent(closed(make_question(anna)), article, "a")
    make_question(anna)
    closed(make_return(anna, make_order(anna)), status="refunded")
    closed(make_return(anna, make_order(anna)))
    found = {(group.language, str(group.label)): group for group in without_article(*MARCH)}
    assert {key: group.cases for key, group in found.items()} == {
        ("pl", "Question"): 1,
        ("en", "Question"): 1,
        ("pl", "Return: It doesn't fit"): 2,
    }
    assert found["en", "Question"].url == "/admin/cases/?view=all&kind=question&language=en"
    assert found["en", "Question"].permission == "returns.work_cases"


def test_an_article_knows_how_many_cases_came_from_it_and_in_how_many_it_was_sent(anna: User, article: Any) -> None:
    other = make_article(article.get_parent(), "Another?")
    for number in range(3):
        case = make_question(anna, now=LATE)
        ReadArticle.objects.create(case=case, article_id=article.pk, title="Read", url="/help/", language="en")
        sent(case, other, f"code-{number}")
    late = make_question(anna, now=APRIL)
    sent(late, other, "late", when=APRIL)
    assert by_article(*MARCH, [article.pk, other.pk]) == {
        article.pk: ArticleCases(3, 0, 0, 0, 0),
        other.pk: ArticleCases(0, 3, 0, 0, 0),
    }


def test_the_help_centre_asks_the_desk(anna: User, article: Any) -> None:
    closed(make_question(anna))
    assert [group.cases for group in cases.without_article(*MARCH)] == [1]
    assert cases.of_article(article.pk, *MARCH) == ArticleCases(0, 0, 0, 0, 0)


def test_more_cases_do_not_add_queries(anna: User, article: Any, django_assert_num_queries: Any) -> None:
    for number in range(4):
        sent(closed(make_question(anna)), article, f"code-{number}")
        closed(make_return(anna, make_order(anna)))
    with django_assert_num_queries(1):
        without_article(*MARCH)
    with django_assert_num_queries(2):
        by_article(*MARCH, [article.pk])
