from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from orders.templatetags.formats import country, day, moment, money, percent, when


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("pl", "1248.37", "PLN", "1 248,37 zł"),
        ("en", "1248.37", "PLN", "PLN 1,248.37"),
        ("ru", "1248.37", "PLN", "1 248,37 PLN"),
        ("pl", "1248.3700", "EUR", "1 248,37 €"),
        ("en", "12.5", "EUR", "€12.50"),
        ("en", "-12.5", "PLN", "-PLN 12.50"),
        ("en", "1200.4", "JPY", "JP¥1,200"),
        ("en", "5.0420", "GBP", "£5.04"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(language: str, amount: str, currency: str, written: str) -> None:
    with translation.override(language):
        assert money(Decimal(amount), currency).replace("\xa0", " ").replace("\u202f", " ") == written


def test_an_amount_nobody_said_is_not_a_zero() -> None:
    assert money(None, "PLN") == ""
    assert percent(None) == ""


@time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("en", date(2026, 11, 22), "today"),
        ("en", date(2026, 11, 21), "yesterday"),
        ("en", date(2026, 11, 23), "tomorrow"),
        ("en", date(2026, 11, 26), "Thu 26 Nov"),
        ("en", date(2025, 11, 26), "26 Nov 2025"),
        ("pl", date(2026, 11, 26), "czw. 26 lis"),
        ("ru", date(2026, 11, 26), "чт 26 нояб"),
        # 23:30 UTC is already tomorrow in Warsaw
        ("en", datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "tomorrow"),
    ],
)
def test_days_near_today_are_said_in_words(language: str, value: date, written: str) -> None:
    with translation.override(language):
        assert when(value) == written


@time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False)
def test_a_moment_says_the_shops_local_time() -> None:
    with translation.override("en"):
        assert moment(datetime(2026, 11, 22, 9, 5, tzinfo=UTC)) == "today, 10:05"
        assert moment(None) == when(None) == day(None) == ""


def test_paper_says_the_day_in_full() -> None:
    with translation.override("pl"):
        assert day(date(2026, 11, 3)) == "3 listopada 2026"
        assert country("DE") == "Niemcy"
        assert country("Rzeczpospolita") == "Rzeczpospolita"
