"""All figures of cases, by name. Pages render whatever stands here; what a figure means stands in definitions."""

from portal.desk.figures.backlog import BACKLOG
from portal.desk.figures.measure import Measure
from portal.desk.figures.replies import FIRST_RESPONSE, FIRST_RESPONSE_CALENDAR, NEXT_REPLY, NEXT_REPLY_CALENDAR
from portal.desk.figures.solving import FCR_GROSS, FCR_NET, REOPEN_RATE, REOPENS, RESOLUTIONS
from portal.desk.figures.volume import CASES, CONTACTS, TARGETS_MET

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        FIRST_RESPONSE,
        FIRST_RESPONSE_CALENDAR,
        NEXT_REPLY,
        NEXT_REPLY_CALENDAR,
        *RESOLUTIONS,
        FCR_GROSS,
        FCR_NET,
        REOPEN_RATE,
        REOPENS,
        TARGETS_MET,
        BACKLOG,
        CASES,
        CONTACTS,
    )
}

__all__ = ["MEASURES", "Measure"]
