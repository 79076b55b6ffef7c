import json
from datetime import date, timedelta
from decimal import Decimal

import holidays
import pytest
from django.utils import translation

from orders.exempt import NAMES as EVIDENCE_NAMES
from returns.law import Explained, Verdict, Why, complaint_answer_due, liability_end, send_back_due, withdrawal_end
from returns.law.holiday_names import NAMES
from returns.law.money import PaidLine, RefundFacts, refund_amount
from returns.law.refunds import may_withhold, refund_clock, refund_due
from returns.law.sources import SOURCES, source_of
from returns.law.words import EVIDENCE_WORDS, explain, rests_on, why_not
from tests.returns.law.laws import FRANCE, GERMANY, POLAND, RUSSIA, noon, sale


def lines_of(found: Explained, currency: str = "PLN") -> list[str]:
    return explain(json.loads(json.dumps(found.as_dict())), currency)


def test_the_end_of_a_period_is_told_step_by_step() -> None:
    assert lines_of(withdrawal_end(sale(noon(2026, 12, 10)), POLAND)) == [
        "Thu 10 Dec 2026: delivered, not counted",
        "Thu 24 Dec 2026: 14 days later",
        "Thu 24 Dec 2026: public holiday (Christmas Eve)",
        "Fri 25 Dec 2026: public holiday (Christmas Day)",
        "Sat 26 Dec 2026: public holiday (Second Day of Christmas)",
        "Sun 27 Dec 2026: weekend",
        "Mon 28 Dec 2026: the next working day",
    ]


def test_it_is_stored_with_what_it_was_counted_from() -> None:
    stored = withdrawal_end(sale(noon(2026, 12, 10)), POLAND).as_dict()
    assert stored["rule"] == "withdrawal_period"
    assert stored["result"] == "2026-12-28"
    assert stored["inputs"] == {
        "days": 14, "since": "2026-12-10T12:00:00+00:00", "begins": "last_good", "law": "pl", "protection": "consumer",
        "country": "PL", "zone": "Europe/Warsaw", "holidays": "holidays 0.109",
    }  # fmt: skip


def test_it_says_which_law_it_rests_on() -> None:
    said = withdrawal_end(sale(noon(2026, 12, 10)), POLAND).as_dict()
    assert rests_on(said) == (
        "By law: ustawa o prawach konsumenta, art. 27, 28; Kodeks cywilny, art. 111, 115. Public holidays of Poland."
    )
    assert rests_on(complaint_answer_due(noon(2026, 11, 2), GERMANY).internal.as_dict()) == "", "a promise of ours"


def test_every_rule_of_the_law_has_its_source() -> None:
    at = noon(2026, 11, 2)
    for where in (POLAND, GERMANY, FRANCE, RUSSIA):
        found = [
            withdrawal_end(sale(at), where),
            withdrawal_end(sale(at, informed=False), where),
            withdrawal_end(sale(None), where),
            refund_due(at, where),
            refund_clock(at, may_withhold(where), where),
            liability_end(at, None, where),
        ]
        assert all(source_of(each.rule, where.pack.code) for each in found)
    assert set(SOURCES["withdrawal_period"]) == {"eu", "pl", "de", "ru"}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (withdrawal_end(sale(None), POLAND), "Nobody has told us the day of delivery, so the time is still open."),
        (refund_clock(noon(2026, 11, 2), may_withhold(POLAND), POLAND), "We may wait for the goods"),
        (liability_end(noon(2026, 11, 2), noon(2027, 1, 5), POLAND), "12 months more after a repair, once"),
        (withdrawal_end(sale(noon(2026, 11, 2), informed=False), POLAND), "12 months later"),
        (send_back_due(noon(2026, 11, 2), POLAND), "you withdrew, not counted"),
        (complaint_answer_due(noon(2026, 11, 2), POLAND).internal, "we received your complaint"),
    ],
)
def test_every_step_has_words(found: Explained, words: str) -> None:
    assert any(words in line for line in lines_of(found)), lines_of(found)


def test_a_refund_is_told_line_by_line() -> None:
    sums = refund_amount(
        RefundFacts(
            [PaidLine(7, 2, 1, Decimal("98.00"), reduction=Decimal("9.00")), PaidLine(8, 1, 0, None)],
            delivery=Decimal("12.99"),
        ),
        POLAND,
    )
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines_of(sums.explained)] == [
        "1 × from your order: PLN 49.00",
        "Loss of value by use: -PLN 9.00",
        "Delivery is paid back when everything you ordered has been withdrawn.",
    ]


@pytest.mark.parametrize("why", list(Why))
def test_every_no_is_a_sentence(why: Why) -> None:
    until = liability_end(noon(2020, 11, 2), None, POLAND)
    verdict = Verdict(0, why, until, "made_to_order", {"specification": "engraved: Anna"})
    for kind in ("withdrawal", "return", "complaint", "guarantee", "delivery"):
        said = why_not(verdict, kind)
        assert said.endswith(".")
        assert said[0].isupper()
    assert why_not(Verdict(1)) == ""


def test_an_exception_names_its_evidence() -> None:
    evidence = {"consent_at": "2026-11-02T10:15:00+01:00", "acknowledged_at": "2026-11-02T10:15:00+01:00"}
    said = why_not(Verdict(0, Why.EXCLUDED, None, "digital_begun", evidence))
    assert said == (
        "The law makes an exception: digital content that began with your consent ("
        "you agreed that it begins at once: Mon 2 Nov 2026; "
        "you acknowledged that the right ends by it: Mon 2 Nov 2026)."
    )


def test_every_piece_of_evidence_has_words() -> None:
    assert set(EVIDENCE_WORDS) == set(EVIDENCE_NAMES)


@pytest.mark.parametrize("country", ["PL", "DE"])
def test_every_holiday_of_poland_and_germany_can_be_translated(country: str) -> None:
    names = set(holidays.country_holidays(country, language="en_US", years=range(2024, 2032)).values())
    assert names <= set(NAMES)


def test_names_of_holidays_do_not_follow_the_machines_language() -> None:
    with translation.override("pl"):
        stored = withdrawal_end(sale(noon(2026, 12, 10)), POLAND).as_dict()
    assert {step["name"] for step in stored["steps"] if "name" in step} == {
        "Christmas Eve", "Christmas Day", "Second Day of Christmas"
    }  # fmt: skip


def test_a_stored_explanation_without_a_law_still_reads() -> None:
    """What was stored before there were packs."""
    day = date(2026, 11, 2)
    steps = [
        {"date": day.isoformat(), "what": "start"},
        {"date": (day + timedelta(days=1)).isoformat(), "what": "working_day", "number": 1},
    ]
    assert explain({"steps": steps}) == [
        "Mon 2 Nov 2026: the day it started, not counted", "Tue 3 Nov 2026: working day 1"
    ]  # fmt: skip
    assert rests_on({"rule": "answer_in_working_days", "inputs": {}}) == ""
    assert explain({}) == []
