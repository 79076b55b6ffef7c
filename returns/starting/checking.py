"""The last page: everything in one view with a way back to each answer, the money, and what happens next by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from orders.templatetags.formats import money, when
from returns import rules as case_rules
from returns.access import uploads_of
from returns.articles_read import WithArticles
from returns.law import complaint_answer_due
from returns.law.days import plain_days_after
from returns.models import CaseLine
from returns.starting import rules, told
from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE, RETURN
from returns.starting.started import Started
from returns.starting.step_page import summary
from returns.starting.submitting import facts_of
from returns.starting.titles import title_of


class CheckForm(WithArticles):
    use_required_attribute = False


@dataclass(frozen=True)
class Answer:
    """One step in the summary: what was asked, what she said, where to change it."""

    title: str
    url: str
    lines: list[str]
    text: str = ""
    files: int = 0


def check_page(request: HttpRequest, started: Started, form: CheckForm) -> dict[str, Any]:
    steps = rules.steps_of(started.kind, started.data)
    number, count = rules.place(started.kind, started.data, rules.CHECK)
    earlier = rules.before(started.kind, started.data, rules.CHECK) or rules.CHECK
    return {
        **summary(request, started),
        "form": form,
        "title": title_of(started.kind, rules.CHECK),
        "number": number,
        "count": count,
        "back_url": reverse("cases:start_step", args=[started.draft.key, earlier]),
        "answers": [answer(started, step) for step in steps if step != rules.CHECK],
        "files": list(uploads_of(request.user, started.draft.key)),
        "next_steps": list(what_comes_next(started)),
        "is_short": started.is_short,
        "items_url": reverse("cases:start_step", args=[started.draft.key, "items"]) + "?then=check",
    }


def answer(started: Started, step: str) -> Answer:
    url = reverse("cases:start_step", args=[started.draft.key, step]) + "?then=check"
    kept = started.data.get(step, {})
    text = str(kept.get("note", kept.get("text", "")))
    return Answer(title_of(started.kind, step), url, list(lines_of(started, step, kept)), text, step in HOLDS_FILES)


HOLDS_FILES = {"photos", "reason"}


def lines_of(started: Started, step: str, kept: dict[str, Any]) -> Iterator[str]:
    match step:
        case "items":
            for choice, count in started.rows:
                yield f"{count} × {choice.line.name}"
        case "reason":
            items = {str(choice.line.pk): choice.line.name for choice, _count in started.rows}
            for pk, reason in kept.get("reasons", {}).items():
                if pk in items:
                    yield f"{items[pk]}: {CaseLine.Reason(reason).label}"
        case "outcome":
            yield from (each.text for each in told.demanded(kept.get("demand", ""), None, ""))
            yield from (each.text for each in told.said({"why_money": kept.get("why_money", "")}))
        case "amount":
            yield money(Decimal(kept["amount"]), started.order.currency)
        case "wish":
            word = told.WISH_WORDS.get(kept.get("wish", ""))
            yield str(word) if word else _("Up to you")
        case "fault" | "trouble":
            facts = {name: value for name, value in facts_of(started.draft).items() if name != "basis"}
            names = FAULT_FACTS if step == "fault" else TROUBLE_FACTS
            for each in told.said({name: value for name, value in facts.items() if name in names}):
                yield f"{each.label}: {each.text}"


FAULT_FACTS = {"noticed", "serial_numbers"}
TROUBLE_FACTS = {"trouble", "parcel"}


def what_comes_next(started: Started) -> Iterator[str]:
    """In the order in which it happens, with the days as they are if it is sent now."""
    terms, now = started.terms, started.now
    answer_by = when(case_rules.answer_due(now, terms).at)
    if started.kind == COMPLAINT:
        due = complaint_answer_due(now, started.law).internal
        yield _("You get an e-mail at once that says what we received and when.")
        yield _("We answer by %(day)s.") % {"day": when(due.day) if due.day else answer_by}
        if started.law.pack.silence_accepts:
            yield _("If we have not answered in time, your complaint counts as accepted, as you asked for it.")
        yield _("If we need the item, we pay for its way. Please don't send it yet.")
    elif started.kind == GUARANTEE:
        counted = plain_days_after(now.astimezone(terms.tz).date(), terms.guarantee_days)
        yield _("By %(day)s we tell you to whom we passed it on, and what the guarantee covers.") % {
            "day": when(counted.day)
        }
        yield _("The guarantor decides. We tell you as soon as we hear.")
        yield _("You may still complain to us at any time: that is a path of its own.")
    elif started.kind == DELIVERY:
        yield _("By %(day)s we tell you what the carrier says and what we do.") % {"day": answer_by}
        yield _("Found it meanwhile? Say so on the case's page with one click.")
    elif started.kind == RETURN:
        yield _("By %(day)s we look at it and tell you where to send the parcel. Please don't send it yet.") % {
            "day": answer_by
        }
        yield _("You hand over the parcel within %(days)d days of that.") % {"days": terms.send_back_days}
        yield _("Your money is back within %(days)d days after it arrived.") % {"days": terms.refund_days}
