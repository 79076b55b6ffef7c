"""Cases: one thread, one set of files, one history and one clock, whatever the kind."""

from returns.models.case import Case
from returns.models.deadline import Deadline
from returns.models.decision import Alarm, Decision, DoneRemedy
from returns.models.draft import Draft
from returns.models.files import Attachment, Upload, private_storage
from returns.models.help_offer import HelpOffer, HelpOfferSettings
from returns.models.history import CaseEvent
from returns.models.hours import AnswerTarget, ClosedDay, OpeningHours, OpeningWeek
from returns.models.kept import DemandIsLocked, HistoryIsKept
from returns.models.law import LawSettings
from returns.models.line import CaseLine
from returns.models.logistics import CaseRefund, DispatchProof, ReturnLabel, ReturnParcel, ReturnReminder, Teller
from returns.models.message import Message
from returns.models.passport import PassportReminder, PassportSweep
from returns.models.promises import ReturnSettings, known_country
from returns.models.read_article import ReadArticle
from returns.models.sorting import Tag, Team, Way
from returns.models.withdrawal import StatementIsKept, Withdrawal, WithdrawalChain, WithdrawalMatch

__all__ = [
    "Alarm",
    "AnswerTarget",
    "Attachment",
    "Case",
    "CaseEvent",
    "CaseLine",
    "CaseRefund",
    "ClosedDay",
    "Deadline",
    "Decision",
    "DemandIsLocked",
    "DispatchProof",
    "DoneRemedy",
    "Draft",
    "HelpOffer",
    "HelpOfferSettings",
    "HistoryIsKept",
    "LawSettings",
    "Message",
    "OpeningHours",
    "OpeningWeek",
    "PassportReminder",
    "PassportSweep",
    "ReadArticle",
    "ReturnLabel",
    "ReturnParcel",
    "ReturnReminder",
    "ReturnSettings",
    "StatementIsKept",
    "Tag",
    "Team",
    "Teller",
    "Upload",
    "Way",
    "Withdrawal",
    "WithdrawalChain",
    "WithdrawalMatch",
    "known_country",
    "private_storage",
]
