from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.models import ArticleLink
from returns.actions import approve, mark_received
from returns.models import Case

from .test_an_agent_answers_a_case import desk


@pytest.fixture
def arrived(sent_back: Case, mia: User) -> Case:
    now = timezone.now()
    case = approve(sent_back, by=mia, version=sent_back.version, now=now)
    return mark_received(case, by=mia, version=case.version, now=now)


def test_only_steps_that_are_open_are_offered(mia: User, as_user: Any, sent_back: Case) -> None:
    page = as_user(mia).get(desk(sent_back)).content.decode()
    for verb, offered in {"approve": True, "decline": True, "refund": False, "cancel": False}.items():
        assert (f"{desk(sent_back)}{verb}/" in page) is offered, verb


@pytest.mark.parametrize("verb", ["refund", "cancel", "ask", "nonsense"])
def test_a_step_that_is_not_open_leads_nowhere(mia: User, as_user: Any, sent_back: Case, verb: str) -> None:
    client = as_user(mia)
    assert client.get(f"{desk(sent_back)}{verb}/").status_code == 404
    assert client.post(f"{desk(sent_back)}{verb}/", {"version": sent_back.version}).status_code == 404


def test_approving_tells_what_happens_and_then_does_it(mia: User, as_user: Any, sent_back: Case) -> None:
    client = as_user(mia)
    assert "told to send the goods back" in client.get(f"{desk(sent_back)}approve/").content.decode()
    client.post(f"{desk(sent_back)}approve/", {"version": sent_back.version, "message": "Please pack it well."})
    sent_back.refresh_from_db()
    assert sent_back.status == Case.Status.APPROVED
    assert sent_back.messages.latest("id").body == "Please pack it well."


def test_a_refund_is_confirmed_with_its_amount(mia: User, as_user: Any, arrived: Case) -> None:
    client = as_user(mia)
    page = client.get(f"{desk(arrived)}refund/").content.decode()
    assert 'value="120.00"' in page or 'value="120.0000"' in page
    client.post(f"{desk(arrived)}refund/", {"version": arrived.version, "amount": "120"})
    arrived.refresh_from_db()
    assert arrived.status == Case.Status.REFUNDED
    assert Decimal(arrived.events.latest("id").data["amount"]) == 120


@pytest.mark.parametrize("amount", ["", "-1", "abc", "1e9", "NaN", "241"])
def test_an_impossible_refund_is_refused(mia: User, as_user: Any, arrived: Case, amount: str) -> None:
    answer = as_user(mia).post(f"{desk(arrived)}refund/", {"version": arrived.version, "amount": amount})
    arrived.refresh_from_db()
    assert answer.status_code in {200, 409}
    assert arrived.status == Case.Status.RECEIVED


def test_declining_needs_a_reason(mia: User, as_user: Any, sent_back: Case) -> None:
    as_user(mia).post(f"{desk(sent_back)}decline/", {"version": sent_back.version, "message": ""})
    sent_back.refresh_from_db()
    assert sent_back.status == Case.Status.OPEN


def test_a_decision_on_an_old_view_is_not_taken_and_its_words_are_kept(
    mia: User, as_user: Any, sent_back: Case
) -> None:
    answer = as_user(mia).post(f"{desk(sent_back)}decline/", {"version": 99, "message": "Worn for weeks."})
    sent_back.refresh_from_db()
    assert sent_back.status == Case.Status.OPEN
    assert answer.status_code == 409
    assert "Worn for weeks." in answer.content.decode()


def test_an_article_in_a_decision_is_tracked_too(mia: User, as_user: Any, sent_back: Case, article: Any) -> None:
    message = f"See https://testserver{article.url}"
    as_user(mia).post(f"{desk(sent_back)}approve/", {"version": sent_back.version, "message": message})
    assert ArticleLink.objects.get().message == sent_back.messages.latest("id")
