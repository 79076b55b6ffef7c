"""In the background: which order is meant, what the system may confirm, and what a person has to look at."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from orders.models import Company, CompanyMember, Order, OrderLine
from portal.notifications.models import Mail
from returns import actions as case_actions
from returns.models import Case, CaseEvent, WithdrawalMatch
from returns.withdrawing import matching, rules
from returns.withdrawing.actions import key_for
from returns.withdrawing.deciding import say_which_order
from returns.withdrawing.signals import stop_dispatch, withdrawal_matched
from returns.withdrawing.statement import Statement
from tests.returns.makers import NOW, make_order, make_return
from tests.returns.withdrawing.makers import case_of, declare, declare_for

pytestmark = pytest.mark.django_db
Found = WithdrawalMatch.Found


def found_of(case: Case) -> str:
    return str(WithdrawalMatch.objects.get(case=case).found)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("1042", "1042"),
        ("#1042", "1042"),
        (" 1042 ", "#1042"),
        ("001042", "1042"),
        ("1042", "001042"),
        ("ac-1042", "AC-1042"),
        ("AC 1042", "ac-1042"),
        ("my order 1042 of 3 November", "1042"),
        ("Order no. #1042, please", "1042"),
    ],
)
def test_a_number_is_read_forgivingly(said: str, number: str) -> None:
    assert rules.names(said, number)


@pytest.mark.parametrize(
    ("said", "number"),
    [("1042", "10420"), ("104", "1042"), ("", "1042"), ("###", "#"), ("of 12 mugs", "12"), ("1042", "42"), ("0", "")],
)
def test_but_not_for_another_one(said: str, number: str) -> None:
    assert not rules.names(said, number)


@pytest.mark.parametrize("has_buyer_left", [False, True])
def test_of_somebody_who_left_the_company_it_gets_its_case_all_the_same(
    has_buyer_left: bool, anna: Any, ben: Any
) -> None:
    """She was its administrator when she withdrew; the buyer's case it is, or nobody's."""
    order = make_order(anna)
    order.customer = None if has_buyer_left else anna
    order.company = Company.objects.create(name="Mill", vat_number="PL5260001246", country="PL")
    order.save(update_fields=["customer", "company"])
    leading = CompanyMember.objects.create(company=order.company, user=ben, role="administrator", joined_at=NOW)
    withdrawal = declare_for(order, ben)
    leading.delete()
    case = case_of(withdrawal)
    assert (case.order, case.customer) == (order, None if has_buyer_left else anna)


def test_in_time_and_whole_it_is_confirmed_by_the_system(anna: Any) -> None:
    order = make_order(anna, (2, 1))
    case = case_of(declare(f" #{order.number}"))
    assert (case.kind, case.status, case.order, case.customer) == ("withdrawal", "approved", order, anna)
    assert case.withdrawn_at == NOW
    assert [line.quantity for line in case.lines.order_by("order_line__position")] == [2, 1]
    assert [line.returned_quantity for line in order.lines.all()] == [2, 1]
    assert found_of(case) == Found.CONFIRMED
    assert [event.verb for event in case.events.all()] == ["open", "confirm"]
    assert CaseEvent.objects.get(case=case, verb="confirm").actor is None
    assert "I hereby give notice" in case.messages.get().body


def test_a_guests_order_makes_a_guests_case(anna: Any) -> None:
    order = make_order(anna, email="guest@example.com")
    Order.objects.update(customer=None)
    case = case_of(declare(order.number, email="guest@example.com"))
    assert (case.customer, case.email, case.status) == (None, "guest@example.com", "approved")


def test_one_of_her_confirmed_addresses_will_do_and_the_orders_own_hears_of_it(
    anna: Any, django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(anna, email="old@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        case = case_of(declare(order.number))
    assert (case.status, case.customer) == ("approved", anna)
    assert Mail.objects.get(kind="withdrawal_other_address").to == "old@example.com"


def test_an_unknown_number_is_a_case_for_a_person(anna: Any) -> None:
    case = case_of(declare("999999"))
    assert (case.status, case.order, case.customer, case.email) == ("open", None, None, "anna@example.com")
    assert found_of(case) == Found.UNKNOWN
    assert case.due_at is not None


def test_somebody_elses_number_opens_a_case_that_knows_nothing_of_the_order(anna: Any, ben: Any) -> None:
    his = make_order(ben)
    case = case_of(declare(his.number))
    assert (case.status, case.order, case.customer, list(case.lines.all())) == ("open", None, None, [])
    assert his.lines.get().returned_quantity == 0
    work = WithdrawalMatch.objects.get(case=case)
    assert (work.found, list(work.candidates.all())) == (Found.OTHER_ADDRESS, [his])
    (told,) = Mail.objects.filter(kind="withdrawal_other_address")
    assert told.to == "ben@example.com"
    assert "a…@example.com" in told.text
    assert "anna@" not in told.text


def test_what_anna_gets_is_the_same_for_bens_number_and_for_none(
    anna: Any, ben: Any, django_capture_on_commit_callbacks: Any
) -> None:
    his = make_order(ben)
    letters = []
    for number in (his.number, "999999"):
        with django_capture_on_commit_callbacks(execute=True):
            case = case_of(declare(number))
        mail = Mail.objects.get(kind="withdrawal_open", dedupe_key=f"case-{case.pk}")
        _before, _link, after = mail.text.partition("/withdraw/")
        assert after, "a guest's link"
        letters.append(_before.replace(case.reference, "…"))
    assert letters[0] == letters[1]
    assert Mail.objects.filter(to="anna@example.com", text__contains=his.number).count() == 1  # as she typed it


def test_the_orders_own_address_is_not_flooded(ben: Any) -> None:
    his = make_order(ben)
    for number in range(5):
        case_of(declare(his.number, email=f"mallory{number}@example.com"))
    assert Mail.objects.filter(to="ben@example.com").count() == 1
    later = NOW + timedelta(days=1, minutes=1)
    case_of(declare(his.number, email="mallory9@example.com", now=later), now=later)
    assert Mail.objects.filter(to="ben@example.com").count() == 2


def test_two_orders_of_one_number_are_for_a_person(anna: Any) -> None:
    first = make_order(anna, number="7001", slug="a-7001")
    second = make_order(anna, number="7001", slug="b-7001", source="other")
    case = case_of(declare("7001"))
    assert (case.status, case.order, found_of(case)) == ("open", None, Found.SEVERAL)
    assert set(WithdrawalMatch.objects.get().candidates.all()) == {first, second}


def test_items_in_her_own_words_are_for_a_person(anna: Any) -> None:
    order = make_order(anna, (2,))
    case = case_of(declare(order.number, items="only the blue mug"))
    assert (case.status, case.order, found_of(case)) == ("open", order, Found.ITEMS)
    assert "only the blue mug" in case.messages.get().body


def test_chosen_pieces_are_confirmed(anna: Any) -> None:
    order = make_order(anna, (3, 1))
    case = case_of(declare_for(order, anna, {0: 2}))
    assert case.status == "approved"
    assert [(line.order_line.position, line.quantity) for line in case.lines.all()] == [(0, 2)]


def test_the_last_second_of_the_last_day_is_in_time_and_the_next_is_for_a_person(anna: Any) -> None:
    """W3 and F5: delivered on Monday the 9th, the 14th day is Monday the 23rd, until 24:00 in Warsaw."""
    delivered = {"delivered_at": datetime(2026, 11, 9, 12, tzinfo=UTC)}
    first, second = make_order(anna, **delivered), make_order(anna, **delivered)
    last = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
    # Matched two days later all the same: what counts is when she sent it.
    case = case_of(declare(first.number, now=last), now=last + timedelta(days=2))
    assert case.status == "approved"
    late = case_of(declare(second.number, now=last + timedelta(seconds=1)), now=last + timedelta(days=2))
    assert (late.status, found_of(late)) == ("open", Found.LATE)
    assert late.order == second


def test_what_is_excluded_with_evidence_is_for_a_person_and_without_it_is_confirmed(anna: Any) -> None:
    proven, claimed = make_order(anna), make_order(anna)
    OrderLine.objects.update(withdrawal_exception="made_to_order")
    proven.lines.update(withdrawal_evidence={"specification": "engraved: Anna"})
    case = case_of(declare(proven.number))
    assert (case.status, found_of(case)) == ("open", Found.EXCEPTION)
    assert case_of(declare(claimed.number)).status == "approved"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"buyer_protection": "business"}, Found.BUSINESS),
        ({"buyer_vat_number": "PL5260250274"}, Found.BUSINESS),
        ({"status": "cancelled"}, Found.CANCELLED),
        ({"delivered_at": None, "placed_at": NOW - timedelta(days=300)}, Found.UNSURE),
    ],
)
def test_nothing_that_is_not_certain_is_decided_by_the_system(anna: Any, fields: dict[str, Any], found: str) -> None:
    order = make_order(anna, **fields)
    case = case_of(declare(order.number))
    assert (case.status, case.order, found_of(case)) == ("open", order, found)


@pytest.mark.parametrize(
    "fields",
    [
        {"buyer_protection": "protected_sole_trader", "buyer_vat_number": "PL5260250274"},
        {"delivered_at": None},  # W4
        {"delivered_at": None, "status": "processing"},
    ],
)
def test_who_has_a_consumers_rights_is_confirmed(anna: Any, fields: dict[str, Any]) -> None:
    assert case_of(declare(make_order(anna, **fields).number)).status == "approved"


def test_pieces_that_are_in_a_return_already_are_for_a_person(anna: Any) -> None:
    order = make_order(anna, (1,))
    make_return(anna, order)
    case = case_of(declare(order.number))
    assert (case.status, case.order, list(case.lines.all()), found_of(case)) == ("open", order, [], Found.TAKEN)


def test_pieces_taken_between_the_form_and_the_job_are_for_a_person(
    anna: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = make_order(anna, (2,))
    withdrawal = declare_for(order, anna)
    judged = matching.judge

    def somebody_is_quicker(*args: Any) -> Any:
        found = judged(*args)
        make_return(anna, order)
        return found

    monkeypatch.setattr(matching, "judge", somebody_is_quicker)
    case = case_of(withdrawal)
    assert (case.status, found_of(case), list(case.lines.all())) == ("open", Found.TAKEN, [])
    assert order.lines.get().returned_quantity == 1


@pytest.fixture
def stops() -> Any:
    heard: list[Case] = []

    def hear(case: Case, **kwargs: Any) -> None:
        heard.append(case)

    stop_dispatch.connect(hear)
    yield heard
    stop_dispatch.disconnect(hear)


def test_before_dispatch_the_shop_hears_to_stop_it(anna: Any, ben: Any, stops: list[Case]) -> None:
    order = make_order(anna, status="processing", delivered_at=None)
    case = case_of(declare(order.number))
    assert stops == [case]
    sent = make_order(anna, status="shipped", delivered_at=None)
    case_of(declare(sent.number))
    his = make_order(ben, status="processing", delivered_at=None)
    case_of(declare(his.number))
    assert stops == [case], "what has left, and what somebody else may have named, is not stopped"


def test_the_job_twice_makes_one_case_and_tells_once(
    anna: Any, stops: list[Case], django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(anna, status="processing", delivered_at=None)
    withdrawal = declare(order.number)
    heard = []
    withdrawal_matched.connect(hear := lambda case, **kwargs: heard.append(case), weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert matching.match(withdrawal.pk, NOW) is not None
            assert matching.match(withdrawal.pk, NOW) is None
    finally:
        withdrawal_matched.disconnect(hear)
    assert Case.objects.count() == len(stops) == len(heard) == 1


def test_what_the_queue_lost_is_found_by_tick(anna: Any, django_capture_on_commit_callbacks: Any) -> None:
    order = make_order(anna)
    declare(order.number)
    Mail.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tick")
    assert Case.objects.get().order == order
    assert WithdrawalMatch.objects.get().pdf


def test_a_match_that_fails_is_tried_again_for_ever(anna: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawal = declare("1042")
    for attempt in range(8):
        matching.put_back(withdrawal.pk, NOW)
        work = WithdrawalMatch.objects.get()
        assert work.due_at is not None
        assert work.due_at - NOW == rules.wait_before_try(attempt)
    assert rules.wait_before_try(8) == timedelta(hours=6)


def test_where_it_is_confirmed_the_mail_says_where_to_send_it(
    anna: Any, django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(anna, (2,))
    with django_capture_on_commit_callbacks(execute=True):
        case = case_of(declare(order.number))
    letter = Mail.objects.get(kind="withdrawal_confirmed")
    assert case.reference in letter.text
    assert "2 × Mug 0" in letter.text
    assert f"/cases/{case.reference}/" in letter.text
    assert not Mail.objects.filter(kind__in=["case_opened", "case_approved", "withdrawal_open"]).exists()


def test_a_guests_mails_lead_to_the_page_that_needs_no_account(
    anna: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(anna, email="guest@example.com")
    Order.objects.update(customer=None)
    with django_capture_on_commit_callbacks(execute=True):
        case = case_of(declare(order.number, email="guest@example.com"))
    letter = Mail.objects.get(kind="withdrawal_confirmed")
    address = next(line for line in letter.text.splitlines() if "/withdraw/" in line)
    page = client.get(address.removeprefix("http://localhost:8000"))
    assert page.status_code == 200
    assert case.reference in page.content.decode()


def test_an_agent_confirms_what_the_system_did_not(anna: Any, mia: Any) -> None:
    order = make_order(anna)
    case = case_of(declare(order.number, items="one mug"))
    case = case_actions.take_step(case, "confirm", by=mia, version=case.version, now=NOW)
    assert case.status == "approved"


def test_what_an_agent_finds_in_bens_account_is_bens_case(anna: Any, ben: Any, mia: Any, as_user: Any) -> None:
    """Anna was signed in and typed his number: the desk finds it, and shows her nothing of it."""
    his, hers = make_order(ben), make_order(anna)
    for order, owner in ((his, ben), (hers, anna)):
        case = case_of(declare(f"{order.number}x", user=anna))
        assert case.customer == anna
        case = say_which_order(case, by=mia, order=order, version=case.version, now=NOW)
        assert (case.order, case.customer) == (order, owner)
        seen = 200 if owner == anna else 404
        assert as_user(anna).get(f"/cases/{case.reference}/").status_code == seen


def test_ben_never_sees_annas_withdrawal(anna: Any, ben: Any, as_user: Any) -> None:
    case = case_of(declare(make_order(anna).number))
    assert as_user(ben).get(f"/cases/{case.reference}/").status_code == 404
    assert case.reference not in as_user(ben).get("/cases/").content.decode()


def test_the_same_words_tomorrow_are_another_statement() -> None:
    said = Statement("Anna", "1042", "anna@example.com", "en")
    assert key_for(said, NOW) == key_for(said, NOW + timedelta(hours=3))
    assert key_for(said, NOW) != key_for(said, NOW + timedelta(days=1))
