"""Statements are paper: written once, chained, verified. Law F4, F5."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from returns.erasing import empty_statement
from returns.models import StatementIsKept, Withdrawal, WithdrawalChain, WithdrawalMatch
from returns.withdrawing import actions
from returns.withdrawing.chain import START, canonical, hash_of_content, link
from returns.withdrawing.tokens import proof_token, receipt_token, token_hash
from returns.withdrawing.verifying import faults
from tests.returns.makers import NOW
from tests.returns.racing import alone, database_for_threads, together
from tests.returns.withdrawing.makers import declare

pytestmark = pytest.mark.django_db
CLIENTS = 8


def rows() -> QuerySet[Withdrawal]:
    """Past the manager that forbids it, as somebody with the database's password would."""
    return QuerySet(Withdrawal)


def three() -> list[Withdrawal]:
    return [declare(number) for number in ("1", "2", "3")]


def test_a_statement_keeps_its_words_and_its_moment_to_the_second_with_the_offset() -> None:
    row = declare("1042", now=datetime(2026, 11, 23, 10, 0, 5, 999, tzinfo=UTC), items="one mug")
    assert row.moment == "2026-11-23T11:00:05+01:00"
    assert row.submitted_at == datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC)
    said = Withdrawal.objects.get().content
    assert (said["name"], said["contract"], said["email"], said["items"]) == (
        "Anna Nowak", "1042", "anna@example.com", "one mug",
    )  # fmt: skip
    assert said["statement"] == "I hereby give notice that I withdraw from the contract named below."


def test_summer_time_is_another_offset() -> None:
    assert declare(now=datetime(2026, 7, 1, 10, tzinfo=UTC)).moment == "2026-07-01T12:00:00+02:00"


def test_each_row_carries_the_hash_of_the_one_before() -> None:
    first, second, third = three()
    assert (first.previous, second.previous, third.previous) == (START, first.hash, second.hash)
    for row in Withdrawal.objects.all():
        assert row.content_hash == hash_of_content(row.content)
        assert row.hash == link(row.position, row.previous, row.content_hash, row.moment)
    assert list(faults()) == []


def test_nobody_changes_or_deletes_a_row() -> None:
    row = declare()
    for attempt in (row.save, row.delete, Withdrawal.objects.all().delete, lambda: Withdrawal.objects.update(hash="")):
        with pytest.raises(StatementIsKept):
            attempt()


def test_the_address_is_kept_as_a_keyed_hash_only(client: Any) -> None:
    declare()
    kept = " ".join(str(value) for value in Withdrawal.objects.values_list().get())
    assert "203.0.113.7" not in kept
    assert len(Withdrawal.objects.get().address_hash) == 64


def test_links_are_kept_as_hashes_and_are_two() -> None:
    row = declare()
    proof, receipt = proof_token(row.submission_key), receipt_token(row.submission_key)
    assert proof != receipt
    assert (row.proof_hash, row.receipt_hash) == (token_hash(proof), token_hash(receipt))
    kept = " ".join(str(value) for value in Withdrawal.objects.values_list().get())
    assert proof not in kept
    assert receipt not in kept


def broken(change: Any) -> list[str]:
    three()
    change()
    return list(faults())


def test_a_changed_word_shows_where() -> None:
    def change() -> None:
        content = rows().get(position=2).content
        rows().filter(position=2).update(content={**content, "contract": "9"})

    assert [each.partition(":")[0] for each in broken(change)] == ["Withdrawal 2"]


def test_a_changed_word_with_its_hash_made_anew_shows_where() -> None:
    def change() -> None:
        row = rows().get(position=2)
        content = {**row.content, "contract": "9"}
        digest = hash_of_content(content)
        chained = link(2, row.previous, digest, row.moment)
        rows().filter(position=2).update(content=content, content_hash=digest, hash=chained)

    (found,) = broken(change)
    assert found.startswith("Withdrawal 3: does not continue from number 2")


