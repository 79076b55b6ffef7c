"""Mia called Anna: the page says what is true then, and asks Anna for something only if Mia did."""

from datetime import timedelta
from typing import Any

from portal.callbacks import actions
from portal.callbacks.models import Callback
from returns.actions import approve
from returns.models import Case
from tests.portal.callbacks.test_customers_book_a_call import MONDAY, TUESDAY_TEN, booked, offered
from tests.returns.complaints.makers import make_claim
from tests.returns.makers import make_question, make_return

__all__ = ["offered"]
NEEDS = "We need an answer from you"
EARLIER = MONDAY - timedelta(hours=1)


def called(case: Case, mia: Any, **how: Any) -> Case:
    actions.reached(booked(case.customer, case=case), by=mia, said="It fits.", now=TUESDAY_TEN, **how)
    case.refresh_from_db()
    return case


def page(as_user: Any, case: Case) -> str:
    found: str = as_user(case.customer).get(f"/cases/{case.reference}/").content.decode()
    return found


def test_a_question_is_answered_then(offered: Any, anna: Any, mia: Any, as_user: Any) -> None:
    case = called(make_question(anna, now=EARLIER), mia)
    text = page(as_user, case)
    assert NEEDS not in text
    assert "We answered you" in text
    assert "It is your turn" not in text
    cases = as_user(anna).get("/cases/").content.decode()
    assert "Answered" in cases
    assert "waiting for your answer" not in cases
    assert "Answered" in as_user(mia).get("/admin/cases/?view=waiting").content.decode()


def test_what_we_still_decide_stays_ours_with_a_new_promise(offered: Any, anna: Any, mia: Any, as_user: Any) -> None:
    case = called(make_return(anna, now=EARLIER), mia)
    assert (case.status, case.unanswered_since, case.messages.last().body) == ("open", TUESDAY_TEN, "It fits.")
    assert case.due_at is not None
    assert case.due_at > TUESDAY_TEN
    text = page(as_user, case)
    assert NEEDS not in text
    assert "We are looking at your return" in text


def test_a_complaint_does_not_say_that_we_asked_something(offered: Any, anna: Any, mia: Any, as_user: Any) -> None:
    case = called(make_claim(anna, now=EARLIER), mia)
    text = page(as_user, case)
    assert "We asked you something" not in text
    assert "We are looking at your complaint" in text


def test_who_was_asked_for_something_reads_so(offered: Any, anna: Any, mia: Any, as_user: Any) -> None:
    case = called(make_return(anna, now=EARLIER), mia, asks=True)
    assert case.status == "waiting"
    assert NEEDS in page(as_user, case)


def test_the_agent_is_asked_whose_turn_it_is_only_where_something_is_left(
    offered: Any, anna: Any, mia: Any, as_user: Any
) -> None:
    desk = as_user(mia)
    decided = make_return(anna, now=EARLIER)
    approve(decided, by=mia, version=decided.version, now=EARLIER)
    settled = booked(anna, case=decided)
    parcel = booked(anna, case=make_return(anna, now=EARLIER), begins=TUESDAY_TEN + timedelta(hours=1))
    asks = 'name="asks"'
    assert asks not in desk.get(f"/admin/cases/phone/calls/{settled.pk}/").content.decode()
    address = f"/admin/cases/phone/calls/{parcel.pk}/"
    assert asks in desk.get(address).content.decode()
    desk.post(address, {"said": "Please send a photo.", "asks": "on"})
    assert Callback.objects.get(pk=parcel.pk).case.status == "waiting"


def test_a_call_that_came_in_leaves_the_decision_with_us_too(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_return(anna)
    sent = {"about": case.reference, "said": "Any news?", "answer": "Tomorrow.", "key": "3f" * 16}
    as_user(mia).post(f"/admin/cases/phone/?q=Anna&who={anna.pk}", sent)
    case.refresh_from_db()
    assert (case.status, case.unanswered_since is not None) == ("open", True)
    assert NEEDS not in page(as_user, case)
