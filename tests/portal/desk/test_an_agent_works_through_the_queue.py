from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from returns.actions import assign, close
from returns.models import Case

from .conftest import ask

QUEUE = "/admin/cases/"


def listed(client: Any, **filters: Any) -> list[str]:
    page = BeautifulSoup(client.get(QUEUE, filters).content, "html.parser")
    return [number.text for number in page.select(".desk-number")]


def many(customer: User, count: int, order: Order | None = None, start: int = 0) -> None:
    now = timezone.now()
    Case.objects.bulk_create(
        Case(
            kind=Case.Kind.QUESTION,
            reference=f"Q-BULK{number}",
            customer=customer,
            email=customer.email,
            language="en",
            order=order,
            subject=f"Question {number}",
            opened_at=now,
            due_at=now + timedelta(hours=number),
            unanswered_since=now,
            submission_key=uuid4(),
        )
        for number in range(start, start + count)
    )


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_most_urgent_case_comes_first(mia: User, as_user: Any, anna: User) -> None:
    later, sooner, nothing_due = ask(anna), ask(anna), ask(anna)
    now = timezone.now()
    for case, due_at in ((later, now + timedelta(days=2)), (sooner, now - timedelta(hours=3)), (nothing_due, None)):
        Case.objects.filter(pk=case.pk).update(due_at=due_at)
    client = as_user(mia)
    assert listed(client) == [case.reference for case in (sooner, later, nothing_due)]
    assert "Overdue by 3 hours" in client.get(QUEUE).content.decode()


def test_tabs_hold_what_they_say(mia: User, as_user: Any, anna: User) -> None:
    now = timezone.now()
    mine, overdue, waiting, finished = (ask(anna, subject=subject) for subject in ("mine", "overdue", "wait", "done"))
    Case.objects.update(due_at=now + timedelta(days=3))
    assign(mine, by=mia, agent=mia, version=mine.version, now=now)
    Case.objects.filter(pk=mine.pk).update(due_at=now + timedelta(days=3))
    Case.objects.filter(pk=overdue.pk).update(due_at=now - timedelta(days=1))
    Case.objects.filter(pk=waiting.pk).update(due_at=None, unanswered_since=None)
    close(finished, by=mia, version=finished.version, now=now)
    client = as_user(mia)
    everything = {each.reference for each in (mine, overdue, waiting, finished)}
    assert set(listed(client)) == everything - {finished.reference}
    assert listed(client, view="mine") == [mine.reference]
    assert set(listed(client, view="unassigned")) == {overdue.reference, waiting.reference}
    assert listed(client, view="overdue") == [overdue.reference]
    assert listed(client, view="waiting") == [waiting.reference]
    assert set(listed(client, view="all")) == everything
    assert listed(client, view="nonsense") == listed(client)


def test_due_today_ends_with_the_day(mia: User, as_user: Any, anna: User) -> None:
    today, tomorrow = ask(anna), ask(anna)
    midnight = timezone.localtime().replace(hour=23, minute=59, second=59)
    Case.objects.filter(pk=today.pk).update(due_at=midnight)
    Case.objects.filter(pk=tomorrow.pk).update(due_at=midnight + timedelta(minutes=1))
    assert listed(as_user(mia), view="today") == [today.reference]


def test_a_case_is_found_by_whatever_the_customer_names(
    mia: User, as_user: Any, anna: User, ben: User, question: Case
) -> None:
    ask(ben)
    client = as_user(mia)
    for words in (question.reference, question.reference.lower(), "2026-1001", "#2026-1001", "anna@ex", "nowak"):
        assert listed(client, q=words) == [question.reference], words
    assert listed(client, q="nobody") == []


def test_searching_looks_in_finished_cases_too(mia: User, as_user: Any, question: Case) -> None:
    close(question, by=mia, version=question.version, now=timezone.now())
    assert listed(as_user(mia)) == []
    assert listed(as_user(mia), q=question.reference) == [question.reference]


@pytest.mark.parametrize("text", ["%", "_", "\x00", "a" * 60_000, "' OR 1=1 --", "<b>", "\u202e"])
def test_odd_searches_find_nothing_and_break_nothing(mia: User, as_user: Any, anna: User, text: str) -> None:
    assert as_user(mia).get(QUEUE, {"q": text}).status_code == 200


@pytest.mark.parametrize("field", ["view", "kind", "language", "ordering", "p"])
def test_odd_filters_break_nothing(mia: User, as_user: Any, question: Case, field: str) -> None:
    for value in ("'", "%00", "-1", "customer__password", "99999999999999999999"):
        assert as_user(mia).get(QUEUE, {field: value}).status_code in {200, 404}


def test_kind_and_language_narrow_the_list(mia: User, as_user: Any, anna: User, sent_back: Case) -> None:
    polish = ask(anna, language="pl")
    client = as_user(mia)
    assert listed(client, kind="return") == [sent_back.reference]
    assert listed(client, language="pl") == [polish.reference]


def test_more_cases_do_not_add_queries(mia: User, as_user: Any, anna: User, order: Order) -> None:
    client = as_user(mia)
    many(anna, 3, order)
    client.get(QUEUE)
    few = queries(client, QUEUE)
    many(anna, 1000, order, start=3)
    assert queries(client, QUEUE) == few
    assert queries(client, f"{QUEUE}?view=all&q=question") <= few


def test_more_messages_do_not_add_queries(mia: User, as_user: Any, anna: User, question: Case) -> None:
    client, url = as_user(mia), reverse("desk:case", args=[question.reference])
    client.get(url)
    few = queries(client, url)
    question.messages.bulk_create(
        type(question.messages.get())(case=question, author="customer", user=anna, body="?", created_at=timezone.now())
        for _ in range(50)
    )
    assert queries(client, url) == few
