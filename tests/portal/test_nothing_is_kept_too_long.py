"""Every period of the table is kept to, by the hour's clean-up, and the page says the same table."""

import shutil
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from orders.files import keep
from orders.models import Invoice, Order
from portal.accounts.models import DataRequest, IdleNotice, Kept, PrivacySettings, User
from portal.accounts.privacy import forgetting, retention
from portal.accounts.privacy.idle import forget_idle
from portal.accounts.privacy.retention import forget_what_is_over, rules
from portal.accounts.privacy.rules import add_months, answer_until, bookkeeping_until
from portal.notifications.models import Mail
from returns.complaints import actions as complaints
from returns.erasing import take_out
from returns.models import Attachment, Case, CaseEvent, Decision, Message, Withdrawal
from returns.withdrawing.actions import Sender, submit
from returns.withdrawing.statement import Statement
from returns.withdrawing.verifying import faults
from tests.orders.makers import make_order
from tests.portal.canaries import finish, plant
from tests.returns.complaints.makers import make_claim
from tests.returns.makers import make_question

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TERMS = PrivacySettings()


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


@pytest.mark.parametrize(
    ("issued", "years", "from_tax", "until"),
    [
        (date(2026, 3, 3), 5, True, date(2031, 12, 31)),
        (date(2026, 12, 1), 5, True, date(2032, 12, 31)),  # its tax is due in January
        (date(2026, 12, 1), 8, False, date(2034, 12, 31)),
        (date(2024, 2, 29), 5, True, date(2029, 12, 31)),
    ],
)
def test_books_are_kept_until_the_last_day_of_a_year(issued: date, years: int, from_tax: bool, until: date):
    assert bookkeeping_until(issued, years, from_tax=from_tax) == until


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-240, 240))
def test_a_month_is_a_month_and_there_is_always_such_a_day(day: date, months: int):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_a_request_is_answered_within_a_month():
    assert answer_until(date(2026, 1, 31)) == date(2026, 2, 28)


@pytest.mark.django_db
def test_words_of_a_case_go_after_three_years_and_its_skeleton_stays(anna: User):
    old, young = (make_question(anna, now=NOW - timedelta(days=days)) for days in (1200, 1000))
    finish(old, NOW - timedelta(days=1097))
    finish(young, NOW - timedelta(days=1000))
    assert forgetting.forget_words(NOW, TERMS) == 1
    assert forgetting.forget_words(NOW, TERMS) == 0
    assert list(Message.objects.exclude(body="").values_list("case", flat=True)) == [young.pk]
    old.refresh_from_db()
    assert (old.customer, old.email, old.subject, old.status) == (None, "", "", "closed")
    assert CaseEvent.objects.filter(case=old).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["complaint", "guarantee"])
def test_the_reasons_of_a_refusal_go_too(anna: User, mia: User, kind: str):
    """The table of decisions knows no refusal without reasons: an erasure must not fail at that."""
    case = make_claim(anna, kind)
    said: dict[str, Any] = {"by": mia, "version": case.version, "now": case.opened_at, "reason": "Ola dropped it."}
    if kind == "complaint":
        complaints.decline(case, **said, stance="refuses")
    else:
        complaints.decline_guarantee(case, **said)
    sealed = take_out(case)
    assert "Ola dropped it." in str(sealed.content["Decision"])
    assert list(Decision.objects.values_list("reasons", "statement")) == [("–", {})]


@pytest.mark.django_db
def test_photos_go_after_six_months_and_the_words_stay(anna: User):
    plant(anna)
    case = Attachment.objects.get().case
    finish(case, NOW - timedelta(days=185))
    name = str(Attachment.objects.get().file.name)
    assert forgetting.forget_photos(NOW, TERMS) == 2  # the picture and its small copy
    assert not storages["private"].exists(name)
    assert not Attachment.objects.exists()
    assert Message.objects.filter(case=case).exclude(body="").exists()


@pytest.mark.django_db
def test_a_statement_loses_its_words_and_the_chain_holds(django_capture_on_commit_callbacks: Any):
    for days in (1200, 10):
        said = Statement("Ola Canary", "1001", "ola@example.com", "en")
        submit(said, key=uuid4(), sender=Sender("203.0.113.1"), now=NOW - timedelta(days=days))
    old, young = Withdrawal.objects.order_by("position")
    assert forgetting.forget_statements(NOW, TERMS) == 1
    assert Withdrawal.objects.get(pk=old.pk).content == {}
    assert Withdrawal.objects.get(pk=young.pk).content["name"] == "Ola Canary"
    assert list(faults()) == []


@pytest.mark.django_db
def test_orders_of_guests_go_when_their_papers_may(django_capture_on_commit_callbacks: Any):
    old = make_order(None, 1, email="g@example.com", placed_at=datetime(2019, 3, 1, tzinfo=UTC))
    file = keep("invoices", ".pdf", b"paper")
    Invoice.objects.create(
        order=old, number="1", slug="1", language="en", issued_date=date(2019, 3, 1), currency="PLN", total=1,
        file=file, state="ready", rendered_at=NOW,
    )  # fmt: skip
    make_order(None, 2, email="g@example.com", placed_at=datetime(2021, 3, 1, tzinfo=UTC))
    assert forgetting.forget_kept(NOW, TERMS) == 1
    assert list(Order.objects.values_list("external_id", flat=True)) == ["2"]
    assert not Invoice.objects.exists()
    assert not storages["private"].exists(file)


