"""The targets become a case's clock and the sentence that customers read; legal clocks never change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from returns import actions
from returns.hours import queries, targets
from returns.hours.reading import NotHours, read_day, write_day
from returns.hours.wording import by_when, sentence
from returns.models import ReturnSettings
from tests.returns.hours.setting import WORKDAYS, set_hours
from tests.returns.makers import make_case, make_question

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=WARSAW)
SATURDAY = datetime(2026, 11, 21, 12, tzinfo=WARSAW)


def local(at: datetime | None) -> str:
    assert at is not None
    return f"{at.astimezone(WARSAW):%a %H:%M}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9-17", "09:00–17:00"),
        ("9:00 – 13:00; 14-17.30", "09:00–13:00, 14:00–17:30"),
        ("14-18, 9-14", "09:00–18:00"),
        ("0-24", "00:00–24:00"),
        ("", ""),
        ("8 do 16", "08:00–16:00"),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, kept: str) -> None:
    assert write_day(read_day(typed)) == kept
    assert write_day(read_day(kept)) == kept


@pytest.mark.parametrize(
    ("typed", "why"), [("nine", "unclear"), ("9-25", "unclear"), ("17-9", "order"), ("9-13, 12-17", "overlap")]
)
def test_hours_that_make_no_sense_are_refused(typed: str, why: str) -> None:
    with pytest.raises(NotHours) as refused:
        read_day(typed)
    assert refused.value.why == why


def test_without_settings_we_aim_at_three_hours_and_promise_whole_days(db: None) -> None:
    assert queries.target("question", 2, "first_reply") == targets.Target(3 * 3600, "business")
    assert not queries.schedule().has_hours
    said = queries.promise("question", MONDAY)
    assert (local(said.due_at), said.explained["rule"]) == ("Wed 23:59", "answer_in_working_days")


def test_the_promise_follows_the_hours(db: None) -> None:
    set_hours()
    assert local(queries.promise("question", MONDAY).due_at) == "Mon 13:00"
    closed = queries.promise("question", SATURDAY)
    assert (local(closed.due_at), closed.is_open, local(closed.opens_at)) == ("Mon 12:00", False, "Mon 09:00")
    # Before somebody writes, in steps of five minutes, upwards.
    assert local(queries.promise("question", MONDAY + timedelta(minutes=1)).due_at) == "Mon 13:05"


def test_the_row_that_says_most_holds(db: None) -> None:
    set_hours(
        targets=[
            {"name": "first_reply", "within": 8},
            {"name": "first_reply", "kind": "delivery", "within": 4},
            {"name": "first_reply", "priority": 4, "within": 2},
            {"name": "first_reply", "kind": "delivery", "priority": 4, "within": "0.5", "clock": "calendar"},
        ]
    )
    said = {
        (kind, priority): queries.target(kind, priority, "first_reply").seconds / 3600
        for kind in ("question", "delivery")
        for priority in (2, 4)
    }
    assert said == {("question", 2): 8, ("question", 4): 2, ("delivery", 2): 4, ("delivery", 4): 0.5}
    assert queries.target("delivery", 4, "first_reply").clock == "calendar"
    assert queries.target("delivery", 4, "resolution") == targets.DEFAULTS["resolution"]


def test_a_change_of_settings_holds_at_once(db: None) -> None:
    set_hours()
    assert local(queries.promise("question", MONDAY).due_at) == "Mon 13:00"
    set_hours(targets=[{"within": 1}])
    assert local(queries.promise("question", MONDAY).due_at) == "Mon 11:00"
    set_hours(closed=[{"first": date(2026, 11, 23), "last": date(2026, 11, 24)}])
    assert local(queries.promise("question", MONDAY).due_at) == "Wed 12:00"


def test_public_holidays_of_the_shops_country_are_closed(db: None) -> None:
    set_hours(closed_on_holidays=True)
    independence_day = datetime(2026, 11, 11, 10, tzinfo=WARSAW)
    assert local(queries.promise("question", independence_day).due_at) == "Thu 12:00"


def test_asking_for_the_hours_is_one_query(db: None) -> None:
    set_hours()
    queries.hours()
    with CaptureQueriesContext(connection) as seen:
        queries.hours()
    assert len(seen) == 1


def test_a_question_is_due_in_open_hours(anna: Any) -> None:
    set_hours()
    case = make_question(anna, now=SATURDAY)
    row = case.deadlines.get(name="answer")
    assert (local(case.due_at), row.rule) == ("Mon 12:00", targets.RULE)
    assert by_when(row.due_at)


def test_after_our_first_word_the_next_reply_has_its_own_target(anna: Any, mia: Any) -> None:
    set_hours(targets=[{"name": "next_reply", "within": 1}])
    case = make_question(anna, now=MONDAY)
    assert local(case.due_at) == "Mon 13:00"
    actions.post_message(case, by=mia, body="Which one?", now=MONDAY + timedelta(hours=1))
    actions.post_message(case, by=anna, body="The blue one.", now=MONDAY + timedelta(hours=2))
    case.refresh_from_db()
    assert local(case.due_at) == "Mon 13:00"


def test_a_promise_outlives_new_hours(anna: Any) -> None:
    case = make_question(anna, now=MONDAY)
    in_days = case.due_at
    set_hours()
    actions.post_message(case, by=anna, body="And?", now=MONDAY + timedelta(hours=1))
    case.refresh_from_db()
    assert case.due_at == in_days
    set_hours(targets=[{"within": 9}])
    other = make_question(anna, now=MONDAY)
    own = ReturnSettings.load()
    own.answer_days = 9
    own.save()
    set_hours(dict.fromkeys(WORKDAYS, "10:00–11:00"))
    actions.post_message(other, by=anna, body="And?", now=MONDAY + timedelta(hours=1))
    other.refresh_from_db()
    assert local(other.due_at) == "Tue 11:00"


def test_urgent_is_sooner_and_less_urgent_never_later(anna: Any, mia: Any) -> None:
    set_hours(targets=[{"priority": 4, "within": 1}, {"priority": 1, "within": 30}])
    case = make_question(anna, now=MONDAY)
    case.priority = 1
    case.save()
    actions.post_message(case, by=anna, body="And?", now=MONDAY + timedelta(minutes=5))
    case.refresh_from_db()
    assert local(case.due_at) == "Mon 13:00"
    case.priority = 4
    case.save()
    actions.post_message(case, by=anna, body="Hello?", now=MONDAY + timedelta(minutes=6))
    case.refresh_from_db()
    assert local(case.due_at) == "Mon 11:00"


def test_what_the_law_sets_stays(anna: Any) -> None:
    before = make_case(anna, "complaint")
    set_hours()
    after = make_case(anna, "complaint")
    names = ("name", "due_at", "legal_at", "rule")
    assert list(before.deadlines.values(*names)) == list(after.deadlines.values(*names))


def test_customers_read_it_in_their_words(db: None) -> None:
    set_hours()
    assert sentence(queries.promise("question", SATURDAY)).startswith("We are closed now; we answer by ")
    assert sentence(queries.promise("question", MONDAY)).startswith("We answer by ")


def test_a_kept_page_says_what_stays_true_and_asks_for_the_moment(client: Client, db: None) -> None:
    set_hours()
    home = client.get("/").content.decode()
    assert "You get an answer within 3 hours of our opening hours." in home
    assert 'data-fresh="/contact/promise/"' in home
    assert "We answer by" not in home
    answer = client.get("/contact/promise/")
    assert "we answer by" in answer.content.decode().lower()
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies


def test_the_contact_page_says_by_when_before_anybody_writes(client: Client, anna: Any, as_user: Any) -> None:
    set_hours()
    for who in (client, as_user(anna)):
        assert "we answer by" in who.get("/contact/").content.decode().lower()
    case = make_question(anna, now=datetime.now(UTC))
    page = as_user(anna).get(f"/cases/{case.reference}/").content.decode()
    assert "of opening hours later" in page


@pytest.fixture
def operator_client(admin_client: Client) -> Client:
    return admin_client


def form_of(**week: str) -> dict[str, str]:
    sets = {"weeks": 1, "closed_days": 0, "targets": 0}
    data = {f"{name}-{what}": "0" for name in sets for what in ("INITIAL_FORMS", "MIN_NUM_FORMS")}
    data |= {f"{name}-MAX_NUM_FORMS": "1000" for name in sets} | {f"{n}-TOTAL_FORMS": str(c) for n, c in sets.items()}
    return data | {f"weeks-0-{name}": value for name, value in {"ORDER": "1", **week}.items()}


def test_the_operator_types_the_hours_in_the_admin(operator_client: Client) -> None:
    page = operator_client.get("/admin/settings/returns/openinghours/", follow=True)
    assert "Opening hours" in page.content.decode()
    address = page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"]
    answer = operator_client.post(address, form_of(monday="9-17", friday="9-13, 14-16:30"))
    assert answer.status_code == 302
    assert queries.schedule().hours_on(date(2026, 11, 27)) == read_day("9-13, 14-16:30")


def test_overlapping_hours_are_refused_and_stay_in_the_form(operator_client: Client) -> None:
    page = operator_client.get("/admin/settings/returns/openinghours/", follow=True)
    answer = operator_client.post(page.redirect_chain[-1][0], form_of(monday="9-13, 12-17"))
    said = answer.content.decode()
    assert "These hours overlap: 09:00–13:00, 12:00–17:00." in said
    assert 'value="9-13, 12-17"' in said
    assert not queries.schedule().has_hours
