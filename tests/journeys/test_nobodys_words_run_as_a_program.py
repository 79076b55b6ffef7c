"""Markup in everything that people can write, then fifty pages of all kinds in a real browser: nothing of it runs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from kb.models import ArticlePage
from orders.models import Order
from portal.accounts.models import User
from returns.models import Case
from tests.house.access.table import table
from tests.house.naughty.sending import patterns
from tests.house.naughty.strings import MARK
from tests.house.naughty.world import furnish, poison

RUNS = f"\"'><img src=/healthz onerror=window.__xss=1><{MARK} on{MARK}=1>"
# Whatever the policy stops is written down, although it stops it.
WATCH = """
window.__stopped = [];
document.addEventListener("securitypolicyviolation", (e) => window.__stopped.push(e.violatedDirective + e.blockedURI));
"""
# They lead away, answer something else than a page, or are shown to nobody.
NO_PAGES = (
    "results/",
    "healthz",
    "readyz",
    "metrics",
    ".txt",
    ".xml",
    ".css",
    ".js",
    ".json",
    "logout",
    "hooks/",
    "api/",
    "jsi18n",
    "sprite",
    "chooser",
    "choose-",
    "read/",
    "searched/",
    "trail/",
    "password_reset",
    "/add/",
    "/new/",
    "create",
    "multiple",
    "test404",
    "failwhale",
    "bulk",
    "export",
    "dismissibles",
    "tag-autocomplete",
    "block-preview",
    "editing-sessions",
    "embeds",
    "suggest",
    "stream",
    "keep",
    "download",
    "inactive",
    "2fa",
    "passkeys",
    "second-factor",
    "confirm",
    "again",
    "reset",
    "quick",
    "preview",
)


def pages() -> dict[str, list[str]]:
    """Addresses without a part that varies, and those of the things there are; by who looks at them."""
    plain = ["/" + each for each in sorted(set(patterns())) if not set(each) & set("<(^$")]
    plain = [each for each in plain if not any(part in each for part in NO_PAGES)]
    plain = [each for each in plain if "405" not in table().get(each[1:], {}).get("GET", "")]
    desk = [each for each in plain if each.startswith("/admin/")]
    orders = [
        f"/orders/{slug}/"
        for slug in Order.objects.filter(customer__email="anna@example.com").values_list("slug", flat=True)
    ]
    cases = list(Case.objects.values_list("reference", "customer_id"))
    anna = User.objects.get(email="anna@example.com")
    own = [f"/cases/{reference}/" for reference, owner in cases if owner == anna.pk]
    lists = (
        "cases",
        "shop_orders",
        "invoices",
        "mails",
        "users",
        "tips",
        "data_requests",
        "deliveries",
        "macros",
        "rules",
    )
    shown = [each for each in desk if any(each.startswith(f"/admin/{name}") for name in lists)][:16]
    worked = [f"/admin/cases/{reference}/" for reference, _owner in cases]
    return {
        "visitor": ["/", "/help/", "/help/search/?q=xss", "/account/login/", "/orders/find/"],
        "customer": [
            "/",
            "/orders/",
            "/cases/",
            "/account/",
            "/account/company/",
            "/account/reading/",
            *orders[:4],
            *own[:7],
        ],
        "editor": [
            "/admin/",
            "/admin/pages/",
            *written(),
            "/admin/tips/",
            "/admin/reports/help-centre/",
            "/admin/images/",
        ],
        "operator": [*shown, *worked[:8], "/admin/cases/customers/?q=xss", "/admin/live/", "/admin/reports/reasons/"],
    }


def written() -> list[str]:
    """An article as readers and as its editors see it, and the list it stands in."""
    article = ArticlePage.objects.order_by("pk")[0]
    return [article.get_url(), f"/admin/pages/{article.pk}/edit/", f"/admin/pages/{article.get_parent().pk}/"]


def enter(page: Page, user: User, address: str) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])


@pytest.mark.django_db(transaction=True)
def test_nothing_that_people_wrote_runs(a_page: Callable[..., Page], base_url: str, troubles: Any) -> None:
    people = furnish()
    assert poison(RUNS) > 50
    troubles.expected = [r"/healthz$", r"\.(jpg|webp|png)$", r"/files/"]
    seen, marked, said = 0, 0, list[str]()
    for role, addresses in pages().items():
        page = a_page()
        page.add_init_script(WATCH)
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        if role in people:
            enter(page, people[role], base_url)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status < 500, address
            assert page.evaluate("window.__xss") is None, address
            assert page.evaluate("window.__stopped") == [], address
            assert page.locator(MARK).count() == 0, address
            seen += 1
            marked += MARK in page.content()
    assert said == []
    assert seen >= 50
    assert marked >= 20, "the pages must show what was written"
