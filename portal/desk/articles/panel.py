"""Articles made from a case or flagged in it: beside the case for agents, and the way back to it from the editor."""

from typing import Any

from django.urls import reverse

from kb.flags import sources
from kb.flags.queries import from_case
from kb.flags.sources import Origin
from portal.desk.case import panels
from portal.desk.case.panels import CasePage, Panel
from portal.desk.models import ArticleDraft
from returns.access import WORK_CASES
from returns.case_panels import is_empty


def connect() -> None:
    panels.register(articles_of_case)
    sources.register(origin_of_article, origin_of_flag)


def articles_of_case(page: CasePage) -> Panel | None:
    if is_empty(page.case, "has_outcomes"):
        return None
    drafts = list(ArticleDraft.objects.filter(case=page.case).select_related("page__locale"))
    flags = list(from_case(page.case.reference))
    if not (drafts or flags):
        return None
    return Panel("desk/articles/outcomes.html", {"drafts": drafts, "flags": flags})


def origin_of_article(article_id: int, user: Any) -> Origin | None:
    """For agents only: editors need not know whose question it was."""
    if not user.has_perm(WORK_CASES):
        return None
    draft = ArticleDraft.objects.select_related("case").filter(page=article_id).first()
    return origin_of_flag(draft.case.reference, user) if draft else None


def origin_of_flag(about: str, user: Any) -> Origin | None:
    return Origin(about, reverse("desk:case", args=[about])) if user.has_perm(WORK_CASES) else None
