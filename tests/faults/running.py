"""One database, its faults: run in a fresh process, because settings are read from the environment once."""

import os
import sys
import time
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from tests.bench.servers import free_port
from tests.faults.shop import open_shop

NUMBERS = {
    1: "ingest",
    2: "ingest",
    3: "table",
    4: "invoice",
    5: "returning",
    6: "indexing",
    7: "posting",
    8: "cluster",
    9: "cluster",
    10: "full",
    11: "posting",
    12: "indexing",
    13: "without_cache",
    14: "clocks",
    15: "doubled",
    16: "agents",
    17: "twice",
    18: "racing",
    19: "upgrading",
    20: "restoring",
}


def environment_of(folder: Path, database: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "STAFF_MFA": "optional",
        "SECRET_KEY": "a-key-for-faults-only-0123456789abcdefghijklmnopqrstuvwxyz",
        "SITE_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "DATA_DIR": str(folder),
        "SEARCH_URL": f"whoosh://{folder / 'search'}",
        "DATABASE_URL": database or f"sqlite:///{folder / 'faults.sqlite3'}",
        "CACHE_URL": "dbcache://cache_rows",
        "MEDIA_DIR": str(folder / "media"),
        "PRIVATE_DIR": str(folder / "private"),
        "MAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "PAGE_STORE": "off",
        "TASKS_INLINE": "0",
        "LOG_LEVEL": "ERROR",
        "GENERIC_WEBHOOK_SECRETS": "whsec_YSBzZWNyZXQgZm9yIGZhdWx0cyBvZiAzMiBieXRlcyE=",
    }


def run(
    folder: str, database: str, wanted: Mapping[int, int], is_migrated: bool = False
) -> dict[int, dict[str, object]]:
    """`wanted`: fault → trials, 0 for as many as CI does. The answer is plain: it travels between processes."""
    environment = environment_of(Path(folder), database)
    os.environ.update(environment)
    django.setup()
    if not is_migrated:
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    trials = import_module("tests.faults.trials")
    results: dict[int, dict[str, object]] = {}
    with open_shop(Path(folder), environment) as shop:
        for number, count in wanted.items():
            module = import_module(f"tests.faults.{NUMBERS[number]}")
            fault = next(each for each in module.FAULTS if each.number == number)
            found = trials.Found()
            if fault.only and fault.only != connection.vendor:
                results[number] = {**vars(found), "title": f"{fault.title}: not on {connection.vendor}"}
                continue
            began = time.monotonic()
            try:
                fault.prepare(shop)
                for trial in range(count or fault.in_ci):
                    found.trials += 1
                    fault.trial(shop, trial, found)
                    sys.stderr.write(f"\r\033[K{fault.title}: {trial + 1} of {count or fault.in_ci}")
            except Exception as error:
                # The others are tried all the same; this one is counted as not held.
                found.violations.append(f"the trial ended with {type(error).__name__}: {str(error)[:300]}")
                traceback.print_exc()
            found.violations += [f"afterwards: {sentence}" for sentence in trials.invariants()]
            found.seconds = time.monotonic() - began
            results[number] = {**vars(found), "title": fault.title}
            sys.stderr.write(f"\r\033[K{number}: {results[number]}\n")
    return results
