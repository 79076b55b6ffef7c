"""Settings of the test run: production's, with everything that leaves the process turned inward."""

import os
import tempfile
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_folder = Path(tempfile.gettempdir(), f"aftercare-tests-{os.getuid()}", _worker)
os.environ.update(
    DEBUG="0",
    DEMO="0",
    SECRET_KEY="a-key-for-tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    SITE_URL="https://testserver",
    DATA_DIR=str(_folder),
    SEARCH_URL=os.environ.get("SEARCH_URL", f"whoosh://{_folder}/search"),
    CACHE_URL="locmemcache://",
    MAIL_URL="memorymail://",
    TASKS_INLINE="1",
    STAFF_MFA="optional",
)

from portal.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
