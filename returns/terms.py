"""The shop's promises, read from the settings in the admin."""

from django.http import HttpRequest
from django.utils import timezone

from returns.law.of_orders import calendar_of
from returns.models import ReturnSettings
from returns.rules import Terms


def load_terms(request: HttpRequest | None = None) -> Terms:
    """With a request the row is read once for the whole page, templates included."""
    return terms_of(ReturnSettings.load(request_or_site=request))


def terms_of(own: ReturnSettings) -> Terms:
    return Terms(
        return_days=own.return_days,
        send_back_days=own.send_back_days,
        answer_days=own.answer_days,
        refund_days=own.refund_days,
        calendar=calendar_of(own.holiday_country),
        tz=timezone.get_default_timezone(),
        country=own.holiday_country,
        guarantee_days=own.guarantee_days,
        remedy_days=own.remedy_days,
        trace_days=own.trace_days,
    )
