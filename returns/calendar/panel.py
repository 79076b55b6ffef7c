from django.http import HttpRequest

from returns.calendar.files import running_deadlines
from returns.case_panels import CasePanel
from returns.models import Case


def into_the_calendar(request: HttpRequest, case: Case) -> CasePanel | None:
    """A link to the file; nothing when nothing is due."""
    deadlines = running_deadlines(case)
    return CasePanel("returns/calendar_link.html", {"deadlines": deadlines}) if deadlines else None