@pytest.mark.django_db
def test_orders_of_an_account_stay_as_long_as_the_account(anna: User):
    make_order(anna, 1, placed_at=datetime(2010, 3, 1, tzinfo=UTC))
    assert forgetting.forget_kept(NOW, TERMS) == 0
    assert Order.objects.exists()


def idle(email: str, days: int) -> User:
    seen = NOW - timedelta(days=days)
    return User.objects.create_user(email, name="Idle", last_login=seen, date_joined=seen)


@pytest.mark.django_db
def test_an_idle_account_is_told_and_goes_a_month_later(django_capture_on_commit_callbacks: Any):
    gone, stays = idle("idle@example.com", 740), idle("busy@example.com", 700)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_idle(NOW, TERMS) == 0
    assert list(IdleNotice.objects.values_list("user", "goes_date")) == [(gone.pk, date(2026, 12, 22))]
    assert Mail.objects.get(kind="account_idle").to == gone.email
    assert "22 December 2026" in Mail.objects.get(kind="account_idle").subject
    assert forget_idle(NOW + timedelta(days=29), TERMS) == 0
    assert forget_idle(NOW + timedelta(days=30), TERMS) == 1
    assert list(User.objects.all()) == [stays]


@pytest.mark.django_db
def test_a_sign_in_keeps_it():
    user = idle("idle@example.com", 740)
    forget_idle(NOW, TERMS)
    User.objects.filter(pk=user.pk).update(last_login=NOW + timedelta(days=20))
    assert forget_idle(NOW + timedelta(days=31), TERMS) == 0
    assert User.objects.filter(pk=user.pk).exists()
    assert not IdleNotice.objects.exists()


@pytest.mark.django_db
def test_an_account_with_orders_or_colleagues_at_work_is_never_idle(mia: User):
    buyer = idle("buyer@example.com", 4000)
    make_order(buyer, 1)
    User.objects.filter(pk=mia.pk).update(last_login=NOW - timedelta(days=4000), is_staff=False)
    forget_idle(NOW, TERMS)
    assert not IdleNotice.objects.exists()


@pytest.mark.django_db
def test_requests_are_forgotten_when_nobody_can_doubt_their_answer(anna: User):
    for days in (1000, 1100):
        DataRequest.objects.create(
            kind="export", state="done", email="", address_hash="", language="en", asked_at=NOW - timedelta(days=days)
        )
    assert forgetting.forget_requests(NOW, TERMS) == 1


@pytest.mark.django_db
def test_one_rule_that_fails_does_not_keep_the_others(monkeypatch: Any, caplog: Any):
    def breaks(now: Any, terms: Any) -> int:
        raise RuntimeError

    first = rules()[0]
    broken = retention.Rule("broken", 0, "", "", "", lambda terms: "", breaks)
    monkeypatch.setattr(retention, "_rules", [broken, *rules()])
    counts = forget_what_is_over(NOW)
    assert "broken" not in counts
    assert first.name in counts
    assert "retention: broken" in caplog.text


@pytest.mark.django_db
def test_tick_does_it(anna: User):
    case = make_question(anna, now=timezone.now() - timedelta(days=1500))
    finish(case, timezone.now() - timedelta(days=1400))
    call_command("tick")
    assert not Message.objects.filter(case=case).exclude(body="").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/pl", "/ru"])
def test_the_page_says_every_rule_with_the_operators_own_period(client: Client, language: str):
    PrivacySettings.objects.create(claims_years=7, receivers="InPost, Kraków\nOVH, Gravelines", officer="Jan Kos")
    page = client.get(f"{language}/privacy/").content.decode()
    assert page.count("<dt>") == len(rules())
    assert "7" in page
    for said in ("InPost, Kraków", "Jan Kos"):
        assert said in page


@pytest.mark.django_db
def test_the_page_is_the_same_for_everybody_and_sets_nothing(client: Client):
    first, second = client.get("/privacy/"), Client().get("/privacy/")
    assert first.content == second.content
    assert not first.cookies
    assert "7 years after it is finished" not in first.content.decode()


@pytest.mark.django_db
def test_every_rule_has_a_reason_a_ground_and_a_period():
    for rule in rules():
        assert str(rule.what), rule.name
        assert str(rule.why), rule.name
        assert "GDPR" in str(rule.basis), rule.name
        assert str(rule.period(TERMS)), rule.name


@pytest.mark.django_db
def test_what_is_kept_has_an_end(anna: User):
    Kept.objects.create(
        label="returns.case",
        object_id="1",
        title="R-1",
        reason="claims",
        basis="x",
        until=date(2026, 11, 21),
        since=NOW,
    )
    assert forgetting.forget_kept(NOW, TERMS) == 1
    assert not Kept.objects.exists()


@pytest.mark.django_db
def test_cases_are_not_touched_while_they_are_open(anna: User):
    make_question(anna, now=NOW - timedelta(days=4000))
    assert forgetting.forget_words(NOW, TERMS) == 0
    assert Case.objects.exclude(email="").exists()


@pytest.mark.django_db
def test_files_that_no_row_names_are_swept(anna: User):
    named, stray = keep("kept", ".jpg", b"a"), keep("kept", ".jpg", b"b")
    Kept.objects.create(
        label="x", object_id="1", title="x", reason="claims", basis="x", since=NOW,
        files=[{"file": named, "name": "photo", "until": "2030-01-01"}],
    )  # fmt: skip
    assert forgetting.sweep_strays(timezone.now()) == 0
    assert forgetting.sweep_strays(timezone.now() + timedelta(hours=25)) == 1
    assert storages["private"].exists(named)
    assert not storages["private"].exists(stray)
