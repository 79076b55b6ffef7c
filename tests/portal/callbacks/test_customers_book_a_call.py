"""A customer chooses a time, and we call: slots in opening hours, one place for one caller, a way back by e-mail."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.privacy.subject import of_account
from portal.callbacks import actions, queries, rules
from portal.callbacks.errors import CallIsOver, SlotTaken
from portal.callbacks.models import Callback, CallbackHour, CallbackSettings
from portal.callbacks.privacy import calls_of
from portal.callbacks.tokens import callback_of, token_of
from portal.notifications.models import Mail
from returns.hours.rules import Interval, Schedule, Week
from returns.models import Case, Message
from tests.returns.hours.setting import set_hours
from tests.returns.makers import make_question

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 11, 23, 10, 10, tzinfo=WARSAW)
TUESDAY_TEN = datetime(2026, 11, 24, 10, tzinfo=WARSAW).astimezone(UTC)


@pytest.fixture
def offered(db: None) -> CallbackSettings:
    set_hours()
    own = CallbackSettings.load()
    own.per_hour = 1
    own.save()
    return own


def wanted(begins: datetime = TUESDAY_TEN, **fields: Any) -> actions.Wanted:
    said = {"phone": "+48600100200", "question": "Does the mug fit?", "email": "guest@example.com", **fields}
    return actions.Wanted(begins, **said)


def booked(by: Any = None, **fields: Any) -> Callback:
    return actions.book(wanted(**fields), by=by, key=uuid4(), language="en", now=MONDAY)


def local(at: datetime | None) -> str:
    assert at is not None
    return f"{at.astimezone(WARSAW):%a %H:%M}"


def slots(schedule: Schedule, now: datetime, **options: Any) -> list[str]:
    said: dict[str, Any] = {
        "length": timedelta(minutes=30),
        "notice": timedelta(minutes=60),
        "days": 2,
        "full": set(),
        **options,
    }
    return [local(at) for at in rules.slots(schedule, now, **said)]


def hours(*spans: tuple[int, int]) -> Schedule:
    day = tuple(Interval(datetime(2026, 1, 1, a).time(), datetime(2026, 1, 1, b).time()) for a, b in spans)  # noqa: DTZ001
    return Schedule("Europe/Warsaw", (Week((*[day] * 5, (), ())),))


def test_slots_lie_in_opening_hours_after_the_notice() -> None:
    assert slots(hours((9, 12)), MONDAY) == ["Mon 11:30", *(f"Tue {t}" for t in TUESDAY_MORNING)]


TUESDAY_MORNING = ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")


def test_a_slot_never_runs_into_closing_time() -> None:
    assert slots(hours((9, 10)), MONDAY, length=timedelta(minutes=45), days=1) == ["Tue 09:00"]


def test_full_hours_are_not_offered() -> None:
    full = {TUESDAY_TEN}
    assert [t for t in slots(hours((9, 12)), MONDAY, full=full) if t.startswith("Tue 10")] == []


def test_a_weekend_has_no_slots() -> None:
    friday = datetime(2026, 11, 20, 18, tzinfo=WARSAW)
    assert slots(hours((9, 10)), friday, days=1) == ["Mon 09:00", "Mon 09:30"]


def test_without_opening_hours_nothing_is_offered() -> None:
    assert slots(Schedule("Europe/Warsaw"), MONDAY) == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+48 600-100-200", "+48600100200"),
        ("0048 600 100 200", "+48600100200"),
        ("(600) 100 200", "600100200"),
        ("12345", ""),
        ("call me", ""),
        ("1234567890123456", ""),
    ],
)
def test_numbers_are_read_however_they_are_written(typed: str, number: str) -> None:
    assert rules.number_of(typed) == number


def test_a_guest_books_and_gets_one_mail_with_the_call_in_it(
    offered: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call = booked()
    case = call.case
    assert (case.way, case.email, case.customer, case.kind) == ("phone", "guest@example.com", None, "question")
    (letter,) = Mail.objects.filter(to="guest@example.com")
    assert letter.kind == "callback_booked"
    assert "10:00–10:30" in letter.text
    assert "DTSTART:20261124T090000Z" in letter.calendar
    assert f"/callback/{token_of(call)}/" in letter.text


def test_the_answers_clock_begins_with_the_call(offered: Any) -> None:
    assert local(booked().case.due_at) == "Tue 13:00"


def test_the_last_place_of_an_hour_is_taken_once(offered: Any) -> None:
    booked()
    with pytest.raises(SlotTaken):
        booked(begins=TUESDAY_TEN + timedelta(minutes=30), email="other@example.com")
    assert Callback.objects.count() == Case.objects.count() == 1
    assert CallbackHour.objects.get().taken == 1


def test_the_same_form_twice_books_once(offered: Any) -> None:
    key = uuid4()
    first, again = (actions.book(wanted(), by=None, key=key, language="en", now=MONDAY) for _time in range(2))
    assert first == again


def test_a_time_when_we_are_closed_is_refused(offered: Any) -> None:
    for at in (TUESDAY_TEN.replace(hour=3), MONDAY - timedelta(hours=1), TUESDAY_TEN + timedelta(days=90)):
        with pytest.raises(SlotTaken):
            booked(begins=at)


def test_anna_books_about_a_case_of_hers(offered: Any, anna: Any) -> None:
    case = make_question(anna, now=MONDAY - timedelta(hours=1))
    call = booked(anna, case=case)
    assert call.case == case
    last = case.messages.last()
    assert last is not None
    assert (last.body, last.way, last.author) == ("Does the mug fit?", "phone", Message.Author.CUSTOMER)


def test_moving_frees_the_old_place(offered: Any) -> None:
    call = actions.move(booked(), TUESDAY_TEN + timedelta(hours=2), MONDAY)
    assert local(call.begins) == "Tue 12:00"
    assert booked(email="other@example.com")
    moved = Mail.objects.get(kind="callback_moved")
    assert "SEQUENCE:1" in moved.calendar
    assert "DTSTART:20261124T110000Z" in moved.calendar


def test_cancelling_keeps_the_question_and_promises_an_answer_in_writing(offered: Any) -> None:
    call = actions.cancel(booked(), MONDAY)
    assert local(call.case.due_at) == "Mon 13:10"
    letter = Mail.objects.get(kind="callback_cancelled")
    assert "METHOD:CANCEL" in letter.calendar
    assert "13:10" in letter.text
    assert CallbackHour.objects.get().taken == 0
    with pytest.raises(CallIsOver):
        actions.cancel(call, MONDAY)


def test_after_two_tries_we_write(offered: Any, mia: Any) -> None:
    call = booked()
    call = actions.not_reached(call, by=mia, now=TUESDAY_TEN)
    assert call.is_booked
    assert not Mail.objects.filter(kind="callback_missed").exists()
    call = actions.not_reached(call, by=mia, now=TUESDAY_TEN + timedelta(minutes=20))
    assert call.state == Callback.State.MISSED
    assert "Tue 13:20" in local(call.case.due_at)
    assert "13:20" in Mail.objects.get(kind="callback_missed").text


def test_what_was_said_is_written_down_and_may_end_the_case(offered: Any, mia: Any) -> None:
    call = actions.reached(booked(), by=mia, said="It fits.", now=TUESDAY_TEN, closes=True)
    call.case.refresh_from_db()
    assert (call.state, call.case.status) == (Callback.State.DONE, "closed")
    assert call.case.messages.last().body == "It fits."


def test_a_reminder_goes_once_an_hour_before(offered: Any) -> None:
    booked()
    before = TUESDAY_TEN - timedelta(minutes=50)
    actions.remind(TUESDAY_TEN - timedelta(hours=3))
    assert not Mail.objects.filter(kind="callback_reminder").exists()
    actions.remind(before)
    actions.remind(before)
    assert Mail.objects.filter(kind="callback_reminder").count() == 1


def test_a_link_opens_one_call_and_nobody_can_guess_another(offered: Any, client: Client) -> None:
    call = booked()
    token = token_of(call)
    assert callback_of(token) == call
    assert callback_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert callback_of("x") is None
    page = client.get(f"/callback/{token}/")
    assert "+48600100200" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert not page.cookies
    assert client.get(f"/callback/{'0' * 32}{token[32:]}/").status_code == 404
    # A scanner that opens links changes nothing.
    assert client.get(f"/callback/{token}/cancel/").status_code == 405
    client.post(f"/callback/{token}/cancel/")
    call.refresh_from_db()
    assert call.state == Callback.State.CANCELLED


def test_another_sites_form_cancels_nothing(offered: Any, client: Client) -> None:
    call = booked()
    client.post(f"/callback/{token_of(call)}/cancel/", headers={"sec-fetch-site": "cross-site"})
    call.refresh_from_db()
    assert call.is_booked


def fill(client: Client, **fields: str) -> Any:
    begins = queries.free_slots(datetime.now(UTC))[-1]
    typed = {
        "begins": begins.isoformat(),
        "phone": "600 100 200",
        "email": "guest@example.com",
        "question": "Does it fit?",
        "submission_key": str(uuid4()),
        **fields,
    }
    return client.post("/callback/", typed)


def test_a_guest_fills_in_the_page(offered: Any, client: Client) -> None:
    page = client.get("/callback/")
    assert "optgroup" in page.content.decode()
    assert not page.cookies
    answer = fill(client)
    call = Callback.objects.get()
    assert answer.url == f"/callback/{token_of(call)}/"
    assert call.phone == "600100200"
    assert mail.outbox == []


def test_what_is_wrong_is_said_and_nothing_is_lost(offered: Any, client: Client) -> None:
    answer = fill(client, phone="tomorrow please")
    said = answer.content.decode()
    assert "This is no telephone number." in said
    assert "tomorrow please" in said
    assert "Does it fit?" in said
    assert not Callback.objects.exists()


def test_nobodys_telephone_is_flooded(offered: Any, client: Client) -> None:
    offered.per_hour = 50
    offered.save()
    for _time in range(3):
        assert fill(client).status_code == 302
    assert "There are calls booked for you already." in fill(client).content.decode()


def test_bens_case_is_none_of_annas(offered: Any, anna: Any, ben: Any, as_user: Any) -> None:
    case = make_question(ben)
    assert as_user(anna).get(f"/callback/?case={case.reference}").status_code == 404


def test_the_contact_page_offers_the_call(offered: Any, client: Client) -> None:
    assert "We call you" in client.get("/contact/").content.decode()
    offered.per_hour = 0
    offered.save()
    assert "We call you" not in client.get("/contact/").content.decode()
    assert "No call can be booked now" in client.get("/callback/").content.decode()


def test_anna_sees_her_call_on_the_cases_page(offered: Any, anna: Any, as_user: Any) -> None:
    call = booked(anna, email="")
    assert "+48600100200" in as_user(anna).get(f"/cases/{call.case.reference}/").content.decode()


def test_calls_go_with_the_person(offered: Any, anna: Any, ben: Any) -> None:
    booked(anna, email="")
    assert calls_of(of_account(anna, MONDAY + timedelta(days=1))).count() == 1
    assert calls_of(of_account(ben, MONDAY + timedelta(days=1))).count() == 0


def test_more_calls_ask_no_more_of_the_list(offered: Any, mia: Any, as_user: Any) -> None:
    offered.per_hour = 9
    offered.save()
    client = as_user(mia)
    seen = []
    for number in range(3):
        booked(email=f"guest{number}@example.com")
        Callback.objects.update(begins=datetime.now(UTC), ends=datetime.now(UTC))
        client.get("/admin/cases/phone/calls/")
        with CaptureQueriesContext(connection) as asked:
            assert "+48600100200" in client.get("/admin/cases/phone/calls/").content.decode()
        seen.append(len(asked))
    assert seen[1] == seen[2]


@pytest.mark.parametrize("group", ["Operators", "Senior agents"])
def test_operators_and_senior_agents_set_hours_and_call_backs(group: str, db: None) -> None:
    may = set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))
    assert {"change_openinghours", "change_callbacksettings"} <= may
