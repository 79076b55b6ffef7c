"""Newcombe's interval against the examples of his paper; forms with and without articles added up by hand."""

import pytest

from kb.figures.intervals import difference
from portal.desk.reports.helped import FEWEST, Proof, Side


@pytest.mark.parametrize(
    ("hits", "of", "other_hits", "other_of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_the_papers_examples(hits: int, of: int, other_hits: int, other_of: int, low: float, high: float) -> None:
    found = difference(hits, of, other_hits, other_of)
    assert found.value == pytest.approx(hits / of - other_hits / other_of)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_forms_are_answered_left_or_sent() -> None:
    side = Side(forms=100, solved=12, asked=60)
    assert (side.left, side.without_case) == (28, 40)
    assert side.share(side.solved) == 0.12


def test_the_difference_is_of_forms_that_ended_without_a_case() -> None:
    found = Proof(Side(100, 12, 60), Side(50, 0, 40))
    assert found.saved is not None
    assert found.saved.value == pytest.approx(0.4 - 0.2)
    assert found.is_proved


def test_few_forms_prove_nothing() -> None:
    few = Proof(Side(1000, 500, 100), Side(FEWEST - 1, 0, FEWEST - 1))
    assert few.saved is None
    assert not few.is_proved


def test_an_interval_around_nothing_proves_nothing() -> None:
    found = Proof(Side(100, 0, 60), Side(40, 0, 25))
    assert found.saved is not None
    assert found.saved.low < 0 < found.saved.high
    assert not found.is_proved
