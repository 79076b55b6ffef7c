"""What each address takes, found by asking it: names its view looks up, headers it reads, forms it makes.

No page is drawn for that, so that every run of the suite can ask all of them; the walk over drawn pages (finding.py)
is the long form.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from traceback import extract_tb
from typing import Any

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import CheckboxInput
from django.http import QueryDict

from tests.house.access.cast import Role
from tests.house.access.conftest import House
from tests.house.access.places import Place, every_place, path_to
from tests.house.access.table import table, word_for
from tests.house.access.walking import Answer, Walker
from tests.house.naughty.browser import names_asked_for, texts_in
from tests.house.naughty.sending import OUTSIDE

# What a field holds that has to hold something and has nothing yet.
FILLING = {
    "EmailField": "reader@example.com", "URLField": "https://example.com/a", "DateField": "2026-11-20",
    "DateTimeField": "2026-11-20 10:00", "TimeField": "10:00", "IntegerField": "1", "DecimalField": "1",
    "FloatField": "1", "SlugField": "words",
}  # fmt: skip
TEXT = {"text", "textarea", "search", ""}


@dataclass
class Noted:
    """One request: the forms that its view made, the names it asked for, and what it wrote."""

    answer: Answer
    forms: list[Any] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    written: list[str] = field(default_factory=list)
    raised: str = ""  # what broke, and where in our code or a library's

    @property
    def refused(self) -> set[str]:
        """Names of fields that a message was said about; "" is a message about all of them."""
        found = set()
        for form in self.forms:
            if isinstance(form, BaseForm) and form.is_bound and form._errors:
                found |= {form.add_prefix(name) if name in form.fields else "" for name in form._errors}
        return found


@dataclass
class Door:
    place: Place
    letter: str
    path: str
    parameters: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)  # of its form, as the page has them
    text: dict[str, int] = field(default_factory=dict)  # fields for free text: the most letters, 0 for any number
    asked: set[str] = field(default_factory=set)  # names without a field

    @property
    def is_ours(self) -> bool:
        """Made by us, or a page of Wagtail's own, of which there are some three hundred alike."""
        view = getattr(self.place.callback, "view_class", self.place.callback)
        return not str(getattr(view, "__module__", "")).startswith(("wagtail", "django", "functools"))

    @property
    def fields(self) -> list[str]:
        return sorted({*self.values, *self.asked})


class Asker:
    """Asks as one of the cast; what a request changed is undone after it, with the jobs that it started."""

    def __init__(self, house: House) -> None:
        self.house, self.walker = house, Walker()

    def ask(self, door: Door, method: str, data: Any = None, query: str = "", **headers: Any) -> Noted:
        role: Role = self.house.roles[door.letter]
        said: list[str] = []
        raised: list[str] = []
        before = len(connection.run_on_commit)

        def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith(("INSERT", "UPDATE")):
                rows = params if many else [params]
                said.extend(text for row in rows for text in texts_in(row))
            return execute(sql, params, many, context)

        def note(**named: Any) -> None:
            error = sys.exception()
            frame = extract_tb(error.__traceback__)[-1] if error else None
            raised.append(
                f"{error!r:.200} at {frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" if frame else ""
            )

        got_request_exception.connect(note)
        with transaction.atomic(), forms_made() as forms, names_asked_for() as names, connection.execute_wrapper(look):
            answer = self.walker.ask(role, method, door.path + query, data, **headers)
            transaction.set_rollback(True)
        got_request_exception.disconnect(note)
        del connection.run_on_commit[before:]
        return Noted(answer, forms, names, said, "; ".join(raised))


@contextmanager
def forms_made() -> Iterator[list[Any]]:
    made: list[Any] = []
    plain = {kind: kind.__init__ for kind in (BaseForm, BaseFormSet)}

    def noting(kind: Any) -> Any:
        def begin(self: Any, *args: Any, **named: Any) -> None:
            plain[kind](self, *args, **named)
            made.append(self)

        return begin

    for kind in plain:
        kind.__init__ = noting(kind)  # type: ignore[method-assign]
    try:
        yield made
    finally:
        for kind, begin in plain.items():
            kind.__init__ = begin  # type: ignore[method-assign]


