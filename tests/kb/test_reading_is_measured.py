"""The arithmetic of reading, with figures worked out by hand."""

import pytest

from kb import rules as article_rules
from kb.reading import rules
from kb.reading.rules import NotABeacon, Reading

GOOD = {"v": "0" * 31 + "a", "n": "1", "a": "4000", "s": "6000", "m": "55", "e": "1", "d": "s", "f": "d"}


def test_a_text_of_238_words_takes_a_minute() -> None:
    assert article_rules.expected_seconds(words=238, images=0) == 60


def test_every_picture_adds_twelve_seconds() -> None:
    assert article_rules.expected_seconds(words=238, images=2) == 84


@pytest.mark.parametrize(("seconds", "shown"), [(1, 1), (60, 1), (61, 2), (150, 3)])
def test_minutes_are_announced_whole_and_never_none(seconds: int, shown: int) -> None:
    assert article_rules.minutes(seconds) == shown


def test_a_beacon_says_what_the_script_sent() -> None:
    beacon = rules.parse(GOOD)
    assert (beacon.number, beacon.active_ms, beacon.visible_ms, beacon.scroll_percent) == (1, 4000, 6000, 55)
    assert (beacon.end_seen, beacon.device, beacon.source) == (True, "s", "d")


def test_a_view_counts_for_half_an_hour_at_most() -> None:
    beacon = rules.parse(GOOD | {"a": "999999999", "s": "999999999"})
    assert (beacon.active_ms, beacon.visible_ms) == (1_800_000, 1_800_000)


def test_nobody_reads_longer_than_the_page_was_visible() -> None:
    assert rules.parse(GOOD | {"a": "60000", "s": "5000"}).active_ms == 5000


def test_nobody_scrolls_further_than_the_end() -> None:
    assert rules.parse(GOOD | {"m": "400"}).scroll_percent == 100


@pytest.mark.parametrize("field", ["v", "n", "a", "s", "m", "d", "f"])
@pytest.mark.parametrize("value", ["", "-1", "1e9", "٣", "9" * 40, "null", "\x00", "x' OR 1=1 --", "ffff"])
def test_a_beacon_with_nonsense_in_it_is_refused(field: str, value: str) -> None:
    with pytest.raises(NotABeacon):
        rules.parse(GOOD | {field: value})


def test_the_501st_beacon_of_a_view_is_refused() -> None:
    assert rules.parse(GOOD | {"n": "500"}).number == 500
    with pytest.raises(NotABeacon):
        rules.parse(GOOD | {"n": "501"})


@pytest.mark.parametrize(
    ("active_ms", "bucket"),
    [(0, 1), (4999, 1), (5000, 2), (14_999, 2), (15_000, 3), (30_000, 4), (60_000, 5), (180_000, 6), (600_000, 7)],
)
def test_reading_times_fall_into_seven_buckets(active_ms: int, bucket: int) -> None:
    assert rules.bucket(active_ms, timed=True) == bucket


def test_a_view_that_was_never_timed_has_a_bucket_of_its_own() -> None:
    assert rules.bucket(0, timed=False) == 0


@pytest.mark.parametrize(
    ("seconds", "scroll", "end_seen", "kind"),
    [
        (9, 24, False, Reading.BOUNCE),
        (9, 25, False, Reading.GLANCE),
        (29, 100, True, Reading.GLANCE),
        (30, 100, False, Reading.SCAN),
        (50, 100, False, Reading.SCAN),
        (50, 100, True, Reading.READ),
        (80, 10, False, Reading.READ),
        (250, 100, True, Reading.READ),
        (251, 100, True, Reading.STRUGGLE),
    ],
)
def test_a_view_is_classed_against_a_text_of_100_seconds(
    seconds: int, scroll: int, end_seen: bool, kind: Reading
) -> None:
    assert rules.classify(seconds * 1000, scroll, end_seen, expected_seconds=100) is kind


def test_a_six_second_answer_read_in_six_seconds_was_read() -> None:
    assert rules.classify(6000, 0, False, expected_seconds=6) is Reading.READ


def test_quantiles_lie_between_neighbours() -> None:
    assert rules.quantile([10, 20, 30, 40], 0.5) == 25
    assert rules.quantile([10, 20, 30, 40], 0.25) == 17.5
    assert rules.quantile([7], 0.75) == 7


@pytest.mark.parametrize(
    ("user_agent", "purpose"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", ""),
        ("facebookexternalhit/1.1", ""),
        ("curl/8.5.0", ""),
        ("Mozilla/5.0 HeadlessChrome/120", ""),
        ("", ""),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "prefetch;prerender"),
    ],
)
def test_machines_are_told_apart(user_agent: str, purpose: str) -> None:
    assert rules.is_machine(user_agent, purpose)


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    ],
)
def test_people_are_people(user_agent: str) -> None:
    assert not rules.is_machine(user_agent, "")
