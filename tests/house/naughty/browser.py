"""A browser that answers like the real site, forgets what it changed, and says what was asked for and written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from psycopg.types.json import Jsonb

from portal.accounts.models import User


class Browser(Client):
    """What a request changed is rolled back after it, with the jobs it started, whose failure is kept.

    Cookies stay too: nobody is signed out by a form that does it.
    """

    def __init__(self, user: User | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if user:
            self.force_login(user)
        self.written: list[str] = []

    def request(self, **request: Any) -> Any:
        self.written, cookies = [], copy(self.cookies)
        with transaction.atomic():
            before = len(connection.run_on_commit)
            with connection.execute_wrapper(self._look):
                answer = super().request(**request)
                if answer.status_code < 500:
                    vars(answer)["failed_later"] = self._finish(before)
            transaction.set_rollback(True)
        self.cookies = cookies
        return answer

    def _finish(self, before: int) -> str:
        """What is left for after the commit; the failure's name, as no browser would see it."""
        waiting, connection.run_on_commit = connection.run_on_commit[before:], connection.run_on_commit[:before]
        try:
            for _points, run, _robust in waiting:
                run()
        except Exception as error:
            return repr(error)
        return ""

    def _look(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            rows = params if many else [params]
            self.written += [text for row in rows for text in texts_in(row)]
        return execute(sql, params, many, context)


def texts_in(value: Any) -> Iterator[str]:
    """Every text that goes into a column: PostgreSQL takes JSON in a wrapper, and many rows as one list a column."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Jsonb):
        yield json.dumps(value.obj, ensure_ascii=False, default=str)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


@contextmanager
def names_asked_for() -> Iterator[set[str]]:
    """The names that views look up in a query or a form while this is open."""
    names: set[str] = set()
    plain = {name: getattr(QueryDict, name) for name in ("__getitem__", "__contains__", "getlist", "get")}

    def noting(name: str) -> Any:
        def lookup(self: QueryDict, key: Any, *rest: Any, **named: Any) -> Any:
            if isinstance(key, str):
                names.add(key)
            return plain[name](self, key, *rest, **named)

        return lookup

    for name in plain:
        setattr(QueryDict, name, noting(name))
    try:
        yield names
    finally:
        for name, usual in plain.items():
            setattr(QueryDict, name, usual)
