"""All figures of cases, by name. Pages render whatever stands here; what a figure means stands in definitions."""

from portal.desk.figures.measure import Measure
from portal.desk.figures.replies import FIRST_RESPONSE, FIRST_RESPONSE_CALENDAR

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        FIRST_RESPONSE,
        FIRST_RESPONSE_CALENDAR,
    )
}

__all__ = ["MEASURES", "Measure"]