def test_a_changed_moment_shows_where() -> None:
    found = broken(lambda: rows().filter(position=3).update(submitted_at=NOW - timedelta(days=3)))
    assert found == ["Withdrawal 3: its moment was changed."]


def test_a_row_taken_out_shows_where() -> None:
    def change() -> None:
        QuerySet(WithdrawalMatch).filter(withdrawal__position=2).delete()
        rows().filter(position=2)._raw_delete("default")

    assert broken(change) == ["Withdrawal 2: missing, the next one is number 3."]


def test_a_row_cut_off_at_the_end_shows() -> None:
    def change() -> None:
        QuerySet(WithdrawalMatch).filter(withdrawal__position=3).delete()
        rows().filter(position=3)._raw_delete("default")

    assert broken(change) == ["Withdrawal 3: cut off, the log once ended at number 3."]


def test_words_whose_time_is_over_leave_the_chain_whole() -> None:
    first, *_others = three()
    empty_statement(first, NOW)
    assert list(faults()) == []
    assert Withdrawal.objects.get(position=1).content == {}


def test_the_command_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    *_others, last = three()
    call_command("verify_withdrawals")
    said = capsys.readouterr().out
    assert "3 withdrawals, unbroken" in said
    assert last.hash in said


def test_the_command_says_where_it_breaks_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    three()
    rows().filter(position=2).update(content={})
    with pytest.raises(CommandError):
        call_command("verify_withdrawals")
    assert "Withdrawal 2: its statement was changed" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("check_invariants", only="withdrawals_are_chained")


def test_an_empty_log_is_whole() -> None:
    call_command("verify_withdrawals")
    declare()
    QuerySet(WithdrawalChain).delete()
    assert list(faults()) == ["Withdrawal 2: cut off, the log once ended at number unknown."]


def test_whoever_has_the_words_can_reckon_the_hash_again() -> None:
    """The recipe in chain.py by hand: keys in order, no spaces, UTF-8, however a database hands them out."""
    said = {"name": "Łucja", "goods": [{"quantity": 2, "line": 1}], "whole": True}
    assert canonical(said) == '{"goods":[{"line":1,"quantity":2}],"name":"Łucja","whole":true}'.encode()
    assert canonical(dict(reversed(said.items()))) == canonical(said)
    content = hashlib.sha256(canonical(said)).hexdigest()
    linked = f'{{"content":"{content}","moment":"2026-11-23T11:00:00+01:00","position":1,"previous":"{START}"}}'
    assert link(1, START, hash_of_content(said), "2026-11-23T11:00:00+01:00") == sha256(linked)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def race(transactional_db: None, tmp_path: Path) -> Any:
    return lambda: database_for_threads(tmp_path)


@pytest.mark.django_db(transaction=True)
def test_eight_statements_at_the_same_moment_make_one_chain(race: Any) -> None:
    with race():
        results = together(CLIENTS, lambda number: declare(str(number)))
        assert [type(each) for each in results] == [Withdrawal] * CLIENTS
        assert alone(lambda: list(faults())) == []
        assert alone(lambda: WithdrawalChain.objects.get().position) == CLIENTS


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_make_one_statement(race: Any) -> None:
    with race():
        results = together(CLIENTS, lambda _number: declare("1042").pk)
        assert len(set(results)) == 1
        assert alone(Withdrawal.objects.count) == 1
        assert alone(WithdrawalMatch.objects.count) == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_lock_the_chain_would_not_take_eight(race: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, so only PostgreSQL can show it")
    declare("0")
    monkeypatch.setattr(actions, "end_of_chain", lambda: WithdrawalChain.objects.get(pk=1))
    with race():
        results = together(CLIENTS, lambda number: declare(str(number + 1)))
        assert any(isinstance(each, Exception) for each in results)
        assert alone(lambda: list(faults())) == []
