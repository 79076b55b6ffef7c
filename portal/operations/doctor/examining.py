"""All checks in their order; what needs the database is left out when there is none."""

from collections.abc import Iterator
from datetime import datetime

from portal.operations.checks import Check, Said, migrations
from portal.operations.doctor import choices, machine, parts

GROUPS: dict[str, dict[str, Check]] = {
    "This machine": machine.CHECKS,
    "Settings": {name: check for name, check in choices.CHECKS.items() if name not in {"seller", "shop", "people"}},
    "Parts": parts.CHECKS,
    "The shop": {name: choices.CHECKS[name] for name in ("seller", "shop", "people")},
}
# In vain without tables.
NEED_DATABASE = {*parts.CHECKS, "seller", "shop", "people", "help centre"} - {"database", "files", "mail server"}


def examine(now: datetime) -> Iterator[tuple[str, str, Said]]:
    """(group, name, what was found), each when it is known."""
    has_database = parts.database(now).state == "ok"
    has_tables = has_database and migrations(now).state == "ok"
    for group, named in GROUPS.items():
        for name, check in named.items():
            if name in NEED_DATABASE and not (has_tables or (has_database and name == "migrations")):
                yield group, name, Said("warn", "Not looked at: the database is not ready.")
            else:
                yield group, name, asked(check, now)


def asked(check: Check, now: datetime) -> Said:
    try:
        return check(now)
    except Exception as error:
        # A check that breaks is news too, and the next ones still have something to say.
        return Said("fail", f"It could not be looked at: {type(error).__name__}.", "LOG_LEVEL=DEBUG may tell more.")
