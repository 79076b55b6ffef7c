"""Whether a rule fits, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.desk.automation.rules import Conditions, Facts, fits, found_words, lines_of

FACTS = Facts(
    kind="question",
    language="pl",
    way="mail",
    priority=2,
    has_agent=False,
    team=7,
    tags=frozenset({3}),
    words="Proszę o FAKTURĘ na firmę",
    is_open=True,
    is_late=False,
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Conditions(), True),
        (Conditions(kinds=["question", "return"]), True),
        (Conditions(kinds=["return"]), False),
        (Conditions(languages=["pl"], ways=["mail"]), True),
        (Conditions(languages=["pl"], ways=["web"]), False),
        (Conditions(words=["faktur"]), True),
        (Conditions(words=["aktur"]), False),
        (Conditions(words=["rachunek", "faktura"]), False),
        (Conditions(words=["rachunek", "fakture na"]), True),
        (Conditions(priority_from=2), True),
        (Conditions(priority_from=3), False),
        (Conditions(is_nobodys=True), True),
        (Conditions(in_team=7, with_tag=3), True),
        (Conditions(in_team=8), False),
        (Conditions(with_tag=4), False),
        (Conditions(hours="open"), True),
        (Conditions(hours="closed"), False),
        (Conditions(is_late=True), False),
    ],
)
def test_everything_that_is_asked_for_must_hold(wanted: Conditions, expected: bool) -> None:
    assert fits(wanted, FACTS) is expected


def test_a_case_somebody_works_on_is_not_nobodys() -> None:
    assert not fits(Conditions(is_nobodys=True), replace(FACTS, has_agent=True))


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and text.strip()[0].isalnum()))
def test_a_word_is_found_in_itself_whatever_its_case(word: str) -> None:
    word = word.strip()
    assert found_words([word], f"… {word.upper()} …") or found_words([word], f"… {word} …") == [word]


@pytest.mark.parametrize("strange", ["(", "[a", "a*", "\\", "+48", "c++", "?", "ß", "İ", "Ł"])
def test_a_word_is_no_pattern(strange: str) -> None:
    assert found_words([strange], f"say {strange} twice") == [strange]
    assert found_words([strange], "0 words") == []


def test_lines_are_words() -> None:
    assert lines_of(" invoice \n\n VAT number\n") == ["invoice", "VAT number"]
