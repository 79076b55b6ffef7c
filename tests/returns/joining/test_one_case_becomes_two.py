"""Chosen messages become a question of their own; related cases know each other; a "thank you" asks for nothing."""

from datetime import timedelta
from typing import Any

import pytest

from returns import actions
from returns.errors import NotAllowed, Refused, SomeoneWasFaster
from returns.invariants import deadlines_agree
from returns.joining.linking import link, say_thanks, unlink
from returns.joining.splitting import split
from returns.models import Case
from tests.returns.makers import NOW, make_case, make_question

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def say(case: Case, by: Any, body: str, hours: int, **options: Any) -> int:
    return actions.post_message(case, by=by, body=body, now=NOW + timedelta(hours=hours), **options).pk


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_second_question_starts_when_it_was_taken_out(anna: Any, mia: Any) -> None:
    case = make_case(anna, "complaint", demand="repair")
    say(case, mia, "We look at it.", 1)
    other = say(case, anna, "Also: where is my invoice?", 2)
    new = split(fresh(case), by=mia, messages=[other], subject="Invoice", now=LATER)
    assert (new.kind, new.opened_at, new.unanswered_since, new.first_reply_at) == ("question", LATER, LATER, None)
    assert (new.customer, new.order, new.split_from, new.language) == (anna, case.order, case, case.language)
    assert (new.messages.get().pk, new.messages.get().moved_from) == (other, case)
    case = fresh(case)
    # Nobody waits for an answer in the old one; the law's clock runs on as it was.
    assert case.unanswered_since is None
    assert list(case.deadlines.running().values_list("name", "since")) == [("complaint_answer", NOW)]
    assert (list(case.related.all()), list(new.related.all())) == ([new], [case])
    assert (case.events.last().verb, new.events.get().verb) == ("split", "open")
    assert list(deadlines_agree(LATER)) == []


def test_the_customer_has_the_turn_again_when_only_our_words_are_left(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    say(case, mia, "Does tomorrow suit you?", 1)
    other = say(case, anna, "Also: where is my invoice?", 2)
    assert fresh(case).status == "open"
    split(fresh(case), by=mia, messages=[other], subject="Invoice", now=LATER)
    assert fresh(case).status == "waiting"


def test_a_reply_that_came_along_was_the_first(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    asked, replied = say(case, anna, "And the lid?", 1), say(case, mia, "It fits.", 2)
    new = split(fresh(case), by=mia, messages=[asked, replied], subject="Lid", now=LATER)
    assert (new.first_reply_at, new.unanswered_since, new.status) == (LATER, None, "waiting")


@pytest.mark.parametrize(
    ("chosen", "why"), [("first", "first message stays"), ("agent", "somebody who asks"), ("strange", "at least one")]
)
def test_what_a_case_is_about_stays(anna: Any, mia: Any, chosen: str, why: str) -> None:
    case, other = make_question(anna), make_question(anna)
    pks = {
        "first": case.messages.get().pk,
        "agent": say(case, mia, "Yes", 1),
        "strange": other.messages.get().pk,
    }
    with pytest.raises(Refused, match=why):
        split(fresh(case), by=mia, messages=[pks[chosen]], subject="Lid", now=LATER)
    assert Case.objects.count() == 2


def test_words_of_a_decision_stay_with_it(anna: Any, mia: Any) -> None:
    case = make_case(anna, "return")
    case = actions.approve(case, by=mia, version=case.version, now=NOW, message="Send it.")
    asked, said = say(case, anna, "Which box?", 1), case.messages.get(author="agent").pk
    with pytest.raises(Refused, match="came with a decision"):
        split(fresh(case), by=mia, messages=[asked, said], subject="Box", now=LATER)


def test_a_new_question_has_a_subject_and_an_agent_who_saw_the_newest(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    other = say(case, anna, "And the lid?", 1)
    with pytest.raises(Refused, match="what the new question is about"):
        split(fresh(case), by=mia, messages=[other], subject="  ", now=LATER)
    with pytest.raises(SomeoneWasFaster):
        split(case, by=mia, messages=[other], subject="Lid", now=LATER, version=case.version)
    with pytest.raises(NotAllowed):
        split(case, by=anna, messages=[other], subject="Lid", now=LATER)


def test_related_cases_know_each_other_until_they_are_parted(anna: Any, ben: Any, mia: Any) -> None:
    one, two = make_question(anna), make_question(ben)
    link(one, two, by=mia, now=LATER)
    link(two, one, by=mia, now=LATER)
    assert (list(one.related.all()), list(two.related.all())) == ([two], [one])
    assert [each.events.filter(verb="link").count() for each in (one, two)] == [1, 1]
    unlink(two, one, by=mia, now=LATER)
    assert not one.related.exists()
    with pytest.raises(Refused, match="the case itself"):
        link(one, one, by=mia, now=LATER)


def test_a_thank_you_asks_for_nothing(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    say(case, mia, "Yes, it fits.", 1)
    actions.close(fresh(case), by=mia, version=fresh(case).version, now=NOW + timedelta(hours=1))
    thanks = say(case, anna, "Thank you!", 2)
    assert fresh(case).status == "open"
    case = say_thanks(fresh(case), by=mia, now=LATER)
    assert (case.status, case.unanswered_since, case.closed_at) == ("closed", None, LATER)
    assert case.messages.get(pk=thanks).no_reply_needed
    assert case.deadlines.order_by("-pk").first().dropped_at == LATER
    assert case.events.last().verb == "thanks"
    with pytest.raises(Refused, match="not waiting"):
        say_thanks(case, by=mia, now=LATER)


def test_a_first_message_always_gets_an_answer(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    with pytest.raises(Refused, match="needs an answer"):
        say_thanks(case, by=mia, now=LATER)
