"""One database is migrated for a whole run; every worker's test database begins as a copy of it.

`python -m tests.migrated NAME` makes it: a file of SQLite, or a database of the PostgreSQL in DATABASE_URL.
Without it (TEST_TEMPLATE is not set) pytest-django migrates for every worker as ever, which takes a minute each.
"""

import os
import shutil
import sys

import django
from django.core.management import call_command
from django.db import connection

TEMPLATE = os.environ.get("TEST_TEMPLATE", "")


def make(name: str) -> None:
    if connection.vendor == "postgresql":
        create(name)
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    connection.close()


def copy(name: str) -> None:
    """The template under another name, as the test database that is about to be used."""
    if connection.vendor == "postgresql":
        create(name, TEMPLATE)
    else:
        shutil.copy(TEMPLATE, name)


def create(name: str, template: str = "template0") -> None:
    quoted = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    make(sys.argv[1])
