"""A sample of real help questions; the figures of the whole sets are in kb/search/README.md."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kb.search.evaluation import misspell, ndcg, read_lines, recall, reciprocal_rank

DATA = Path(__file__).parent / "data" / "questions"


def measure(language: str, variant: str) -> dict[str, float]:
    out = StringIO()
    files = {name: DATA / language / f"{name}.jsonl" for name in ("docs", "queries", "qrels")}
    call_command("search_eval", language=language, variant=variant, json=True, stdout=out, **files)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("language", "variant", "floor"),
    [
        ("pl", "fold", 0.81),
        ("pl", "typo", 0.82),
        ("ru", "plain", 0.83),
        ("ru", "typo", 0.82),
    ],
)
def test_known_answers_come_first(language: str, variant: str, floor: float) -> None:
    figures = measure(language, variant)
    assert figures["ndcg_at_10"] >= floor
    assert figures["without_result"] <= 1


def test_the_table_names_every_figure_of_polish_questions_as_they_stand() -> None:
    out = StringIO()
    files = {name: DATA / "pl" / f"{name}.jsonl" for name in ("docs", "queries", "qrels")}
    call_command("search_eval", language="pl", stdout=out, **files)
    table = dict(line.split()[:2] for line in out.getvalue().splitlines())
    assert set(table) >= {"ndcg_at_10", "accuracy_at_1", "p95_ms"}
    assert float(table["ndcg_at_10"]) >= 0.82


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command(
            "search_eval", language="pl", docs=tmp_path / "missing", queries=tmp_path / "q", qrels=tmp_path / "r"
        )


def test_the_measures_are_those_of_the_textbook() -> None:
    run, wanted = ["a", "b", "c"], {"b": 1, "z": 1}
    assert recall(run, wanted) == 0.5
    assert reciprocal_rank(run, wanted) == 0.5
    assert ndcg(["b", "z"], wanted) == pytest.approx(1)
    assert ndcg(run, wanted) == pytest.approx(0.6309 / 1.6309, abs=1e-3)


def test_slips_are_the_same_every_time_and_touch_a_third_of_the_long_words() -> None:
    text = " ".join(str(row["text"]) for row in read_lines(DATA / "pl" / "queries.jsonl"))
    slipped = misspell(text, 1)
    assert slipped == misspell(text, 1)
    long = [pair for pair in zip(text.split(), slipped.split(), strict=True) if len(pair[0]) > 6]
    assert 0.2 < sum(before != after for before, after in long) / len(long) < 0.45
