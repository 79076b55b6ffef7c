"""What the customer said about a case, beside it at the desk: the answer that counts, its words, what was before."""

from portal.desk.case.panels import CasePage, Panel, register
from portal.surveys.models import SurveyKind
from portal.surveys.queries import of_case
from portal.surveys.rules import is_unhappy
from portal.surveys.wording import better_in_words, in_words
from returns.case_panels import is_empty


def survey_of_case(page: CasePage) -> Panel | None:
    """Two statements; nothing for a case of which nobody was asked."""
    if is_empty(page.case, "has_surveys"):
        return None
    found = of_case(page.case)
    asked = found.invitation
    if not found.answers and (asked is None or asked.asked_at is None):
        return None
    said = [
        {
            "answer": each,
            "what": SurveyKind(each.kind).label,
            "said": in_words(each.kind, each.score),
            "better": better_in_words(each.better),
            "unhappy": is_unhappy(each.kind, each.score),
        }
        for each in found.answers
    ]
    now = [each for each in said if each["answer"].replaced_at is None]  # type: ignore[attr-defined]
    context = {"asked": asked, "now": now, "before": [each for each in said if each not in now]}
    return Panel("desk/surveys/panel.html", context)


def connect() -> None:
    register(survey_of_case)
