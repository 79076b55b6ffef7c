"""Two cases about one thing become one: the thread moves, clocks stay honest, and an hour long it can be undone."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from returns import actions
from returns.errors import JoinedElsewhere, NotAllowed, Refused, SomeoneWasFaster
from returns.invariants import deadlines_agree
from returns.joining.merging import can_be_undone, merge, unmerge
from returns.joining.queries import continued
from returns.models import Case, ReturnSettings, Tag
from tests.returns.makers import NOW, make_case, make_order, make_question, picture
from tests.returns.racing import alone, database_for_threads, together

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def clocks(case: Case) -> list[str]:
    return list(case.deadlines.running().values_list("name", flat=True))


def test_everything_said_is_said_in_one_case(anna: Any, mia: Any) -> None:
    target, source = make_question(anna, NOW - timedelta(hours=2)), make_question(anna, body="And the lid?")
    key = uuid4()
    file = SimpleUploadedFile("lid.jpg", picture())
    actions.keep_uploads(by=anna, key=key, files=[file], now=NOW)
    with_file = actions.post_message(source, by=anna, body="A photo", now=NOW, key=key)
    source = fresh(source)
    merged = merge(source, target, by=mia, now=LATER, version=source.version)
    assert [message.body for message in merged.messages.all()] == [
        "Does it fit a dishwasher?",
        "And the lid?",
        "A photo",
    ]
    assert with_file.attachments.get().case == merged
    assert [each.moved_from for each in merged.messages.all()] == [None, source, source]
    source = fresh(source)
    assert (source.status, source.merged_into, source.closed_at) == ("merged", merged, LATER)
    assert (clocks(source), clocks(merged)) == ([], ["answer"])
    # Nobody answered it: the clock is dropped, not met.
    assert source.deadlines.get().dropped_at == LATER
    assert (source.events.last().verb, merged.events.last().verb) == ("merge", "merged_from")
    assert list(deadlines_agree(LATER)) == []


def test_the_one_who_waited_longest_still_waits_longest(anna: Any, mia: Any) -> None:
    source, target = make_question(anna, NOW - timedelta(hours=5)), make_question(anna, NOW)
    merged = merge(source, target, by=mia, now=LATER)
    assert (merged.opened_at, merged.unanswered_since) == (NOW - timedelta(hours=5),) * 2
    assert merged.deadlines.running().get().since == NOW - timedelta(hours=5)


def test_a_complaint_takes_a_question_in_and_its_clock_does_not_move(anna: Any, mia: Any) -> None:
    question, complaint = make_question(anna, NOW - timedelta(days=2)), make_case(anna, "complaint", demand="repair")
    before = complaint.deadlines.get(name="complaint_answer")
    merged = merge(question, complaint, by=mia, now=LATER)
    after = merged.deadlines.get(name="complaint_answer")
    assert (after.since, after.due_at, after.legal_at) == (before.since, before.due_at, before.legal_at)
    assert merged.opened_at == NOW


@pytest.mark.parametrize("kind", ["withdrawal", "return", "complaint", "guarantee"])
def test_what_the_law_or_goods_hang_on_is_never_swallowed(anna: Any, mia: Any, kind: str) -> None:
    case = make_case(anna, kind, demand="repair" if kind == "complaint" else "")
    with pytest.raises(Refused, match="stays a case of its own"):
        merge(case, make_question(anna), by=mia, now=LATER)
    assert fresh(case).status == "open"


def test_cases_of_two_people_stay_apart(anna: Any, ben: Any, mia: Any) -> None:
    with pytest.raises(Refused, match="two different customers"):
        merge(make_question(anna), make_question(ben), by=mia, now=LATER)


def test_nobody_joins_a_case_with_itself_or_twice_or_their_own(anna: Any, mia: Any) -> None:
    case, other, third = (make_question(anna) for _ in range(3))
    with pytest.raises(Refused, match="the case itself"):
        merge(case, case, by=mia, now=LATER)
    merge(case, other, by=mia, now=LATER)
    with pytest.raises(JoinedElsewhere, match=other.reference):
        merge(case, third, by=mia, now=LATER)
    with pytest.raises(NotAllowed):
        merge(third, fresh(other), by=anna, now=LATER)


def test_an_old_view_joins_nothing(anna: Any, mia: Any) -> None:
    source, target = make_question(anna), make_question(anna)
    seen = source.version
    actions.post_message(source, by=anna, body="Wait", now=NOW)
    with pytest.raises(SomeoneWasFaster):
        merge(source, target, by=mia, now=LATER, version=seen)


def test_within_the_hour_both_are_as_they_were(anna: Any, mia: Any) -> None:
    tag = Tag.objects.create(name="lid")
    target, source = make_question(anna, NOW - timedelta(days=1)), make_question(anna, body="And the lid?")
    actions.post_message(target, by=mia, body="Yes", now=NOW)
    actions.change_tags(source, by=mia, add=[tag], now=NOW)
    before = [
        (each.status, each.unanswered_since, each.opened_at, each.due_at) for each in map(fresh, (source, target))
    ]
    merged = merge(source, target, by=mia, now=LATER)
    assert (merged.status, list(merged.tags.all())) == ("open", [tag])
    assert can_be_undone(fresh(source), LATER + timedelta(minutes=59))
    unmerge(fresh(source), by=mia, now=LATER + timedelta(minutes=59))
    source, target = fresh(source), fresh(target)
    assert [(each.status, each.unanswered_since, each.opened_at, each.due_at) for each in (source, target)] == before
    assert [message.body for message in source.messages.all()] == ["And the lid?"]
    assert source.messages.get().moved_from is None
    assert (source.merged_into, source.closed_at, list(target.tags.all())) == (None, None, [])
    assert list(deadlines_agree(LATER)) == []


@pytest.mark.parametrize("why", ["an hour", "a message"])
def test_later_or_when_something_was_added_it_stays(anna: Any, mia: Any, why: str) -> None:
    target, source = make_question(anna), make_question(anna)
    merge(source, target, by=mia, now=LATER)
    late = LATER + (timedelta(minutes=61) if why == "an hour" else timedelta(minutes=1))
    if why == "a message":
        actions.post_message(target, by=anna, body="Hello?", now=late)
    assert not can_be_undone(fresh(source), late)
    with pytest.raises(Refused, match="stay joined"):
        unmerge(fresh(source), by=mia, now=late)


def test_what_a_customer_writes_to_the_old_number_lands_in_the_new_one(anna: Any, mia: Any, as_user: Any) -> None:
    target, source, last = (make_question(anna) for _ in range(3))
    merge(source, target, by=mia, now=NOW)
    merge(fresh(target), last, by=mia, now=NOW)
    client = as_user(anna)
    url = reverse("cases:detail", args=[source.reference])
    assert client.get(url).headers["Location"] == reverse("cases:detail", args=[last.reference])
    client.post(url, {"body": "Written on an old page", "submission_key": uuid4()})
    assert last.messages.last().body == "Written on an old page"
    assert not source.messages.exists()
    assert continued(fresh(source)) == last
    with pytest.raises(JoinedElsewhere):
        actions.post_message(source, by=mia, body="Mine", now=LATER)


def test_two_agents_joining_crosswise_join_once(transactional_db: None, anna: Any, mia: Any, tmp_path: Path) -> None:
    ReturnSettings.load()
    one, two = make_question(anna), make_question(anna)
    with time_machine.travel(NOW), database_for_threads(tmp_path):
        results = together(2, lambda number: merge(*((one, two) if number else (two, one)), by=mia, now=LATER).pk)
        joined = alone(lambda: Case.objects.filter(status="merged").count())
    assert joined == 1
    assert sum(isinstance(result, int) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_a_message_that_comes_while_cases_are_joined_is_in_one_of_them_only(
    transactional_db: None, anna: Any, mia: Any, tmp_path: Path
) -> None:
    ReturnSettings.load()
    source, target = make_question(anna), make_question(anna)
    with time_machine.travel(NOW), database_for_threads(tmp_path):

        def go(number: int) -> Any:
            if number:
                return merge(source, target, by=mia, now=LATER)
            return actions.post_message(source, by=anna, body="While you join", now=LATER)

        results = together(2, go)
        bodies = alone(lambda: list(target.messages.values_list("body", flat=True)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert bodies.count("While you join") == 1


def test_an_order_comes_along_where_there_was_none(anna: Any, mia: Any) -> None:
    order = make_order(anna)
    source = make_case(anna, "question", order=order)
    assert merge(source, make_question(anna), by=mia, now=LATER).order == order