def doors(house: House) -> list[Door]:
    """Every address somebody may come in at, once for those who come in as different people."""
    found = []
    for place in every_place():
        if OUTSIDE.search(place.pattern) or place.pattern.startswith("api/"):
            continue
        for letters in ("SR",) if place.pattern.startswith("admin/") else ("A", "N"):
            open_to = [
                letter
                for letter in letters
                if "in" in {word_for(table()[place.pattern][column], letter) for column in ("GET", "POST")}
            ]
            if open_to:
                found.append(Door(place, open_to[0], path_to(place, house.world, house.world.anna)))
    return found


def look_at(asker: Asker, door: Door) -> list[Noted]:
    """Opens the door empty-handed, then sends what its form holds: twice, for a view may make its form only then."""
    seen = asker.ask(door, "GET")
    door.parameters = seen.names
    learn(door, seen)
    if word_for(table()[door.place.pattern]["POST"], door.letter) == "405":
        return [seen]
    sent = asker.ask(door, "POST", door.values)
    known = len(door.values)
    learn(door, sent)
    answers = [seen, sent]
    if len(door.values) > known:
        answers.append(asker.ask(door, "POST", door.values))
        learn(door, answers[-1])
    if sent.answer.status != 405:
        door.asked |= (
            {name for each in answers[1:] for name in each.names} - door.values.keys() - {"csrfmiddlewaretoken"}
        )
    return answers


def learn(door: Door, seen: Noted) -> None:
    for form in seen.forms:
        fields = list(form.management_form) if isinstance(form, BaseFormSet) else fields_of(form)
        for bound in fields:
            for name, value, kind in inputs_of(bound):
                if name in door.values or not name:
                    continue
                door.values[name] = value
                if kind in TEXT and type(bound.field).__name__ in {"CharField", "RegexField", "SlugField"}:
                    door.text[name] = bound.field.max_length or 0


def fields_of(form: Any) -> list[BoundField]:
    # Of a search in a list: those are parameters of the address.
    if not isinstance(form, BaseForm) or (isinstance(form.data, QueryDict) and form.is_bound and not form.data):
        return []
    with suppress(KeyError):
        return list(form)
    return []


def inputs_of(bound: BoundField) -> Iterator[tuple[str, list[str], str]]:
    """(name, values, type) of every input that the field is drawn as."""
    value = bound.initial if bound.form.is_bound else bound.value()
    if getattr(bound.field.widget, "needs_multipart_form", False):
        return
    if hasattr(bound.field.widget, "block_def"):
        yield from block_of(bound)
        return
    if hasattr(bound.field.widget, "get_value_data"):
        chosen = bound.field.widget.get_value_data(value) or {}
        yield bound.html_name, [str(chosen.get("id") or "")], "chooser"
        return
    drawn = bound.field.widget.get_context(bound.html_name, value, {})["widget"]
    for part in drawn.get("subwidgets") or [drawn]:
        if not isinstance(part, dict) or not isinstance(part.get("name"), str):
            continue
        yield part["name"], values_of(part, bound, value), str(part.get("type") or "")


def values_of(part: dict[str, Any], bound: BoundField, value: Any) -> list[str]:
    choices = [each for _group, options, _place in part.get("optgroups", ()) for each in options]
    if choices:
        chosen = [str(each["value"]) for each in choices if each["selected"] and str(each["value"])]
        given = [str(each["value"]) for each in choices if str(each["value"])][:1]
        return chosen or (given if bound.field.required else [])
    if isinstance(bound.field.widget, CheckboxInput):
        return ["on"] if value else []
    shown = part.get("value")
    if shown not in (None, ""):
        return [str(shown)]
    return [FILLING.get(type(bound.field).__name__, "Words")] if bound.field.required else [""]


def block_of(bound: BoundField) -> Iterator[tuple[str, list[str], str]]:
    """A body of blocks: one of the first kind, which scripts would have drawn."""
    kinds = getattr(bound.field.widget.block_def, "child_blocks", {})
    name = bound.html_name
    for key, value in {
        "count": "1", "0-type": next(iter(kinds), ""), "0-order": "0", "0-deleted": "", "0-id": "",
        "0-value": '"Words"',
    }.items():  # fmt: skip
        yield f"{name}-{key}", [value], "block"
