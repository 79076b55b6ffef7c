from decimal import Decimal

import pytest

from orders.ingest.reading import MAX_DEPTH, BadData, Node, plain, read_json


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": "x\\u0000y"}', "NUL"),
        (b'{"a": {"b": ["\\ud800"]}}', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'{"a": 9223372036854775808}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too large"),
        (b'{"a": -1.5e19}', "too large"),
        (b'{"a": 1e99999999999999999999}', "too large"),
        (nested(MAX_DEPTH + 1), "deeper than 32"),
        (nested(100_000), "deeper than 32"),
        (b"{", "Not JSON"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b" " * 1_100_000, "larger than"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_doubtful_document_is_refused_in_one_plain_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(BadData) as caught:
        read_json(raw)
    assert words in caught.value.message
    assert caught.value.message.endswith(".")


def test_the_place_of_a_bad_text_is_named() -> None:
    with pytest.raises(BadData) as caught:
        read_json(b'{"lines": [{"name": "ok"}, {"name": "\\u0000"}]}')
    assert str(caught.value) == "$.lines[1].name: The text holds a NUL character."


def test_what_is_allowed_passes_exactly() -> None:
    assert read_json(nested(MAX_DEPTH)) is not None
    assert read_json(b'\xef\xbb\xbf{"price": 0.1, "big": 9223372036854775807}') == {
        "price": Decimal("0.1"),
        "big": 2**63 - 1,
    }


def test_fractions_survive_the_way_into_a_json_column() -> None:
    document = read_json(b'{"rate": 0.06, "price": 5.042016806722689, "long": 1.00000000000000000000001}')
    assert plain(document) == {"rate": 0.06, "price": 5.042016806722689, "long": "1.00000000000000000000001"}


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-13-01", "now"])
def test_a_date_outside_the_calendar_is_named(text: str) -> None:
    with pytest.raises(BadData, match="is not a date and time"):
        Node({"at": text}).moment("at")


def test_a_date_without_a_zone_is_not_guessed() -> None:
    with pytest.raises(BadData, match="time zone"):
        Node({"at": "2026-11-02T10:00:00"}).moment("at")
