"""Journey: somebody on the shop's own site presses Help, asks, reads the answer there and closes the panel."""

from typing import Any

from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import PERSON, PHONE
from tests.journeys.people import open_help_centre

# As strict as a shop's policy can be: the script's host is named for scripts and frames, nothing else is allowed.
POLICY = "default-src 'none'; script-src {0}; frame-src {0}"


def test_the_answer_opens_in_the_shops_page(
    transactional_db: None, browser: Browser, live_server: LiveServer, settings: Any
) -> None:
    open_help_centre("en")
    shop = live_server.url.replace("localhost", "127.0.0.1")
    settings.WIDGET_SITES = [shop]
    options: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "user_agent": PERSON, "reduced_motion": "reduce"}
    context = browser.new_context(**options)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))

    def shop_page(route: Route) -> None:
        html = (
            f'<!doctype html><title>Shop</title><h1>Tea</h1><script src="{live_server.url}/widget.js" async></script>'
        )
        policy = POLICY.format(live_server.url)
        route.fulfill(body=html, headers={"Content-Type": "text/html", "Content-Security-Policy": policy})

    page.route(f"{shop}/tea", shop_page)
    page.goto(f"{shop}/tea")
    page.get_by_role("button", name="Help").click()
    frame = page.frame_locator("iframe")
    frame.get_by_label("Your question").fill("where is my parcel")
    frame.get_by_label("Your question").press("Enter")
    frame.get_by_role("link", name="Where is my parcel").first.click()
    expect(frame.locator("h1")).to_contain_text("parcel")
    frame.get_by_role("link", name="Back to the answers").click()
    expect(frame.locator("h1")).to_contain_text("where is my parcel")
    # The answer is on screen before the script that hears Escape has come.
    page.frames[-1].wait_for_load_state("load")
    frame.get_by_label("Your question").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("button", name="Help")).to_be_focused()
    page.get_by_role("button", name="Help").click()
    expect(page.locator("iframe")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("button", name="Help")).to_be_focused()
    assert page.url == f"{shop}/tea"
    assert troubles == []
    context.close()
