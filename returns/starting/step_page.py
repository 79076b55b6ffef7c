"""What each step's page shows beside its form: where she is, what she chose so far, the money, the way to a human."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from returns.complaints import notice
from returns.starting import actions, offering, rules
from returns.starting.choices import Choice
from returns.starting.forms import ItemsForm
from returns.starting.started import Started
from returns.starting.titles import TITLES, hint_of, title_of
from returns.starting.ways import load_shop, way

# Where the choice between the remedies is made, and where the law's notice stands before it (R2).
NOTICE_STEP = "outcome"


def step_page(
    request: HttpRequest, started: Started, step: str, form: forms.Form, *, then_check: bool
) -> dict[str, Any]:
    kind, data = started.kind, started.data
    number, count = rules.place(kind, data, step)
    earlier = rules.CHECK if then_check else rules.before(kind, data, step)
    key = started.draft.key
    return {
        **summary(request, started),
        "form": form,
        "step": step,
        "part": f"returns/starting/steps/{step}.html",
        "title": title_of(kind, step),
        "hint": hint_of(kind, step),
        "number": number,
        "count": count,
        "then_check": then_check,
        "back_url": reverse("cases:start_step", args=[key, earlier]) if earlier else way_url(started),
        "notice": notice(get_language() or "en") if shows_notice(started, step) else None,
        "item_groups": item_groups(started, form) if isinstance(form, ItemsForm) else [],
        "offer": offering.offered(request, kind, started.order) if number == 1 else None,
    }


def summary(request: HttpRequest, started: Started) -> dict[str, Any]:
    """What stands beside every step and on the last page."""
    return {
        "started": started,
        "draft": started.draft,
        "order": started.order,
        "way": way(started.kind, started.law.pack, load_shop(request)),
        "rows": started.rows,
        "sums": started.sums,
        "is_return": started.kind == rules.RETURN,
        "contact_url": f"{reverse('cases:contact')}?order={started.order.slug}",
        "throw_away_url": reverse("cases:throw_away", args=[started.draft.key]),
    }


def way_url(started: Started) -> str:
    return f"{reverse('cases:new')}?kind={started.kind}&order={started.order.slug}"


def shows_notice(started: Started, step: str) -> bool:
    return step == NOTICE_STEP and started.law.pack.needs_repair_notice


def note_the_notice(started: Started, language: str, now: datetime) -> None:
    """Keep what is about to be shown, with its language and moment, as evidence: once for each text."""
    if not shows_notice(started, NOTICE_STEP):
        return
    said = notice(language).as_dict()
    shown: list[dict[str, str]] = started.data.get("notices", {}).get("shown", [])
    if not any(each["text"] == said["text"] for each in shown):
        rows = [*shown, {**said, "rule": "R2", "shown_at": now.isoformat(timespec="seconds")}]
        actions.fill_in(started.draft, "notices", {"shown": rows}, now)


def item_groups(started: Started, form: ItemsForm) -> list[dict[str, Any]]:
    """Each order with the rows of its form, and what cannot be part of it with the way that can."""
    return [
        {
            "order": each.order,
            "rows": [(choice, form.row(choice)) for choice in each.possible],
            "refused": [(choice, instead_url(choice)) for choice in each.impossible],
        }
        for each in started.found
    ]


def instead_url(choice: Choice) -> str:
    return f"{reverse('cases:new')}?kind={choice.instead}&order={choice.order.slug}&line={choice.line.pk}"


def more_orders_page(request: HttpRequest, started: Started, form: forms.Form) -> dict[str, Any]:
    back = reverse("cases:start_step", args=[started.draft.key, "items"])
    return {**summary(request, started), "form": form, "back_url": back, "step_titles": TITLES}
