"""Lighthouse's phone profile on public pages and, signed in, on a customer's own; as production serves them.

Needs the command `lighthouse` (npm install --global lighthouse) and a Chromium.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kb.models import ArticlePage
from orders.models import Order, OrderLine, Shipment
from portal.accounts.models import User
from returns.actions import open_question
from tests.bench.corpus import Corpus
from tests.bench.pages_made import make_articles
from tests.bench.rows import Row, missing, row
from tests.bench.servers import Server, free_port, serving

ARTICLES = 60
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MOST_KB, MOST_REQUESTS, MOST_LCP = 40, 8, 1.0
SECONDS = 180


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    is_private: bool = False
    # Kept out of search engines on purpose, which Lighthouse takes for a fault.
    is_hidden: bool = False


@contextmanager
def production(path: str) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    with serving(
        [*command, "tests.bench.behind:application"], port, path, PAGE_STORE="disk", TRUSTED_PROXIES="1"
    ) as server:
        yield server


def customer() -> tuple[User, list[Page]]:
    """Somebody with an order on its way and an open question."""
    now = timezone.now()
    user = User.objects.create_user("anna@example.com", "correct horse battery", name="Anna Nowak")
    order = Order.objects.create(
        source="bench",
        external_id="1",
        number="A-1001",
        slug="a-1001",
        customer=user,
        currency="PLN",
        total="99.00",
        status=Order.Status.SHIPPED,
        placed_at=now - timedelta(days=3),
        external_updated_at=now,
        content_hash="1",
    )
    OrderLine.objects.create(order=order, external_id="1", name="Ceramic mug", quantity=2)
    Shipment.objects.create(order=order, external_id="1", status=Shipment.Status.IN_TRANSIT)
    case, _is_new = open_question(
        by=user, order=order, subject="A mug", body="Is it blue?", submission_key=uuid4(), language="en", now=now
    )
    return user, [
        Page(f"own {name}", address, is_private=True, is_hidden=True)
        for name, address in (
            ("home", "/"),
            ("orders", reverse("orders:list")),
            ("order", reverse("orders:detail", args=[order.slug])),
            ("cases", reverse("cases:list")),
            ("case", reverse("cases:detail", args=[case.reference])),
            ("return", reverse("cases:new")),
            ("account", reverse("accounts:overview")),
        )
    ]


def public() -> list[Page]:
    article = ArticlePage.objects.live()[ARTICLES // 2]
    topic = article.get_parent()
    return [
        Page("home", "/"),
        Page("topic", topic.get_url() or ""),
        Page("article", article.get_url() or ""),
        Page("search", f"{reverse('kb:search')}?q=delivery", is_hidden=True),
        Page("contact", reverse("cases:contact")),
        Page("withdraw", reverse("cases:withdraw")),
    ]


def cookie(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def look(program: str, url: str, headers: dict[str, str]) -> dict[str, Any]:
    """Lighthouse's report. Raises RuntimeError with what it said when there is none."""
    with tempfile.TemporaryDirectory() as folder:
        told, report = Path(folder, "headers.json"), Path(folder, "report.json")
        told.write_text(json.dumps(headers))
        flags = "--headless=new --disable-gpu" + (" --no-sandbox" if os.geteuid() == 0 else "")
        command = [program, url, "--quiet", f"--chrome-flags={flags}", f"--extra-headers={told}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={report}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        if not report.exists():
            raise RuntimeError(done.stderr.strip()[-300:] or "no report")
        found: dict[str, Any] = json.loads(report.read_text())
        if wrong := found.get("runtimeError"):
            raise RuntimeError(wrong["message"])
        return found


def scored(report: dict[str, Any], category: str, left_out: str = "") -> int:
    """The category's score of 100; what does not apply, and what is left out, weighs nothing."""
    refs = [each for each in report["categories"][category]["auditRefs"] if each["weight"] and each["id"] != left_out]
    scores = [(each["weight"], report["audits"][each["id"]]["score"]) for each in refs]
    counted = [(weight, score) for weight, score in scores if score is not None]
    return round(100 * sum(weight * score for weight, score in counted) / sum(weight for weight, _score in counted))


def judged(page: Page, report: dict[str, Any]) -> list[Row]:
    audits = report["audits"]
    rows = []
    for category in CATEGORIES:
        score = round((report["categories"][category]["score"] or 0) * 100)
        if page.is_hidden and category == "seo":
            score = scored(report, category, left_out="is-crawlable")
        failed = [
            each["id"]
            for each in report["categories"][category]["auditRefs"]
            if each["weight"] and (audits[each["id"]]["score"] or 0) < 0.9
            if audits[each["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
        ]
        rows.append(row(f"{page.name}: {category}", score, "", at_least=100, note=", ".join(failed)))
    items = audits["network-requests"]["details"]["items"]
    weight = sum(each.get("transferSize", 0) for each in items) / 1000
    slowest = audits["largest-contentful-paint"]["numericValue"] / 1000
    rows.append(row(f"{page.name}: weight", weight, "kB", at_most=MOST_KB))
    rows.append(row(f"{page.name}: requests", len(items), "", at_most=MOST_REQUESTS))
    rows.append(row(f"{page.name}: largest paint", slowest, "s", at_most=MOST_LCP))
    blocked = audits["total-blocking-time"]["numericValue"]
    return [*rows, row(f"{page.name}: blocked", blocked, "ms", at_most=0)]


def measure() -> list[Row]:
    program = shutil.which("lighthouse")
    if program is None:
        return [missing("Lighthouse", "", "not installed: npm install --global lighthouse")]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    os.environ.setdefault("CHROME_PATH", chromium or "")
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    make_articles(Corpus(ARTICLES), "en")
    user, own = customer()
    rows: list[Row] = []
    with production("/healthz") as server:
        for page in [*public(), *own]:
            headers = {"X-Bench-Cookie": cookie(user)} if page.is_private else {}
            try:
                rows += judged(page, look(program, f"http://localhost:{server.port}{page.path}", headers))
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                rows.append(missing(page.name, "", str(error)))
    return rows
