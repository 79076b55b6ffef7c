"""Where reports that look back begin."""

from datetime import date, timedelta

from kb.reading.rules import REPORT_DAYS


def window_start(today: date) -> date:
    return today - timedelta(days=REPORT_DAYS - 1)
