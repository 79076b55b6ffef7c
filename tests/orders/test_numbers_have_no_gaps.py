from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from orders.actions import AlreadyIssued, Difference, DocumentRefused, NoSeries, issue_correction, issue_own_invoice
from orders.actions import issue_invoice as issue
from orders.einvoice.reading import document_of
from orders.models import Invoice, InvoiceSeries, SellerSettings
from orders.series import check_pattern, number_of, period_of
from tests.orders.makers import make_order
from tests.orders.papers import snapshot
from tests.returns.racing import alone, database_for_threads, together

DAY = date(2026, 11, 3)


def turn_on(**settings: Any) -> None:
    seller = SellerSettings.load()
    for name, value in {"own_series": True, **settings}.items():
        setattr(seller, name, value)
    seller.save()


def numbers() -> list[str]:
    return sorted(Invoice.objects.values_list("number", flat=True))


@pytest.mark.django_db
def test_the_portal_numbers_nothing_until_it_is_told_to() -> None:
    with pytest.raises(NoSeries):
        issue_own_invoice(make_order(), DAY)
    assert not Invoice.objects.exists()


@pytest.mark.django_db
def test_numbers_follow_each_other_and_start_again_each_month() -> None:
    turn_on()
    for number in (1, 2, 3):
        issue_own_invoice(make_order(number=number), DAY)
    issue_own_invoice(make_order(number=4), date(2026, 12, 1))
    assert numbers() == ["FV/2026/11/0001", "FV/2026/11/0002", "FV/2026/11/0003", "FV/2026/12/0001"]


@pytest.mark.django_db
def test_an_order_gets_one_number_however_often_one_asks() -> None:
    turn_on()
    order = make_order()
    assert issue_own_invoice(order, DAY) == issue_own_invoice(order, DAY)
    assert InvoiceSeries.objects.get().last == 1


@pytest.mark.django_db
def test_what_fails_takes_no_number() -> None:
    turn_on()
    with transaction.atomic():
        issue_own_invoice(make_order(number=1), DAY)
        transaction.set_rollback(True)
    issue_own_invoice(make_order(number=2), DAY)
    assert numbers() == ["FV/2026/11/0001"]


def test_eight_at_once_leave_no_gap_and_no_double(transactional_db: None, tmp_path: Path) -> None:
    turn_on(series_pattern="F/{year}/{seq}", series_reset="yearly")
    orders = [make_order(number=number) for number in range(1, 17)]

    def two(number: int) -> list[str]:
        # One of the two fails after it had a number: that number is the next one's.
        with transaction.atomic():
            issue_own_invoice(orders[number], DAY)
            if number % 3 == 0:
                transaction.set_rollback(True)
        return [issue_own_invoice(orders[number + 8], DAY).number]

    with database_for_threads(tmp_path):
        assert [each for each in together(8, two) if isinstance(each, Exception)] == []
        issued = alone(numbers)
    assert sorted(int(number.rpartition("/")[2]) for number in issued) == list(range(1, 14))


@pytest.mark.parametrize(
    "pattern", ["{seq}", "{year}", "FV", "{year}{seq}{day}", "{year}{seq", "{year}<{seq}>", "{year}{seq}" + "x" * 40]
)
def test_a_pattern_that_would_repeat_or_break_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        check_pattern(pattern)


def test_a_pattern_is_filled_in() -> None:
    check_pattern("FV/{year}/{month}/{seq:04}")
    assert number_of("FV/{year}/{month}/{seq:04}", DAY, 7) == "FV/2026/11/0007"
    assert number_of("{seq}-{year}", DAY, 12345) == "12345-2026"
    assert (period_of(DAY, is_monthly=True), period_of(DAY, is_monthly=False)) == ("2026-11", "2026")


def test_a_monthly_series_needs_the_month() -> None:
    with pytest.raises(ValidationError):
        SellerSettings(series_pattern="F/{year}/{seq}", series_reset="monthly").clean()
    SellerSettings(series_pattern="F/{year}/{seq}", series_reset="yearly").clean()


@pytest.fixture
def sold(db: None) -> Invoice:
    """A ready invoice of two mugs and tea."""
    invoice = issue(make_order(), "FV/2026/11/0042", DAY, "pl")
    invoice.snapshot, invoice.state, invoice.rendered_at = snapshot(), "ready", invoice.created_at
    invoice.save()
    return invoice


BACK = Difference(position=1, quantity=Decimal(-1), net=Decimal("-39.84"), tax=Decimal("-9.16"))


def test_a_correction_is_a_new_document_and_the_old_one_stays(sold: Invoice) -> None:
    before = {**vars(Invoice.objects.get())}
    correction = issue_correction(sold, "KOR/1", DAY, [BACK], "Zwrot")
    assert (correction.total, correction.type_code, correction.corrects) == (Decimal("-49.00"), "384", sold)
    after = vars(Invoice.objects.get(pk=sold.pk))
    assert {name: after[name] for name in after if name != "_state"} == {
        name: before[name] for name in before if name != "_state"
    }
    (change,) = document_of(correction).changes
    assert (change.quantity_before, change.quantity_after, change.gross_before, change.gross_after) == (
        Decimal(2), Decimal(1), Decimal("98.00"), Decimal("49.00"),
    )  # fmt: skip


def test_a_second_correction_starts_where_the_first_ended(sold: Invoice) -> None:
    issue_correction(sold, "KOR/1", DAY, [BACK])
    (change,) = document_of(issue_correction(sold, "KOR/2", DAY, [BACK])).changes
    assert (change.quantity_before, change.quantity_after, change.gross_after) == (
        Decimal(1),
        Decimal(0),
        Decimal("0.00"),
    )
    with pytest.raises(DocumentRefused) as refused:
        issue_correction(sold, "KOR/3", DAY, [BACK])
    assert refused.value.code == "more_than_sold"


def test_a_credit_note_says_what_is_given_back(sold: Invoice) -> None:
    note = issue_correction(sold, "KN/1", DAY, [BACK], kind="credit_note")
    document = document_of(note)
    assert (note.total, note.type_code, document.total, document.lines[0].quantity) == (
        Decimal("49.00"), "381", Decimal("49.00"), Decimal(1),
    )  # fmt: skip


def test_the_same_correction_again_is_the_same_and_another_is_refused(sold: Invoice) -> None:
    first = issue_correction(sold, "KOR/1", DAY, [BACK])
    assert issue_correction(sold, "KOR/1", DAY, [BACK]) == first
    with pytest.raises(AlreadyIssued):
        issue_correction(sold, "KOR/1", DAY, [Difference(1, Decimal(-1), Decimal("-0.23"))])
    with pytest.raises(AlreadyIssued):
        issue_correction(sold, sold.number, DAY, [BACK])


@pytest.mark.parametrize(
    ("lines", "kind", "code"),
    [
        ([], "correction", "nothing_changes"),
        ([Difference(9, Decimal(-1), Decimal(0))], "correction", "position"),
        ([Difference(1, Decimal(1), Decimal("0.23"))], "credit_note", "nothing_changes"),
        ([BACK], "invoice", "kind"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    sold: Invoice, lines: list[Difference], kind: str, code: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        issue_correction(sold, "KOR/1", DAY, lines, kind=kind)
    assert refused.value.code == code


def test_what_accounting_made_is_corrected_by_accounting(sold: Invoice) -> None:
    Invoice.objects.update(source="uploaded")
    with pytest.raises(DocumentRefused) as refused:
        issue_correction(Invoice.objects.get(), "KOR/1", DAY, [BACK])
    assert refused.value.code == "original"
