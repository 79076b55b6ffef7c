"""A shop that would be unsafe does not start, and says why."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.house.source import ROOT

GOOD = {
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "f4Zp0nQ8vX2kL7sW9tR3yB6mC1dG5hJ0aE4uI8oP2qT6wK9xV3",
    "SITE_URL": "https://help.example.com",
    "SEARCH_URL": "database://",
    "MAIL_URL": "smtp+tls://user:secret@mail.example.com:587",
}
NONSENSE = {
    "no key": {"SECRET_KEY": ""},
    "a short key": {"SECRET_KEY": "abc123"},
    "a key of one letter": {"SECRET_KEY": "a" * 60},
    "Django's own example key": {"SECRET_KEY": "django-insecure-" + "x1y2z3" * 12},
    "any host": {"ALLOWED_HOSTS": "*"},
    "plain http": {"SITE_URL": "http://help.example.com"},
    "an unknown search": {"SEARCH_URL": "elastic://somewhere"},
    "an unknown log level": {"LOG_LEVEL": "CHATTY"},
    "too many proxies": {"TRUSTED_PROXIES": "99"},
    "a widget on a page instead of a site": {"WIDGET_SITES": "https://shop.example/tea"},
    "a widget anywhere": {"WIDGET_SITES": "*"},
    "fewer than no proxies": {"TRUSTED_PROXIES": "-1"},
    "a short webhook secret": {"WOOCOMMERCE_WEBHOOK_SECRETS": "much-too-short"},
    "three webhook secrets": {"SHOPIFY_WEBHOOK_SECRETS": ",".join(letter * 32 for letter in "abc")},
    "a standard webhook secret of too few bytes": {"GENERIC_WEBHOOK_SECRETS": "whsec_MfKQ9r8GKYqrTwjU"},
    "a standard webhook secret that is no Base64": {"GENERIC_WEBHOOK_SECRETS": "whsec_" + "ą!" * 20},
    "deliveries kept for ever": {"WEBHOOK_KEEP_DAYS": "9999"},
    "staff without a second factor": {"STAFF_MFA": "optional"},
}


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    def read(**changes: str) -> dict[str, Any]:
        for name in ("DATABASE_URL", "CACHE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "STAFF_MFA", "LOG_LEVEL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**GOOD, "DATA_DIR": str(tmp_path), **changes}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "portal" / "settings.py"))

    return read


def test_sensible_settings_start_with_everything_locked(settings_with: Any) -> None:
    settings = settings_with()
    assert settings["ALLOWED_HOSTS"] == ["help.example.com"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert settings["STAFF_MFA"] == "required"


def test_webhooks_take_two_secrets_while_one_is_replaced(settings_with: Any) -> None:
    secrets = ["n" * 32, "o" * 24]
    said = settings_with(WOOCOMMERCE_WEBHOOK_SECRETS=",".join(secrets), GENERIC_WEBHOOK_SECRETS="whsec_" + "ab12" * 8)
    assert said["WEBHOOK_SECRETS"] == {
        "woocommerce": secrets,
        "shopify": [],
        "easypost": [],
        "aftership": [],
        "generic": ["whsec_" + "ab12" * 8],
    }


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_the_shop_does_not_start_with(nonsense: str, settings_with: Any) -> None:
    with pytest.raises(ImproperlyConfigured):
        settings_with(**NONSENSE[nonsense])


def test_djangos_own_deployment_check_finds_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, **GOOD, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    for name in ("DATABASE_URL", "CACHE_URL", "STAFF_MFA", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
