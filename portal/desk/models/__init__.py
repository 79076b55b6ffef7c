"""What the desk itself keeps; cases are returns' own."""

from portal.desk.models.article_draft import ArticleDraft
from portal.desk.models.article_link import ArticleLink
from portal.desk.models.customers import CustomerMerge, CustomerNote, OrderPhone
from portal.desk.models.digest import Digest
from portal.desk.models.draft import Desk, ReplyDraft
from portal.desk.models.figures import (
    BacklogHour,
    CaseFact,
    CaseProduct,
    Contact,
    DaySheet,
    FactDay,
    FigureState,
    OpenSpell,
    ReplyFact,
    SolveFact,
    TargetFact,
)
from portal.desk.models.macro import Macro, MacroText
from portal.desk.models.queue import CaseLatest, CaseWords, SavedView
from portal.desk.models.rule import Rule, RuleHeard, RuleRun

__all__ = [
    "ArticleDraft",
    "ArticleLink",
    "BacklogHour",
    "CaseFact",
    "CaseLatest",
    "CaseProduct",
    "CaseWords",
    "Contact",
    "CustomerMerge",
    "CustomerNote",
    "DaySheet",
    "Desk",
    "Digest",
    "FactDay",
    "FigureState",
    "Macro",
    "MacroText",
    "OpenSpell",
    "OrderPhone",
    "ReplyDraft",
    "ReplyFact",
    "Rule",
    "RuleHeard",
    "RuleRun",
    "SavedView",
    "SolveFact",
    "TargetFact",
]
