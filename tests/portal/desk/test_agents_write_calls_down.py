"""Somebody calls: the agent sees who it is and what she has with us, and writes the call into a case."""

from typing import Any
from uuid import uuid4

import pytest

from portal.callbacks.models import Callback
from portal.desk.phone.caller import caller_of
from returns.models import Case, Message
from tests.portal.callbacks.test_customers_book_a_call import booked, offered
from tests.returns.makers import make_question

__all__ = ["offered"]


def call(client: Any, who: str, **fields: Any) -> Any:
    typed = {"about": "new", "said": "Does it fit?", "answer": "", "key": str(uuid4()), **fields}
    return client.post(f"/admin/cases/phone/?q=600+100+200&who={who}", typed)


@pytest.fixture
def desk(mia: Any, as_user: Any) -> Any:
    return as_user(mia)


def test_the_caller_is_on_the_screen_at_once(desk: Any, anna: Any) -> None:
    case = make_question(anna)
    page = desk.get("/admin/cases/phone/?q=Anna").content.decode()
    assert case.reference in page
    assert "anna@example.com" in page


def test_a_new_case_knows_that_it_came_by_phone_and_who_wrote_it(desk: Any, anna: Any, mia: Any) -> None:
    call(desk, str(anna.pk))
    case = Case.objects.get()
    assert (case.customer, case.way, case.opened_by, case.status) == (anna, "phone", mia, "open")
    assert case.messages.get().author == Message.Author.CUSTOMER
    assert case.events.get(verb="open").data["phone"] == "600100200"


def test_answered_and_settled_in_one_step(desk: Any, anna: Any) -> None:
    call(desk, str(anna.pk), answer="Yes, it fits.", settled="on")
    case = Case.objects.get()
    assert case.status == "closed"
    assert [each.author for each in case.messages.order_by("pk")] == ["customer", "agent"]


def test_a_call_about_a_case_goes_into_it(desk: Any, anna: Any) -> None:
    case = make_question(anna)
    call(desk, str(anna.pk), about=case.reference, said="Any news?", answer="Tomorrow.")
    case.refresh_from_db()
    said = list(case.messages.order_by("pk").values_list("author", "way", "body"))
    assert said[1:] == [("customer", "phone", "Any news?"), ("agent", "phone", "Tomorrow.")]
    assert case.status == "waiting"


def test_without_an_answer_it_is_our_turn(desk: Any, anna: Any) -> None:
    case = make_question(anna)
    call(desk, str(anna.pk), about=case.reference, said="Any news?")
    case.refresh_from_db()
    assert case.unanswered_since is not None


def test_a_stranger_gives_an_address(desk: Any) -> None:
    assert "required" in call(desk, "").content.decode()
    call(desk, "", email="New@Example.com")
    assert Case.objects.get().email == "new@example.com"


def test_settled_without_an_answer_is_asked_back(desk: Any, anna: Any) -> None:
    answer = call(desk, str(anna.pk), settled="on")
    assert answer.status_code == 400
    assert "Write what you answered" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_same_form_twice_is_one_call(desk: Any, anna: Any) -> None:
    key = str(uuid4())
    for _time in range(2):
        call(desk, str(anna.pk), key=key, answer="Yes.")
    assert Case.objects.get().messages.count() == 2


def test_a_joined_case_is_no_choice(desk: Any, anna: Any) -> None:
    """The other one goes on: the call belongs there."""
    joined, goes_on = make_question(anna), make_question(anna)
    Case.objects.filter(pk=joined.pk).update(status="merged", merged_into=goes_on)
    page = desk.get("/admin/cases/phone/?q=Anna").content.decode()
    assert goes_on.reference in page
    assert joined.reference not in page


def test_bens_case_cannot_be_chosen_for_anna(desk: Any, anna: Any, ben: Any) -> None:
    case = make_question(ben)
    assert call(desk, str(anna.pk), about=case.reference).status_code == 400


def test_colleagues_and_nonsense_are_no_callers(mia: Any, db: None) -> None:
    chosen = (str(mia.pk), "x", "9" * 30, "9" * 5000, "²", "")
    assert {caller_of(each) for each in chosen} == {None}


def test_only_agents_come_in(as_user: Any, anna: Any, eva: Any, offered: Any) -> None:
    pk = booked().pk
    for path in ("", "calls/", f"calls/{pk}/"):
        for person in (anna, eva):
            assert as_user(person).get(f"/admin/cases/phone/{path}").status_code in {302, 403}


def test_a_booked_call_is_made_and_noted(desk: Any, offered: Any) -> None:
    pk = booked().pk
    page = desk.get(f"/admin/cases/phone/calls/{pk}/").content.decode()
    assert "Does the mug fit?" in page
    desk.post(f"/admin/cases/phone/calls/{pk}/", {"said": "It fits.", "settled": "on"})
    made = Callback.objects.get()
    assert (made.state, made.case.status) == (Callback.State.DONE, "closed")


def test_nobody_answered_twice(desk: Any, offered: Any) -> None:
    pk = booked().pk
    for _time in range(3):
        desk.post(f"/admin/cases/phone/calls/{pk}/not-reached/")
    assert Callback.objects.get().state == Callback.State.MISSED
