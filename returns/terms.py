"""The shop's promises, read from the settings in the admin."""

from functools import lru_cache

import holidays
from django.http import HttpRequest
from django.utils import timezone

from returns.models import ReturnSettings
from returns.rules import Terms

# Making one costs more than a page may: it works out the days of a year when it is first asked for one.
calendar_of = lru_cache(maxsize=8)(holidays.country_holidays)


def load_terms(request: HttpRequest | None = None) -> Terms:
    """With a request the row is read once for the whole page, templates included."""
    own = ReturnSettings.load(request_or_site=request)
    return Terms(
        return_days=own.return_days,
        send_back_days=own.send_back_days,
        answer_days=own.answer_days,
        refund_days=own.refund_days,
        calendar=calendar_of(own.holiday_country),
        tz=timezone.get_default_timezone(),
        country=own.holiday_country,
    )
