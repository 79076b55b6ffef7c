"""What is missing when a request fails: the database, or room on a disk. Then the answer says when to come again."""

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

# EFBIG: a quota that counts files one by one.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# SQLite's SQLITE_FULL and PostgreSQL's 53100; drivers tell them in words and in a code.
FULL = re.compile(r"disk is full|No space left on device|could not extend file", re.IGNORECASE)
DISK_FULL = "53100"


@dataclass(frozen=True, slots=True)
class Outage:
    """`wait`: seconds after which it is worth asking again."""

    status: int
    template: str
    wait: int


DATABASE_AWAY = Outage(503, "database_away.html", 10)
NO_SPACE = Outage(507, "507.html", 300)


def outage(error: BaseException | None) -> Outage | None:
    """None when the fault is another one: then it is ours, and a 500."""
    chain = list(causes(error))
    if any(is_full(each) for each in chain):
        return NO_SPACE
    if any(isinstance(each, OperationalError | InterfaceError) for each in chain):
        return DATABASE_AWAY
    return None


def is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    is_operational = isinstance(error, OperationalError)
    return getattr(error, "sqlstate", "") == DISK_FULL or (is_operational and bool(FULL.search(str(error))))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
