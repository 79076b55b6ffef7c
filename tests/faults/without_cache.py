"""13: Redis is gone while it keeps answers, limits and sessions. Pages go on; whoever tries passwords does not."""

import shutil
import subprocess
import time
from http.client import HTTPException
from urllib.parse import urlencode

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string

from portal.accounts.models import User
from tests.bench.servers import free_port
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, nothing, until

TRIES = 12
PASSWORD = "correct horse battery"
PAGES = ("/account/login/", "/withdraw/", "/healthz")


def start_redis(shop: Shop, port: int) -> "subprocess.Popen[bytes]":
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([*command, "--dir", str(shop.folder)], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    return process


def sign_in(shop: Shop, email: str, password: str) -> int:
    token = _get_new_csrf_string()
    body = urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password}).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.CSRF_COOKIE_NAME}={token}",
        "Origin": settings.SITE_URL,
    }
    return shop.ask("POST", "/account/login/", body, headers)[0]


def trial(shop: Shop, number: int, found: Found) -> None:
    if shutil.which("redis-server") is None:
        found.note("redis-server is not installed", 1)
        return
    port = free_port()
    redis = start_redis(shop, port)
    environment = {**shop.environment, "CACHE_URL": f"redis://127.0.0.1:{port}/0"}
    other = Shop(shop.folder, environment)
    email = f"cache{number}x{time.time_ns()}@example.com"
    User.objects.create_user(email, PASSWORD, name="Anna")
    try:
        other.start_web()
        other.ready()
        look(other, found, "with it")
        redis.kill()
        redis.wait()
        look(other, found, "without it")
        # No limit can be counted: nobody may try.
        tried = {sign_in(other, email, f"wrong password {each}") for each in range(TRIES)}
        found.violations += [f"a wrong password was tried, {each}" for each in tried - {429, 503}]
        if (status := sign_in(other, email, PASSWORD)) not in (429, 503):
            found.violations.append(f"signing in without limits was answered with {status}")
        redis = start_redis(shop, port)
        if not until(lambda: sign_in(other, email, "wrong password") == 200, 30, 0.5):
            found.violations.append("after Redis came back nobody can sign in")
        look(other, found, "with it again")
    except (OSError, HTTPException) as error:
        found.violations.append(f"the web server is gone: {error}")
    finally:
        other.stop()
        redis.kill()
        redis.wait()


def look(shop: Shop, found: Found, when: str) -> None:
    for page in PAGES:
        began = time.monotonic()
        status, _said = shop.ask("GET", page)
        found.note(f"slowest page {when}, s", time.monotonic() - began, max)
        if status != 200:
            found.violations.append(f"{when}: {page} was answered with {status}")


FAULTS = (Fault(13, "cache gone", 1, 5, nothing, trial),)
