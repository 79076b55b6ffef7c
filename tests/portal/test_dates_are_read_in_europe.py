"""Each language writes days its own way, and English the way Europe does."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

MOMENT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("en", "DATE_FORMAT", "3 November 2026"),
        ("en", "SHORT_DATE_FORMAT", "3 Nov 2026"),
        ("en", "DATETIME_FORMAT", "3 November 2026, 15:05"),
        ("en", "MONTH_DAY_FORMAT", "3 November"),
        ("pl", "DATE_FORMAT", "3 listopada 2026"),
        ("ru", "DATE_FORMAT", "3 ноября 2026 г."),
    ],
)
def test_the_day_stands_before_the_month(language: str, name: str, shown: str) -> None:
    with override(language):
        assert Template(f'{{{{ at|date:"{name}" }}}}').render(Context({"at": MOMENT})) == shown
