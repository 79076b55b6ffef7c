"""The pictures of the demo's manuals, taken of a demo that runs: one of each in every language, as WebP."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, ViewportSize

from portal.demo.sign_ins import PASSWORD

PICTURES = Path(__file__).with_name("articles") / "pictures"
# What an editor looks for in each language.
ARTICLE = {"en": "Where is my parcel?", "pl": "Gdzie jest moja paczka?", "ru": "Где моя посылка?"}
LOCALES = {"en": "en-GB", "pl": "pl-PL", "ru": "ru-RU"}
HEAVIEST = 90_000  # bytes
PHONE = ViewportSize(width=390, height=700)
DESK = ViewportSize(width=1120, height=760)
TALLEST = 620
CANVAS = ViewportSize(width=1000, height=760)
# A phone alone would fill a screen from top to bottom.
FRAMED = """
<style>
  body { margin: 0; height: 760px; overflow: hidden; background: linear-gradient(160deg, #eef4f2, #dfe8ee); }
  img { position: absolute; left: 50%%; top: 36px; width: 372px; transform: translateX(-50%%); display: block;
        background: white; border: 8px solid #1d2a30; border-radius: 36px;
        box-shadow: 0 24px 60px rgb(20 40 50 / .18); }
</style>
<img src="data:image/png;base64,%s">
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """`then` is followed as a link; `part` is what of the page is shown, else its first screen."""

    name: str
    who: str
    address: str
    then: str = ""
    part: str = ""
    is_phone: bool = False


ARTICLE_LINK = "main a[href$='/edit/']:has-text('{article}')"
CASE = "main a[href*='/cases/C-']"
SHOTS = (
    Shot("home", "anna", "/", is_phone=True),
    Shot("order", "anna", "/orders/2033/", is_phone=True),
    Shot("start", "anna", "/cases/new/", is_phone=True),
    Shot("case", "anna", "/cases/", then="main a[href*='/cases/R-']", is_phone=True),
    Shot("queue", "mia", "/admin/cases/"),
    Shot("desk-case", "mia", "/admin/cases/?language={language}&kind=complaint", then=CASE),
    Shot("proposals", "mia", "/admin/cases/?language={language}&kind=complaint", then=CASE, part=".desk-proposals"),
    Shot("phone", "mia", "/admin/cases/phone/?q=anna@example.com"),
    Shot("figures", "nina", "/admin/figures/"),
    Shot("rules", "nina", "/admin/desk_rules/", then="main a[href*='/edit/']"),
    Shot("editor", "eva", "/admin/pages/search/?q={article}", then=ARTICLE_LINK),
    Shot("write-next", "eva", "/admin/reports/write-this-next/"),
    Shot("first-steps", "admin", "/admin/set-up/"),
    Shot("deliveries", "admin", "/admin/deliveries/"),
)


def take_all(browser: Browser, address: str) -> int:
    """Bytes of all pictures together."""
    total = 0
    for language, locale in LOCALES.items():
        (PICTURES / language).mkdir(parents=True, exist_ok=True)
        for who in dict.fromkeys(shot.who for shot in SHOTS):
            context = signed_in(browser, address, who, language, locale)
            for shot in (each for each in SHOTS if each.who == who):
                total += keep(take(browser, context, shot, language), PICTURES / language / f"{shot.name}.webp")
            speak("en", context)
            context.close()
    return total


def signed_in(browser: Browser, address: str, who: str, language: str, locale: str) -> BrowserContext:
    context = browser.new_context(
        base_url=address, locale=locale, color_scheme="light", reduced_motion="reduce", device_scale_factor=1.3
    )
    page = context.new_page()
    page.goto(in_language("/account/login/", language))
    page.locator("input[name=login]").fill(f"{who}@example.com")
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    page.close()
    speak(language, context)
    return context


def speak(language: str, context: BrowserContext) -> None:
    """Colleagues choose the admin's language in their account; customers have no such page."""
    page = context.new_page()
    answer = page.goto("/admin/account/")
    choice = page.locator("select[name$=preferred_language]")
    if answer and answer.ok and choice.count():
        choice.select_option(language)
        with page.expect_navigation():
            page.locator("main button[type=submit]").first.click()
    page.close()


def in_language(address: str, language: str) -> str:
    """Customers' pages are in the language of their address, the admin in that of the account."""
    told = address.format(language=language, article=ARTICLE[language])
    return told if language == "en" or told.startswith("/admin/") else f"/{language}{told}"


def take(browser: Browser, context: BrowserContext, shot: Shot, language: str) -> Image.Image:
    page = context.new_page()
    page.set_viewport_size(PHONE if shot.is_phone else DESK)
    page.goto(in_language(shot.address, language))
    if shot.then:
        page.goto(page.locator(shot.then.format(article=ARTICLE[language])).first.get_attribute("href") or "")
    page.reload()  # without the greeting
    picture = pixels(page, shot.part)
    page.close()
    return framed(browser, picture) if shot.is_phone else Image.open(BytesIO(picture))


def pixels(page: Page, part: str) -> bytes:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    if not part:
        return page.screenshot()
    page.set_viewport_size(ViewportSize(width=DESK["width"], height=3000))
    box = page.locator(part).first.bounding_box() or FloatRect(x=0, y=0, width=DESK["width"], height=TALLEST)
    return page.screenshot(clip={**box, "height": min(box["height"], TALLEST)})


def framed(browser: Browser, picture: bytes) -> Image.Image:
    page = browser.new_page(viewport=CANVAS)
    page.set_content(FRAMED % b64encode(picture).decode(), wait_until="load")
    image = Image.open(BytesIO(page.screenshot()))
    page.close()
    return image


def keep(image: Image.Image, path: Path) -> int:
    image.convert("RGB").save(path, "WEBP", quality=60, method=6)
    size = path.stat().st_size
    if size > HEAVIEST:
        raise SystemExit(f"{path} has {size} bytes; {HEAVIEST} are allowed.")
    return size
