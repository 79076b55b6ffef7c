"""What to write next is a topic: a reason, a tag, a moment of an order; "Question" is nobody's article."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kb.figures.gaps import gaps
from kb.figures.rules import Period
from kb.figures.todo import todo
from orders.models import Order
from portal.accounts.models import User
from portal.desk.case_figures import without_article
from returns.models import Case, Tag
from tests.returns.makers import make_order, make_question, make_return

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = date(2026, 3, 28)


def closed(case: Case, **fields: Any) -> Case:
    Case.objects.filter(pk=case.pk).update(closed_at=NOW, status="closed", **fields)
    return case


def asked(anna: User, **order: Any) -> Case:
    """A question about an order of hers."""
    case, placed = closed(make_question(anna, now=NOW)), make_order(anna)
    Order.objects.filter(pk=placed.pk).update(**order)
    Case.objects.filter(pk=case.pk).update(order=placed)
    return case


def test_a_kind_alone_is_no_article_to_write(anna: User) -> None:
    for _number in range(5):
        closed(make_question(anna, now=NOW))
    assert [(str(each.label), each.cases, each.is_topic) for each in without_article(TODAY.replace(day=1), TODAY)] == [
        ("Question", 5, False)
    ]
    assert gaps(Period(TODAY, 30)) == []
    assert todo(TODAY) == []


def test_reasons_tags_and_orders_on_their_way_are_topics(anna: User) -> None:
    tag = Tag.objects.create(name="gift wrapping")
    for _number in range(3):
        closed(make_question(anna, now=NOW)).tags.add(tag)
    for _number in range(2):
        asked(anna, status="shipped", delivered_at=None)
    asked(anna, status="delivered", delivered_at=NOW + timedelta(days=1))
    asked(anna, status="delivered", delivered_at=NOW - timedelta(days=1))
    closed(make_return(anna, make_order(anna), now=NOW)).tags.add(tag)
    found = {str(each.question): each for each in gaps(Period(TODAY, 30))}
    assert {name: each.cases for name, each in found.items()} == {
        "Question: gift wrapping": 3,
        "Question: before the order arrived": 3,
        "Return: It doesn't fit": 1,
    }
    assert found["Question: gift wrapping"].url.endswith(f"&kind=question&language=en&tag={tag.pk}")


def test_the_digest_names_the_topic(anna: User) -> None:
    tag = Tag.objects.create(name="gift wrapping")
    for number in range(9):
        case = closed(make_question(anna, now=NOW))
        if number < 4:
            case.tags.add(tag)
    (task,) = todo(TODAY)
    assert (task.title, task.why) == ("Question: gift wrapping", "About 4 contacts a month could be saved.")
