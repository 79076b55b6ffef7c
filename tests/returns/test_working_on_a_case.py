"""Agents decide, customers answer; every change is written down and promised anew."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from returns import actions, queries
from returns.errors import NotAllowed, Refused, SomeoneWasFaster
from returns.models import Case, HistoryIsKept, Message
from returns.signals import case_changed, case_opened, message_posted
from tests.conftest import make_user
from tests.returns.makers import NOW, make_order, make_question, make_return, upload

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def verbs(case: Case) -> list[str]:
    return [event.verb for event in queries.history(case)]


def test_a_return_goes_from_asked_to_refunded(anna: Any, mia: Any) -> None:
    case = make_return(anna)
    assert case.due_at is not None
    assert case.due_explanation["result"] == "2026-11-25"
    case = actions.approve(case, by=mia, version=case.version, now=LATER, message="Send it to our shop.")
    assert (case.status, case.due_at, case.first_reply_at) == ("approved", None, LATER)
    case = actions.mark_received(case, by=mia, version=case.version, now=LATER)
    assert case.due_explanation["rule"] == "refund_after_arrival"
    assert case.due_explanation["result"] == "2026-12-07"
    case = actions.refund(case, by=mia, version=case.version, now=LATER, amount=Decimal("49.99"))
    assert (case.status, case.due_at, case.closed_at) == ("refunded", None, LATER)
    assert verbs(case) == ["open", "approve", "receive", "refund"]
    assert case.events.get(verb="refund").data == {
        "from": "received", "to": "refunded", "amount": "49.99", "currency": "PLN"
    }  # fmt: skip
    assert [str(step.title) for step in queries.timeline(case)][-1] == "We paid your money back"


@pytest.mark.parametrize("verb", ["decline", "cancel", "close"])
def test_an_end_without_a_return_gives_the_pieces_back(anna: Any, mia: Any, verb: str) -> None:
    case = make_return(anna, make_order(anna, (2,)), quantity=2)
    line = case.lines.get().order_line
    if verb == "decline":
        actions.decline(case, by=mia, version=case.version, now=LATER, reason="It was worn.")
    elif verb == "cancel":
        actions.cancel(case, by=anna, version=case.version, now=LATER)
    else:
        actions.close(case, by=mia, version=case.version, now=LATER)
    line.refresh_from_db()
    assert line.returned_quantity == 0
    assert make_return(anna, case.order, quantity=2).pk


def test_a_no_needs_a_reason_that_the_customer_reads(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_return(anna)
    with pytest.raises(Refused, match="tell the customer why"):
        actions.decline(case, by=mia, version=case.version, now=LATER, reason="  ")
    actions.decline(case, by=mia, version=case.version, now=LATER, reason="The seal is broken.")
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "The seal is broken." in page
    assert "Declined" in page


@pytest.mark.parametrize("amount", ["-1", "50.00", "NaN", "Infinity", "1.00001"])
def test_a_refund_is_never_more_than_was_paid(anna: Any, mia: Any, amount: str) -> None:
    case = make_return(anna)
    case = actions.mark_received(case, by=mia, version=case.version, now=LATER)
    with pytest.raises(Refused, match="was paid"):
        actions.refund(case, by=mia, version=case.version, now=LATER, amount=Decimal(amount))


def test_steps_outside_the_table_change_nothing(anna: Any, mia: Any) -> None:
    case = make_return(anna)
    with pytest.raises(NotAllowed):
        actions.refund(case, by=mia, version=case.version, now=LATER, amount=Decimal("1"))
    with pytest.raises(NotAllowed):
        actions.approve(case, by=anna, version=case.version, now=LATER)
    with pytest.raises(NotAllowed):
        actions.cancel(case, by=mia, version=case.version, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.version) == ("open", 1)
    assert verbs(case) == ["open"]


def test_an_agent_never_decides_about_their_own_case(mia: Any) -> None:
    case = make_return(mia)
    with pytest.raises(NotAllowed):
        actions.approve(case, by=mia, version=case.version, now=LATER)


def test_the_second_of_two_agents_is_told_and_nothing_is_lost(anna: Any, mia: Any) -> None:
    max_ = make_user("max@example.com", "Max")
    max_.groups.set(mia.groups.all())
    case = make_return(anna)
    seen = case.version
    actions.post_message(case, by=mia, body="Which colour?", version=seen, now=LATER)
    with pytest.raises(SomeoneWasFaster) as told:
        actions.post_message(case, by=max_, body="Which size?", version=seen, now=LATER)
    assert told.value.case.version == seen + 1
    assert "Your text is still here" in str(told.value)
    assert [message.body for message in queries.thread(case)] == ["It is too small.", "Which colour?"]


def test_who_writes_waits_for_the_other(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    actions.post_message(case, by=mia, body="Which one?", version=1, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.due_at, case.unanswered_since) == ("waiting", None, None)
    assert queries.standing(case).who == "you"
    much_later = LATER + timedelta(days=1)
    actions.post_message(case, by=anna, body="The red one.", now=much_later)
    actions.post_message(case, by=anna, body="I mean the blue one.", now=much_later + timedelta(hours=1))
    case.refresh_from_db()
    assert (case.status, case.unanswered_since, case.first_reply_at) == ("open", much_later, LATER)
    assert queries.standing(case).who == "us"
    assert verbs(case) == ["open", "ask", "answer"]


def test_the_money_stays_promised_while_a_question_is_answered(anna: Any, mia: Any) -> None:
    case = make_return(anna)
    actions.mark_received(case, by=mia, version=1, now=NOW)
    actions.post_message(case, by=anna, body="Did it arrive well?", now=LATER)
    case.refresh_from_db()
    assert case.due_explanation["rule"] == "answer_in_working_days"
    actions.post_message(case, by=mia, body="It did.", version=case.version, now=LATER)
    case.refresh_from_db()
    assert case.due_explanation["rule"] == "refund_after_arrival"
    assert case.status == "received"


def test_a_message_opens_a_finished_thread_but_not_the_decision(anna: Any, mia: Any) -> None:
    case = make_return(anna)
    actions.decline(case, by=mia, version=1, now=LATER, reason="Too late.")
    actions.post_message(case, by=anna, body="Why is it too late?", now=LATER)
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("declined", None)
    assert case.due_at is not None
    assert queries.standing(case).who == "us"
    case = actions.close(case, by=mia, version=case.version, now=LATER)
    assert (case.status, case.closed_at, case.due_at) == ("declined", LATER, None)


def test_a_closed_question_opens_again(anna: Any, as_user: Any) -> None:
    case, client = make_question(anna), as_user(anna)
    client.post(reverse("cases:close", args=[case.reference]), {"version": case.version})
    case.refresh_from_db()
    assert case.status == "closed"
    key = str(uuid4())
    for _again in range(2):
        client.post(reverse("cases:detail", args=[case.reference]), {"submission_key": key, "body": "One more thing"})
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("open", None)
    assert Message.objects.filter(body="One more thing").count() == 1


def test_a_reply_needs_words_or_a_file(anna: Any, as_user: Any) -> None:
    case, client = make_question(anna), as_user(anna)
    address, key = reverse("cases:detail", args=[case.reference]), str(uuid4())
    assert "Please write something" in client.post(address, {"submission_key": key, "body": "  "}).content.decode()
    response = client.post(address, {"submission_key": key, "body": "", "photos": [upload()]}, follow=True)
    assert "Sent. Your message is in case" in response.content.decode()
    assert case.attachments.get().name == "photo.jpg"


def test_a_bad_file_keeps_the_words_and_the_good_file(anna: Any, as_user: Any) -> None:
    case, client = make_question(anna), as_user(anna)
    data = {"submission_key": str(uuid4()), "body": "Look at <this>", "photos": [upload(), upload(b"x", "bad.jpg")]}
    page = client.post(reverse("cases:detail", args=[case.reference]), data).content.decode()
    assert "“bad.jpg” is not a picture or PDF" in page
    assert "Look at &lt;this&gt;</textarea>" in page
    assert "Tick what should not be sent" in page
    assert case.messages.count() == 1


def test_the_customer_cancels_and_keeps_the_items(anna: Any, as_user: Any) -> None:
    case, client = make_return(anna), as_user(anna)
    page = client.post(reverse("cases:cancel", args=[case.reference]), {"version": case.version}, follow=True)
    assert "is cancelled, you keep the items" in page.content.decode()
    case.refresh_from_db()
    assert case.status == "cancelled"


@pytest.mark.parametrize("version", ["0", "999", "", "x", "-1", "1e9", "9" * 30, "²"])
def test_cancelling_from_an_old_page_is_refused_with_a_reason(anna: Any, as_user: Any, version: str) -> None:
    case, client = make_return(anna), as_user(anna)
    page = client.post(reverse("cases:cancel", args=[case.reference]), {"version": version}, follow=True)
    assert "has just changed this case" in page.content.decode()
    case.refresh_from_db()
    assert case.status == "open"


def test_internal_notes_and_their_files_are_for_agents(anna: Any, mia: Any, as_user: Any) -> None:
    case, key = make_return(anna), uuid4()
    actions.keep_uploads(by=mia, key=key, files=[upload(name="secret.jpg")], now=NOW)
    actions.post_message(case, by=mia, body="Known troublemaker", internal=True, version=1, key=key, now=NOW)
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "troublemaker" not in page
    assert "secret.jpg" not in page
    secret = case.attachments.get()
    address = reverse("cases:attachment", args=[case.reference, secret.pk, "full"])
    assert as_user(anna).get(address).status_code == 404
    assert b"".join(as_user(mia).get(address).streaming_content)
    assert [message.internal for message in queries.thread(case, internal=True)] == [False, True]
    case.refresh_from_db()
    assert case.first_reply_at is None
    with pytest.raises(NotAllowed):
        actions.post_message(case, by=anna, body="note", internal=True, now=NOW)


def test_links_of_agents_to_this_site_can_be_clicked_and_nothing_else(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_return(anna, note="See https://testserver/help/ <b>now</b>")
    text = 'Read https://testserver/a/x1/?a=1&b="2", not https://testserver.evil.example/ or https://testserver@e.example/x'
    actions.post_message(case, by=mia, body=text, version=1, now=NOW)
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    thread = page.split('<ol class="thread">')[1].split("</ol>")[0]
    assert '<a href="https://testserver/a/x1/?a=1&amp;b=" rel="nofollow">' in thread
    assert thread.count("<a ") == 1
    assert "<b>" not in thread


def test_news_goes_out_after_the_commit_and_only_once(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[str] = []

    def listen(signal: Any, **news: Any) -> None:
        heard.append(next(name for name in ("event", "message", "case") if name in news))

    signals = (case_opened, message_posted, case_changed)
    for signal in signals:
        signal.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            case = make_return(anna)
            assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            actions.post_message(case, by=mia, body="note", internal=True, version=1, now=NOW)
            actions.post_message(case, by=mia, body="Which one?", version=2, now=NOW)
            actions.approve(case, by=mia, version=3, now=NOW, message="Please send it.")
    finally:
        for signal in signals:
            signal.disconnect(listen)
    assert heard == ["case", "message", "event"]


def test_history_cannot_be_rewritten(anna: Any) -> None:
    event = make_return(anna).events.get()
    for change in (
        event.save,
        event.delete,
        type(event).objects.all().delete,
        lambda: type(event).objects.update(verb="x"),
    ):
        with pytest.raises(HistoryIsKept):
            change()


def test_a_case_is_given_to_agents_only(anna: Any, ben: Any, mia: Any) -> None:
    case = make_return(anna)
    with pytest.raises(NotAllowed):
        actions.assign(case, by=mia, agent=ben, version=1, now=NOW)
    with pytest.raises(NotAllowed):
        actions.assign(case, by=anna, agent=mia, version=1, now=NOW)
    case = actions.assign(case, by=mia, agent=mia, version=1, now=NOW)
    assert list(queries.queue(agent=mia, mine=True)) == [case]
    assert list(queries.queue(unassigned=True)) == []


def test_the_desk_sees_the_earliest_promise_first(anna: Any, ben: Any, mia: Any) -> None:
    late, early = make_question(anna, NOW), make_question(ben, NOW - timedelta(days=7))
    answered = make_question(anna, NOW)
    actions.post_message(answered, by=mia, body="Yes.", version=1, now=NOW)
    done = make_question(anna)
    actions.close(done, by=mia, version=1, now=NOW)
    assert list(queries.queue()) == [early, late, answered]
    assert list(queries.queue(waiting_for="us")) == [early, late]
    assert list(queries.queue(waiting_for="customer")) == [answered]
    assert list(queries.queue(overdue_at=NOW)) == [early]
    assert [case.message_count for case in queries.queue()] == [1, 1, 2]
