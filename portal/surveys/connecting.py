"""What apps below show or count of surveys: called once, when the apps are ready."""

from collections.abc import Mapping
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from kb.feedback import beside as beside_votes
from kb.figures import ease
from orders import panels as order_panels
from portal.surveys import panels, queries
from portal.surveys.models import Answer, SurveySettings
from returns import case_panels
from returns.withdrawing import beside as beside_statements


def connect() -> None:
    key = Concat(Value(panels.STEP_OF_CASE), Cast(OuterRef("pk"), CharField()))
    case_panels.mark("asks_after_steps", Subquery(SurveySettings.objects.values("after_steps")[:1]))
    case_panels.mark("has_step_answer", Exists(Answer.objects.filter(key=key, replaced_at=None)))
    case_panels.register(panels.on_case)
    order_panels.register(panels.on_order)
    beside_votes.register(panels.on_vote)
    beside_statements.register(panels.on_statement)
    ease.register(by_article)


def by_article(since: date, until: date, articles: list[int]) -> Mapping[int, ease.Ease]:
    found = queries.by_article(since, until, articles)
    return {
        pk: ease.Ease(share.n, share.value, share.low or 0.0, share.high or 0.0)
        for pk, share in found.items()
        if share.value is not None
    }
