"""Opening hours for tests: Monday to Friday from 9 to 17, without public holidays."""

from typing import Any

from returns.models import AnswerTarget, ClosedDay, OpeningHours, OpeningWeek
from returns.models.hours import WEEKDAYS

WORKDAYS = dict.fromkeys(WEEKDAYS[:5], "09:00–17:00")


def set_hours(
    *weeks: dict[str, Any], targets: Any = (), closed: Any = (), closed_on_holidays: bool = False
) -> OpeningHours:
    """As the form in the admin keeps them; without weeks from 9 to 17 on working days."""
    own = OpeningHours.objects.first() or OpeningHours()
    own.closed_on_holidays = closed_on_holidays
    own.weeks = [OpeningWeek(**week) for week in weeks or (WORKDAYS,)]
    own.targets = [AnswerTarget(**target) for target in targets]
    own.closed_days = [ClosedDay(**day) for day in closed]
    own.save()
    return own
