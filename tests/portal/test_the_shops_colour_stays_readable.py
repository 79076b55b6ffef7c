import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.dashboard.colours import (
    DARK_GROUND,
    LIGHT_GROUND,
    READABLE,
    accent_for_dark,
    accent_for_light,
    contrast,
)
from portal.dashboard.models import ShopSettings

any_colour = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def choose(accent: str) -> None:
    shop = ShopSettings.load()
    shop.accent = accent
    shop.save()


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54)])
def test_contrast_is_counted_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(any_colour)
def test_whatever_a_shop_chooses_can_be_read(chosen: str) -> None:
    light, dark = accent_for_light(chosen), accent_for_dark(chosen)
    assert contrast(light.ink, LIGHT_GROUND) >= READABLE
    assert contrast(light.ink, light.on) >= READABLE
    assert contrast(light.strong, light.on) >= READABLE
    assert contrast(dark.ink, DARK_GROUND) >= READABLE
    assert contrast(dark.ink, dark.on) >= READABLE
    assert contrast(dark.strong, dark.on) >= READABLE


def test_a_readable_colour_stays_as_chosen() -> None:
    assert accent_for_light("#7a1f5c").ink == "#7a1f5c"


def test_pages_carry_the_chosen_colour_as_a_stylesheet(client: Client, db: None) -> None:
    assert "/theme.css" not in client.get("/account/login/").content.decode()
    choose("#7a1f5c")
    assert 'href="/theme.css?7a1f5c"' in client.get("/account/login/").content.decode()
    sheet = client.get("/theme.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "#7a1f5c" in sheet.content.decode()


def test_the_stylesheet_is_not_sent_twice(client: Client, db: None) -> None:
    choose("#7a1f5c")
    etag = client.get("/theme.css").headers["ETag"]
    assert client.get("/theme.css", headers={"if-none-match": etag}).status_code == 304
    choose("#0b6e4f")
    assert client.get("/theme.css", headers={"if-none-match": etag}).status_code == 200
