"""Once a minute: cases that changed are worked out, and an hour that began is written down."""

from datetime import datetime

from portal.desk.figures.daily import make_those_at_rest
from portal.desk.figures.hourly import keep_hours
from portal.desk.figures.keeping import LONG_OVERLAP, TICK_SECONDS, catch_up
from portal.desk.figures.sheets import SHEETS


def keep_figures(now: datetime) -> None:
    # An hour that was written down too early would stay wrong.
    if catch_up(TICK_SECONDS, LONG_OVERLAP):
        keep_hours(now)
        make_those_at_rest(SHEETS, TICK_SECONDS)
