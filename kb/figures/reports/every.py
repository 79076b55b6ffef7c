"""All reports of the help centre, in the order of the menu."""

from kb.figures.reports.base import FiguresReport
from kb.figures.reports.gaps import GapsReport
from kb.figures.reports.helpfulness import HelpfulnessReport
from kb.figures.reports.orphaned import OrphanedReport
from kb.figures.reports.quality import QualityReport
from kb.figures.reports.reading import ReadingReport
from kb.figures.reports.stale import StaleReport

REPORTS: tuple[type[FiguresReport], ...] = (
    ReadingReport,
    HelpfulnessReport,
    QualityReport,
    GapsReport,
    StaleReport,
    OrphanedReport,
)
