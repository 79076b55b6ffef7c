"""The shop's promises, read from the settings in the admin."""

import holidays
from django.utils import timezone

from returns.models import ReturnSettings
from returns.rules import Terms


def load_terms() -> Terms:
    own = ReturnSettings.load()
    return Terms(
        return_days=own.return_days,
        send_back_days=own.send_back_days,
        answer_days=own.answer_days,
        refund_days=own.refund_days,
        calendar=holidays.country_holidays(own.holiday_country),
        tz=timezone.get_default_timezone(),
        country=own.holiday_country,
    )
