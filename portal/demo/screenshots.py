"""`make screenshots`: the pictures of README and manuals, of a running demo. Needs `make setup-tests`."""

import os
import shutil
import sys
from base64 import b64encode
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from portal.demo.manual_pictures import take_all
from portal.demo.sign_ins import PASSWORD, SIGN_INS

PICTURE = Path(__file__).with_name("tour.png")
HEAVIEST = 250_000  # bytes: a README is read on slow lines too
CANVAS = ViewportSize(width=1440, height=920)
DESK = ViewportSize(width=1120, height=800)
PHONE = ViewportSize(width=390, height=800)
ANNA = SIGN_INS[0]
ORDER = "/orders/2033/"  # its parcel waits in a locker

COMPOSED = """
<style>
  body { margin: 0; height: 920px; position: relative; overflow: hidden;
         background: linear-gradient(160deg, #eef4f2, #dfe8ee); }
  img { position: absolute; display: block; background: white; border: 1px solid #c9d3d8;
        box-shadow: 0 24px 60px rgb(20 40 50 / .18); }
  .desk { left: 48px; top: 48px; width: 1080px; border-radius: 14px; }
  .phone { right: 48px; top: 132px; width: 360px; border: 8px solid #1d2a30; border-radius: 40px; }
</style>
<img class="desk" src="data:image/png;base64,%s"><img class="phone" src="data:image/png;base64,%s">
"""


def open_page(browser: Browser, address: str, window: ViewportSize) -> Page:
    context = browser.new_context(
        base_url=address, viewport=window, locale="en-GB", color_scheme="light", reduced_motion="reduce"
    )
    return context.new_page()


def picture_of(page: Page) -> str:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    return b64encode(page.screenshot()).decode()


def home_page(browser: Browser, address: str) -> str:
    page = open_page(browser, address, PHONE)
    page.goto("/")
    return picture_of(page)


def order_page(browser: Browser, address: str) -> str:
    page = open_page(browser, address, DESK)
    page.goto(f"/account/login/?next={ORDER}")
    page.locator("input[name=login]").fill(ANNA.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{ORDER}")
    page.reload()  # without the greeting
    return picture_of(page)


def compose(browser: Browser, desk: str, phone: str) -> Image.Image:
    page = browser.new_page(viewport=CANVAS)
    page.set_content(COMPOSED % (desk, phone), wait_until="load")
    return Image.open(BytesIO(page.screenshot()))


def save(image: Image.Image) -> None:
    few_colours = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few_colours.save(PICTURE, optimize=True)
    if PICTURE.stat().st_size > HEAVIEST:
        raise SystemExit(f"{PICTURE} has {PICTURE.stat().st_size} bytes; {HEAVIEST} are allowed.")


def main() -> int:
    address = f"http://localhost:{os.environ.get('PORT', '8000')}"
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("Chromium is missing: sh portal/setup.sh tests")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu", *sandbox])
        try:
            save(compose(browser, order_page(browser, address), home_page(browser, address)))
            heavy = take_all(browser, address)
        finally:
            browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1000} kB; of the manuals: {heavy // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
