"""The shop's clock and calendar as the figures use them, and a name for both."""

from datetime import date, datetime, tzinfo
from functools import partial
from hashlib import sha256

from django.utils import timezone

from portal.desk.figures.rules import Business, elapsed
from returns.hours.queries import schedule
from returns.hours.rules import business_seconds
from returns.models import ReturnSettings

# Another number makes every fact anew: raise it with the version of a definition.
VERSION = 1


def business() -> Business:
    """Seconds of opening hours between two moments; all of them where no hours are set."""
    hours = schedule()
    return partial(business_seconds, hours) if hours.has_hours else elapsed


def zone() -> tzinfo:
    return timezone.get_default_timezone()


def day(at: datetime) -> date:
    """Of the shop."""
    return at.astimezone(zone()).date()


def at_midnight(on: date) -> datetime:
    """When a day of the shop begins."""
    return datetime(on.year, on.month, on.day, tzinfo=zone())


def hour_of_week(at: datetime) -> int:
    """0 is Monday's first hour on the shop's wall clock, 167 Sunday's last; an hour that comes twice counts twice."""
    local = at.astimezone(zone())
    return local.weekday() * 24 + local.hour


def rules() -> str:
    """By what facts are worked out now: the definitions, and the hours the shop was and will be open."""
    hours = schedule()
    own, public = sorted(getattr(hours.holidays, "own", ())), getattr(hours.holidays, "public", None) is not None
    said = f"{hours.weeks!r}{own!r}{public and ReturnSettings.load().holiday_country}{zone()}"
    return f"{VERSION}-{sha256(said.encode()).hexdigest()[:16]}"
