"""A real browser on a real server: Debian's Chromium, driven by Playwright, with and without JavaScript.

A journey is a function that takes `page` (or `phone`, or `a_page(...)` for more people at once), walks through the
site and calls `accessible(page)` on what it passes. Any message in the console, any broken file and any request to
another host fails the journey.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from tests.conftest import PASSWORD

# Generous: two cores may be busy with something else, and waiting ends as soon as it can.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Chromium of its own accord asks for updates, models and experiments; nothing here may leave the machine.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparency"
    # A shop's page that a test makes up stands on no machine, and may ask nothing of this one.
    ",LocalNetworkAccessChecks",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
# As a phone says it: "Headless" would be taken for a program, and programs are not counted as readers.
PERSON = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# By night the page is the same but for its colours.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


# Colours glide from one scheme to the other, for a moment even with reduced motion.
SETTLED = """new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))
    .then(() => Promise.all(document.getAnimations().map((each) => each.finished)))"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert chromium, "Chromium is missing: sh portal/setup.sh tests"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*QUIET, *sandbox]}


@pytest.fixture(autouse=True)
def sites_own_address(live_server: LiveServer, settings: Any) -> None:
    """Links in mail lead to the server that runs now."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"


@pytest.fixture(autouse=True)
def search_follows_articles(settings: Any) -> None:
    """As on the real site: what is published is found."""
    backends = settings.WAGTAILSEARCH_BACKENDS
    settings.WAGTAILSEARCH_BACKENDS = {name: {**each, "AUTO_UPDATE": True} for name, each in backends.items()}


@pytest.fixture
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@dataclass
class Troubles:
    """What a person would only see in the developer tools."""

    address: str
    found: list[str] = field(default_factory=list)
    # Patterns of addresses whose 4xx answer is part of the journey.
    expected: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("response", self.response)
        page.on("request", self.request)

    def console(self, message: ConsoleMessage) -> None:
        # A refused answer is reported by `response`, with its address.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console {message.type}: {message.text}")

    def response(self, response: Response) -> None:
        if response.status >= 400 and not any(re.search(pattern, response.url) for pattern in self.expected):
            self.found.append(f"{response.status}: {response.request.method} {response.url}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.found.append(f"another host: {request.url}")


@pytest.fixture
def troubles(live_server: LiveServer) -> Iterator[Troubles]:
    watcher = Troubles(live_server.url)
    yield watcher
    assert watcher.found == []


@pytest.fixture
def a_page(browser: Browser, base_url: str, troubles: Troubles) -> Iterator[Callable[..., Page]]:
    """a_page(viewport=PHONE, java_script_enabled=False, locale="pl") is a new person's browser."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        wanted = {"viewport": DESK, "locale": "en-GB", "reduced_motion": "reduce", "user_agent": PERSON, **options}
        context = browser.new_context(base_url=base_url, **wanted)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        troubles.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=["with_js", "without_js"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Every journey that takes `page` or `phone` is walked twice."""
    return bool(request.param == "with_js")


@pytest.fixture
def page(a_page: Callable[..., Page], scripts: bool) -> Page:
    return a_page(java_script_enabled=scripts)


@pytest.fixture
def phone(a_page: Callable[..., Page], scripts: bool) -> Page:
    return a_page(java_script_enabled=scripts, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def accessible(browser: Browser, base_url: str) -> Iterator[Callable[[Page], None]]:
    """accessible(page): axe-core finds nothing, by day and by night, and nothing scrolls sideways.

    axe is a script itself and waits for ever where scripts are off, so it looks at a copy of what the person sees.
    """
    contexts: dict[str, BrowserContext] = {}

    def look(page: Page) -> None:
        size = page.viewport_size or DESK
        # One copy room for each size of window.
        context = contexts.setdefault(
            str(size), browser.new_context(base_url=base_url, viewport=size, reduced_motion="reduce", bypass_csp=True)
        )
        copy = context.new_page()
        seen = page.content()
        copy.route(page.url, lambda route: route.fulfill(body=seen, content_type="text/html; charset=utf-8"))
        copy.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())
        copy.goto(page.url)
        for scheme, rules in (("light", WCAG), ("dark", CONTRAST)):
            copy.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            copy.evaluate(SETTLED)
            results = Axe().run(copy, options=rules)
            assert results.violations_count == 0, f"{page.url} ({scheme})\n{results.generate_report()}"
        content, window = copy.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert content <= window, f"{page.url} scrolls sideways: {content} > {window} px"
        copy.close()

    yield look
    for context in contexts.values():
        context.close()


@pytest.fixture
def sign_in() -> Callable[[Page, User], None]:
    """sign_in(page, anna) types her address and password, as she would."""

    def type_it(page: Page, user: User) -> None:
        page.goto("/account/login/")
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form").filter(has=page.locator("input[name=password]")).locator(
            "button[type=submit]"
        ).first.click()
        page.wait_for_url(lambda url: "/account/login/" not in url)

    return type_it
