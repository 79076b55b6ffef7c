"""The digest in its reader's language: for the mail, and for the same page in the admin."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from portal.desk.reports.every import figures
from portal.desk.reports.words import show
from portal.desk.rules import span

FIGURE, ANSWERS = "figures:figure", "survey_answers"


def letter(facts: Mapping[str, Any], language: str, made_at: datetime) -> dict[str, Any]:
    """In the language that is switched on; a figure that is not known any more is left out."""
    since, until = date.fromisoformat(facts["since"]), date.fromisoformat(facts["until"])
    tasks = facts["tasks"].get(language) or facts["tasks"].get(settings.LANGUAGE_CODE, [])
    waiting = datetime.fromisoformat(facts["waiting_since"]) if facts["waiting_since"] else None
    return {
        **{name: facts[name] for name in ("breached", "late", "waiting", "unhappy", "wants_help")},
        "since": since,
        "until": until,
        "worse": [line for each in facts["worse"] if (line := line_of(each, since, until))],
        "better": [line for each in facts["better"] if (line := line_of(each, since, until))],
        "waiting_for": span(made_at - waiting) if waiting else "",
        "tasks": [task | {"url": absolute(task["path"]), "all": absolute(task["more"])} for task in tasks],
        "url": absolute(reverse("figures:overview")) + f"?period=custom&since={since}&until={until}",
        "answers_url": absolute(reverse(ANSWERS)) + "?days=7&mood=unhappy",
        "late_url": absolute(reverse("desk:queue")),
    }


def line_of(said: Mapping[str, Any], since: date, until: date) -> dict[str, Any] | None:
    figure = figures().get(said["name"])
    if figure is None:
        return None
    return {
        "title": str(figure.title),
        "value": show(said["value"], said["unit"]),
        "usual": show(said["usual"], said["unit"]),
        "n": said["n"],
        "usual_n": said["usual_n"],
        "url": f"{absolute(reverse(FIGURE, args=[said['name']]))}?period=custom&since={since}&until={until}",
    }


def absolute(path: str) -> str:
    return settings.SITE_URL + path
