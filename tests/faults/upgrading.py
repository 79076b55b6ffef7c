"""19: the release before and this one serve the same database at 20 requests a second, while it is migrated."""

import io
import itertools
import subprocess
import tarfile
import threading
import time
from http.client import HTTPException
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.faults.ingest import API_KEY, prepare_api
from tests.faults.shop import ROOT, Shop, manage
from tests.faults.trials import Fault, Found

PER_SECOND, AFTERWARDS_SECONDS = 20, 5
MIGRATIONS = "*/migrations/0*.py"
PAGES = ("/", "/help/", "/account/login/", "/withdraw/", "/cases/contact/", "/api/v1/orders", "/healthz")
# Whoever waits longer for a lock gives up and is tried again, instead of holding up everybody behind it.
PATIENT = "-c lock_timeout=2s"


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def newest() -> tuple[str, list[tuple[str, str]]]:
    """(the commit before the newest migrations, these as (app, name))."""
    commit = git("log", "-1", "--diff-filter=A", "--format=%H", "--", MIGRATIONS)
    files = git("show", "--diff-filter=A", "--name-only", "--format=", commit, "--", MIGRATIONS).splitlines()
    return f"{commit}^", [(Path(file).parent.parent.name, Path(file).stem) for file in files]


def unpack(commit: str, folder: Path) -> Path:
    content = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        tar.extractall(folder, filter="data")
    return folder


def step_back(added: list[tuple[str, str]]) -> None:
    """The database as the release before left it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    for app in {app for app, _name in added}:
        first = min(name for each, name in added if each == app)
        before = max((name for each, name in applied if each == app and name < first), default="zero")
        call_command("migrate", app, before, verbosity=0)


def ask_on(shop: Shop, enough: threading.Event, seen: list[tuple[str, int, float]]) -> None:
    headers = {"Authorization": f"Bearer {API_KEY[0]}"}
    for page in itertools.cycle(PAGES):
        if enough.is_set():
            return
        began = time.monotonic()
        try:
            status, _said = shop.ask("GET", page, None, headers if page.startswith("/api") else None)
        except (OSError, HTTPException):
            status = 599
        took = time.monotonic() - began
        seen.append((page, status, took))
        time.sleep(max(0.0, 4 / PER_SECOND - took))


def trial(shop: Shop, number: int, found: Found) -> None:
    if not (ROOT / ".git").exists():
        found.note("not a git clone", 1)
        return
    commit, added = newest()
    old = Shop(shop.folder, shop.environment, unpack(commit, shop.folder / f"before-{number}"))
    enough: threading.Event = threading.Event()
    seen: list[tuple[str, int, float]] = []
    step_back(added)
    try:
        old.start_web()
        old.ready()
        threads = [threading.Thread(target=ask_on, args=(each, enough, seen)) for each in (old, old, shop, shop)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        began = time.monotonic()
        process = subprocess.run(
            manage("migrate", "--verbosity", "0"), cwd=ROOT, env={**shop.environment, "PGOPTIONS": PATIENT},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        found.note("migrating, s", time.monotonic() - began, max)
        time.sleep(AFTERWARDS_SECONDS)
        enough.set()
        for thread in threads:
            thread.join()
    finally:
        enough.set()
        old.stop()
        call_command("migrate", verbosity=0)
    if process.returncode:
        found.violations.append(f"migrate ended with {process.returncode}: {process.stderr[-300:]}")
    found.note("requests", len(seen))
    found.note("migrations", len(added))
    found.note("slowest, s", max(took for _page, _status, took in seen), max)
    bad = sorted({(page, status) for page, status, _took in seen if status >= 500})
    found.violations += [f"{page} was answered with {status} while it was upgraded" for page, status in bad]


FAULTS = (Fault(19, "upgrade from the release before under 20 requests a second", 1, 1, prepare_api, trial),)
