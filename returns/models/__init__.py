"""Cases: one thread, one set of files, one history and one clock, whatever the kind."""

from returns.models.case import Case, DemandIsLocked
from returns.models.deadline import Deadline
from returns.models.files import Attachment, Upload, private_storage
from returns.models.history import CaseEvent, HistoryIsKept
from returns.models.line import CaseLine
from returns.models.message import Message
from returns.models.promises import ReturnSettings, known_country
from returns.models.read_article import ReadArticle

__all__ = [
    "Attachment",
    "Case",
    "CaseEvent",
    "CaseLine",
    "Deadline",
    "DemandIsLocked",
    "HistoryIsKept",
    "Message",
    "ReadArticle",
    "ReturnSettings",
    "Upload",
    "known_country",
    "private_storage",
]
