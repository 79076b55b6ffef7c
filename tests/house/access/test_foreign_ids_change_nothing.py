"""R4, R5: an id of Ben's in Anna's form, and fields that no form has, change nothing of his or unlisted."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction

from tests.house.access.conftest import House
from tests.house.access.forms import Form, forms_for
from tests.house.access.walking import Answer, read
from tests.house.access.world import Holdings

Rows = dict[str, set[tuple[Any, ...]]]
INJECTED = "31337042"
# Written anew by whoever knocks, whatever the form: sessions, limits, what is counted.
NOBODYS = {"django_session", "cache_rows", "usersessions_usersession"}


def rows() -> Rows:
    """Everything there is, by table."""
    said = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and table not in NOBODYS and not table.endswith("fts"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
                said[table] = {tuple(map(str, row)) for row in cursor.fetchall()}
    return said


@pytest.fixture(scope="module")
def before(house: House) -> Rows:
    """Each request is undone, so this is what there is before every one."""
    return rows()


def sent(house: House, before: Rows, letter: str, form: Form, data: dict[str, str]) -> tuple[Answer, Rows]:
    """The answer, and the rows that are new or other than before; then all is undone."""
    with transaction.atomic():
        walker = house.walker
        request = walker._request(house.roles[letter], "POST", form.action, data, {})
        response = walker.handler.get_response(request)
        answer = read(response)
        after = rows()
        transaction.set_rollback(True)
    cache.clear()
    return answer, {table: after[table] ^ before[table] for table in after if after[table] != before[table]}


def belongs_to(house: House, letter: str) -> list[str]:
    """What names somebody in any row: the words planted in hers, and her numbers."""
    held: Holdings = {"A": house.world.anna, "B": house.world.ben}[letter]
    return held.said


def swapped(form: Form, mine: Holdings, theirs: Holdings) -> Iterator[tuple[str, dict[str, str]]]:
    """The form once for each field that holds, or is named like, one of her references: with the other's in it."""
    by_value = {value: theirs.places[name] for name, value in mine.places.items() if name in theirs.places}
    for name, value in form.fields:
        if value in by_value and value != by_value[value]:
            yield name, form.data | {name: by_value[value]}
        for word, filler in LIKE.items():
            if word in name.lower() and filler in theirs.places and theirs.places[filler] != value:
                yield name, form.data | {name: theirs.places[filler]}


LIKE = {
    "order": "order", "case": "case", "line": "line", "key": "draft", "company": "company", "invoice": "invoice",
    "reference": "case", "customer": "customer", "user": "customer", "draft": "draft", "file": "file",
    "leave_out": "file", "parcel": "parcel",
}  # fmt: skip


@pytest.fixture(scope="module")
def forms(house: House) -> dict[str, list[Form]]:
    return {letter: forms_for(house, letter) for letter in "AB"}


def test_forms_are_found(forms: dict[str, list[Form]]) -> None:
    assert len(forms["A"]) >= 15
    assert len({form.action for form in forms["A"]}) >= 12


@pytest.mark.parametrize(("actor", "other"), ["AB", "BA"])
def test_the_others_ids(house: House, before: Rows, forms: dict[str, list[Form]], actor: str, other: str) -> None:
    mine, theirs = (house.world.anna, house.world.ben) if actor == "A" else (house.world.ben, house.world.anna)
    wrong, tried = [], 0
    for form in forms[actor]:
        for name, data in swapped(form, mine, theirs):
            tried += 1
            answer, changed = sent(house, before, actor, form, data)
            said = answer.body.decode("utf-8", "replace") + str(answer.headers)
            shown = [word for word in belongs_to(house, other) if word in said and word not in data.values()]
            touched = [
                table
                for table, found in changed.items()
                for row in found
                if any(
                    word in value for value in row for word in belongs_to(house, other) if word not in data.values()
                )
            ]
            if shown or touched or answer.status >= 500:
                wrong.append(f"{form.action} {name}={data[name]}: {answer.status} {shown} {sorted(set(touched))}")
    assert tried >= 10, "the rule must have something to try"
    assert wrong == []


def every_field() -> dict[str, str]:
    """Every column of every model of ours, with a value that stands nowhere else."""
    named = {}
    for model in apps.get_models():
        if model._meta.app_label in {"accounts", "orders", "returns", "desk", "live", "callbacks", "surveys"}:
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    named[field.name] = named[getattr(field, "attname", field.name)] = INJECTED
    return named | {"is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "1", "internal": "on"}


def test_fields_no_form_has(house: House, before: Rows, forms: dict[str, list[Form]]) -> None:
    fields = every_field()
    assert len(fields) > 200
    wrong = []
    for form in forms["A"]:
        own = set(form.data)
        extra = {name: value for name, value in fields.items() if name not in own}
        answer, changed = sent(house, before, "A", form, form.data | extra)
        plain, usual = sent(house, before, "A", form, form.data)
        stored = [table for table, found in changed.items() for row in found if INJECTED in row]
        surprising = set(changed) - set(usual)
        is_staff = list(changed.get("accounts_user", ()))
        if (
            stored
            or surprising
            or answer.status >= 500
            or answer.status != plain.status
            or (is_staff and "accounts_user" not in usual)
        ):
            wrong.append(f"{form.action}: {plain.status} and {answer.status}, {stored} {sorted(surprising)}")
    assert wrong == []
