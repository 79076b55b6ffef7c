"""Settings of the test run: production's, with everything that leaves the process turned inward."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

# One folder a process: xdist's workers and two runs at the same time never meet.
_folder = Path(tempfile.mkdtemp(prefix="aftercare-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()  # WhiteNoise warns when it is missing
os.environ.update(
    DEBUG="0",
    DEMO="0",
    SECRET_KEY="a-key-for-tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    SITE_URL="https://testserver",
    DATA_DIR=str(_folder),
    # A folder in the environment is the one of xdist's controller: workers that share it index over each other.
    SEARCH_URL="database://" if os.environ.get("SEARCH_URL") == "database://" else f"whoosh://{_folder}/search",
    CACHE_URL="locmemcache://",
    MAIL_URL="memorymail://",
    TASKS_INLINE="1",
    PAGE_STORE="off",  # tests of portal.baking have stores of their own
    STAFF_MFA="required",
    # A failed test shows its log: thousands of lines of "task done" hide the reason.
    LOG_LEVEL="WARNING",
    # Playwright keeps an event loop in the main thread, and Django would refuse the ORM beside it.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)

from portal.settings import *  # noqa: E402, F403

STAFF_MFA = "optional"  # production refuses it; here staff sign in without an authenticator
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: threads and the live server get connections of their own and really wait for locks.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}  # noqa: F405
    # A live server that starts before the database is made must not take it for one in memory, which threads share.
    DATABASES["default"]["NAME"] = str(_folder / "none.sqlite3")  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )

# Most tests search for nothing; those that do have an index of their own, kept up to date (own_index).
for _backend in WAGTAILSEARCH_BACKENDS.values():  # noqa: F405
    _backend["AUTO_UPDATE"] = False

if "lintmigrations" in sys.argv:
    # django-migration-linter: what the code of the release before could not live with while the new one starts.
    INSTALLED_APPS += ["django_migration_linter"]  # noqa: F405
    _before = (Path(__file__).parent / "migrations_before_release.txt").read_text().splitlines()
    _rooms = [Path(__file__).parent.parent / name for name in ("portal", "kb", "orders", "returns")]
    MIGRATION_LINTER_OPTIONS = {
        "ignore_name": [name for name in _before if not name.startswith("#")],
        # Ours: each app is called as its folder.
        "include_apps": sorted({folder.parent.name for room in _rooms for folder in room.rglob("migrations")}),
        "ignore_initial_migrations": True,
        "no_cache": True,
        "quiet": ["ok", "ignore"],
    }
