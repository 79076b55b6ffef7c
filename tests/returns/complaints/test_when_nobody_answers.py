"""The complaint desk's guard: warned, escalated, and on the right day accepted by law; also after days without it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.notifications.missed import tell_missed_news
from portal.notifications.models import Mail
from returns import actions as generic
from returns.actions.step import Step, keep
from returns.complaints import actions
from returns.complaints.actions import answering, guarding
from returns.complaints.actions.guarding import guard
from returns.complaints.errors import TooLate
from returns.complaints.watching import watch_of
from returns.errors import SomeoneWasFaster
from returns.models import Alarm, Case, CaseEvent, Decision, ReturnSettings
from returns.rules import FINAL, Role
from tests.conftest import make_user
from tests.returns.complaints.makers import ARBITER, clock, make_claim
from tests.returns.makers import NOW
from tests.returns.racing import alone, database_for_threads, together

WARSAW = ZoneInfo("Europe/Warsaw")


def at(day: int, month: int = 12, year: int = 2026, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WARSAW)


def state(case: Case) -> tuple[str, datetime | None]:
    case.refresh_from_db()
    return case.status, case.accepted_by_law_at


def decline(case: Case, by: Any, now: datetime) -> Case:
    return actions.decline(
        case, by=by, version=case.version, now=now, reason="It was dropped.", stance="refuses", body=ARBITER
    )


# --- The vectors of C4 and C9 ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "internal", "latest", "accepted"),
    [
        (at(20, 11), date(2026, 12, 4), date(2026, 12, 4), at(5, 12, hour=0)),
        (at(10, 12), date(2026, 12, 24), date(2026, 12, 28), at(29, 12, hour=0)),
        (at(11, 12), date(2026, 12, 25), date(2026, 12, 28), at(29, 12, hour=0)),
        (at(12, 12), date(2026, 12, 26), date(2026, 12, 28), at(29, 12, hour=0)),
        (at(18, 12), date(2027, 1, 1), date(2027, 1, 4), at(5, 1, 2027, hour=0)),
        (at(23, 12), date(2027, 1, 6), date(2027, 1, 7), at(8, 1, 2027, hour=0)),
        # Received a minute before midnight, and a minute after it.
        (at(10, 12, hour=23, minute=59), date(2026, 12, 24), date(2026, 12, 28), at(29, 12, hour=0)),
        (at(15, 12, hour=0, minute=1), date(2026, 12, 29), date(2026, 12, 29), at(30, 12, hour=0)),
        # Over Easter Monday and the change of the clocks in spring.
        (at(13, 3, 2027), date(2027, 3, 27), date(2027, 3, 30), at(31, 3, 2027, hour=0)),
    ],
)
def test_our_day_is_not_moved_the_laws_is_and_silence_accepts_only_after_that(
    anna: Any, received: datetime, internal: date, latest: date, accepted: datetime
) -> None:
    case = make_claim(anna, now=received)
    row = clock(case)
    assert row.due_at.astimezone(WARSAW).date() == internal
    assert row.legal_at is not None
    assert row.legal_at.astimezone(WARSAW).date() == latest
    guard(accepted - timedelta(minutes=1))
    guard(accepted)
    assert state(case) == ("open", None)
    guard(accepted + timedelta(minutes=3))
    assert state(case) == ("accepted", accepted)


# --- Warnings ------------------------------------------------------------------------------------------


def test_each_warning_is_written_once_however_often_the_guard_comes_by(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    for minutes in range(0, 14 * 24 * 60, 12 * 60):
        guard(NOW + timedelta(minutes=minutes))
    assert list(case.alarms.values_list("day", "escalates")) == [(7, False), (11, False), (12, True), (13, False)]
    case.refresh_from_db()
    assert case.escalated_at == case.alarms.get(day=12).at
    assert CaseEvent.objects.filter(case=case, verb="escalate").count() == 1


def test_a_warning_does_not_make_an_agents_form_stale(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    guard(NOW + timedelta(days=12))
    assert actions.accept(case, by=mia, version=case.version, now=NOW + timedelta(days=12)).status == "accepted"


def test_warnings_go_to_whose_case_it_is_and_else_to_every_agent(
    anna: Any, mia: Any, eva: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lea = make_user("lea@example.com", "Lea Sowa", is_staff=True)
    lea.groups.set(mia.groups.all())
    mine, nobodys = make_claim(anna), make_claim(anna)
    generic.assign(mine, by=mia, agent=mia, version=mine.version, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        guard(NOW + timedelta(days=7))
    told = Mail.objects.filter(kind="complaint_warning").values_list("to", "subject")
    assert sorted((to, mine.reference in subject) for to, subject in told) == [
        ("lea@example.com", False),
        ("mia@example.com", False),
        ("mia@example.com", True),
    ]
    assert nobodys.reference in " ".join(subject for _to, subject in told)


def test_day_12_is_escalated_to_the_named_person_or_else_to_every_agent(
    anna: Any, mia: Any, eva: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ReturnSettings.objects.update_or_create(pk=ReturnSettings.load().pk, defaults={"escalation_to": eva})
    named = make_claim(anna)
    with django_capture_on_commit_callbacks(execute=True):
        guard(NOW + timedelta(days=12))
    ReturnSettings.objects.update(escalation_to=None)
    unnamed = make_claim(anna)
    with django_capture_on_commit_callbacks(execute=True):
        guard(NOW + timedelta(days=12, hours=1))
    mails = {mail.to: mail.subject for mail in Mail.objects.filter(kind="complaint_escalation")}
    assert named.reference in mails["eva@example.com"]
    assert unnamed.reference in mails["mia@example.com"]
    assert Alarm.objects.get(case=named, day=12).person == eva


def test_after_days_without_a_tick_one_warning_is_told_and_no_heap(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = make_claim(anna)
    with django_capture_on_commit_callbacks(execute=True):
        guard(NOW + timedelta(days=13))
    kinds = Mail.objects.filter(kind__startswith="complaint_").exclude(kind="complaint_received")
    assert sorted(kinds.values_list("kind", flat=True)) == ["complaint_escalation", "complaint_warning"]
    assert list(case.alarms.filter(told=True).values_list("day", flat=True)) == [12, 13]


def test_who_was_answered_asked_back_or_took_it_back_is_warned_of_only_while_the_clock_runs(
    anna: Any, mia: Any
) -> None:
    answered, asked, cancelled = make_claim(anna), make_claim(anna), make_claim(anna)
    actions.accept(answered, by=mia, version=answered.version, now=NOW)
    generic.post_message(asked, by=mia, body="A photo, please?", now=NOW)
    generic.cancel(cancelled, by=anna, version=cancelled.version, now=NOW)
    guard(NOW + timedelta(days=7))
    assert set(Alarm.objects.values_list("case_id", flat=True)) == {asked.pk}


def test_more_complaints_do_not_cost_the_guard_more_looks(anna: Any) -> None:
    def looks() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            guard(NOW + timedelta(days=1))
        return len(seen)

    make_claim(anna, now=NOW - timedelta(days=3))
    one = looks()
    for _more in range(4):
        make_claim(anna, now=NOW - timedelta(days=3))
    assert looks() == one


# --- Accepted by law -----------------------------------------------------------------------------------

OVER = at(8, 12, hour=0)  # received Mon 23 Nov, last day Mon 7 Dec
DUE = OVER + timedelta(minutes=5)


def test_silence_accepts_what_was_demanded_and_leaves_the_shop_a_task(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = make_claim(anna, demand="reduction", amount=Decimal(20))
    with django_capture_on_commit_callbacks(execute=True):
        guard(DUE)
    assert state(case) == ("accepted", OVER)
    decision = case.decisions.get()
    assert (decision.verdict, decision.remedy, decision.amount, decision.by) == ("by_law", "reduction", 20, None)
    assert (case.remedy, case.closed_at) == ("reduction", None)
    assert case.deadlines.running().get().name == "refund"
    assert {mail.kind: mail.to for mail in Mail.objects.filter(kind__in=["complaint_answer", "complaint_by_law"])} == {
        "complaint_answer": "anna@example.com",
        "complaint_by_law": "mia@example.com",
    }
    row = clock(case)
    assert (row.met_at, row.breached_at) == (None, row.due_at)


def test_what_an_agent_writes_with_a_late_yes_reaches_the_customer(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = make_claim(anna)
    with django_capture_on_commit_callbacks(execute=True):
        late = actions.accept(case, by=mia, version=case.version, now=DUE, message="Sorry, we were late.")
    assert (late.status, late.decisions.get().verdict, late.unanswered_since) == ("accepted", "by_law", None)
    assert [(each.author, each.user, each.internal) for each in late.messages.filter(body="Sorry, we were late.")] == [
        ("agent", mia, False)
    ]
    assert Mail.objects.filter(to="anna@example.com", text__contains="Sorry, we were late.").exists()


def test_news_of_a_killed_process_is_told_once(anna: Any, mia: Any, django_capture_on_commit_callbacks: Any) -> None:
    warned, over = make_claim(anna, now=DUE - timedelta(days=7)), make_claim(anna)
    guard(DUE)
    assert not Mail.objects.filter(to=mia.email).exists()
    for _again in range(2):
        tell_missed_news(DUE + timedelta(minutes=5))
    told = Mail.objects.filter(to=mia.email).values_list("kind", flat=True)
    assert sorted(told) == ["complaint_by_law", "complaint_warning"]
    assert Mail.objects.filter(to=anna.email, kind="complaint_answer").count() == 1
    assert {warned.alarms.get().day, over.decisions.get().verdict} == {7, "by_law"}


def test_after_weeks_without_a_tick_the_acceptance_still_bears_its_own_date(anna: Any) -> None:
    case = make_claim(anna)
    guard(OVER + timedelta(days=40))
    assert state(case) == ("accepted", OVER)
    assert not case.alarms.exists()


def test_it_is_accepted_once(anna: Any) -> None:
    case = make_claim(anna)
    for minutes in (5, 6, 7):
        guard(OVER + timedelta(minutes=minutes))
    assert CaseEvent.objects.filter(case=case, verb="accept_by_law").count() == 1
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("fields", [{"buyer_protection": "business"}, {"shipping_address": {"country": "DE"}}])
def test_a_business_buyers_and_a_german_claim_is_not_accepted_by_silence(anna: Any, fields: dict[str, Any]) -> None:
    case = make_claim(anna, **fields)
    guard(OVER + timedelta(days=60))
    assert state(case) == ("open", None)
    assert case.alarms.exists(), "the desk is warned of its own promise all the same"


def test_a_sole_trader_in_poland_is_protected_like_a_consumer(anna: Any) -> None:
    case = make_claim(anna, buyer_protection="protected_sole_trader")
    guard(DUE)
    assert state(case) == ("accepted", OVER)


def test_nothing_ever_declines_or_closes_itself(anna: Any, mia: Any) -> None:
    cases = [make_claim(anna, kind) for kind in ("complaint", "guarantee", "delivery")]
    waiting = make_claim(anna)
    generic.post_message(waiting, by=mia, body="A photo, please?", now=NOW)
    for days in range(0, 400, 20):
        guard(NOW + timedelta(days=days))
    found = {case.kind: state(case)[0] for case in cases}
    assert not FINAL & set(found.values())
    assert state(waiting) == ("accepted", OVER), "a question does not stop the clock"


def test_an_answer_in_the_last_minute_counts(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    decline(case, mia, OVER - timedelta(seconds=1))
    guard(DUE)
    assert state(case) == ("declined", None)


def test_an_answer_that_began_before_midnight_may_commit_after_it(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    guard(OVER + timedelta(seconds=30))
    decline(case, mia, OVER - timedelta(seconds=1))
    assert state(case) == ("declined", None)


def test_after_the_last_day_nobody_says_no_even_where_the_guard_has_not_come_by(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    with pytest.raises(TooLate, match="7 Dec"):
        decline(case, mia, OVER)
    with pytest.raises(TooLate):
        actions.offer(
            case, by=mia, version=case.version, now=OVER, remedy="replacement", why="impossible", reason="x",
            stance="refuses",
        )  # fmt: skip
    assert not Decision.objects.exists()
    late = actions.accept(case, by=mia, version=case.version, now=OVER + timedelta(days=9))
    assert (late.status, late.accepted_by_law_at, late.decisions.get().verdict) == ("accepted", OVER, "by_law")


def test_a_suggestion_that_nobody_took_does_not_save_the_shop(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    actions.offer(
        case, by=mia, version=case.version, now=NOW, remedy="withdrawal", why="suggestion", reason="Quicker for you."
    )
    guard(DUE)
    assert state(case) == ("accepted", OVER)
    assert case.remedy == "repair"


def test_an_offer_that_refused_the_demand_was_an_answer(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    actions.offer(
        case, by=mia, version=case.version, now=NOW, remedy="replacement", why="impossible", reason="x",
        stance="refuses",
    )  # fmt: skip
    guard(DUE)
    assert state(case) == ("waiting", None)


def test_one_broken_case_does_not_keep_the_laws_answer_from_the_others(
    anna: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = make_claim(anna), make_claim(anna)
    real = guarding.accept_by_law

    def fails(case: Case, **options: Any) -> Case | None:
        if case.pk == broken.pk:
            raise ValueError("broken")
        return real(case, **options)

    monkeypatch.setattr(guarding, "accept_by_law", fails)
    guard(DUE)
    assert (state(broken)[0], state(sound)[0]) == ("open", "accepted")
    assert broken.reference in caplog.text


# --- At the same second --------------------------------------------------------------------------------


@pytest.fixture
def race(transactional_db: None, tmp_path: Path) -> Any:
    return lambda: database_for_threads(tmp_path)


def test_the_law_and_the_agent_at_the_same_second_make_one_answer(race: Any, anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    with race():
        steps = (lambda: actions.accept_by_law(case, now=DUE), lambda: decline(case, mia, OVER - timedelta(seconds=1)))
        results = together(2, lambda number: steps[number]())
        answers = alone(lambda: list(Decision.objects.values_list("verdict", flat=True)))
        status = alone(lambda: Case.objects.get().status)
    assert (answers, status) in [(["by_law"], "accepted"), (["declined"], "declined")]
    lost = results[1] if status == "accepted" else results[0]
    assert isinstance(lost, SomeoneWasFaster) or lost is None


def test_eight_guards_at_once_accept_and_warn_once(race: Any, anna: Any) -> None:
    over, warned = make_claim(anna), make_claim(anna, now=NOW + timedelta(days=4))
    with race():
        together(8, lambda _number: guard(DUE))
        assert alone(lambda: list(Decision.objects.values_list("case_id", flat=True))) == [over.pk]
        assert alone(lambda: list(Alarm.objects.filter(case=warned).values_list("day", flat=True))) == [7, 11]


@contextmanager
def without_a_lock(case: Case, by: Any, version: int | None, now: datetime) -> Iterator[Step]:
    """What the lock replaces: the case is read, and what follows is written later."""
    fresh = Case.objects.get(pk=case.pk)
    step = Step(fresh, Role.AGENT if by else Role.SYSTEM, by, now)
    time.sleep(0.2)
    yield step
    with transaction.atomic():
        keep(fresh, now, step.role)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "locked", without_a_lock)
    monkeypatch.setattr(answering, "watched", lambda case: watch_of(clock(case)))


def test_without_the_lock_the_law_and_the_agent_answer_both(race: Any, anna: Any, mia: Any, no_lock: None) -> None:
    case = make_claim(anna)
    with race():
        steps = (lambda: actions.accept_by_law(case, now=DUE), lambda: decline(case, mia, OVER - timedelta(seconds=1)))
        together(2, lambda number: steps[number]())
        assert alone(Decision.objects.count) == 2
