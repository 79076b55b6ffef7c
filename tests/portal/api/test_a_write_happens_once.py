"""Whatever the network does: one effect for each Idempotency-Key (R40)."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from orders.models import Order
from portal.api import once
from portal.api.models import StoredAnswer
from tests.portal.api.conftest import Ask, order_json

PATH = "/orders/shop/1"


@pytest.mark.django_db
def test_a_replay_gets_the_stored_answer(ask: Ask) -> None:
    first = ask("PUT", PATH, order_json(), idempotency_key="k-1")
    replay = ask("PUT", PATH, order_json(), idempotency_key="k-1")
    assert (first.status_code, replay.status_code) == (201, 201)
    assert first.content == replay.content
    assert ("Idempotent-Replayed" in first, replay["Idempotent-Replayed"]) == (False, "true")
    assert Order.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "data"),
    [("PUT", PATH, order_json(total="1.00")), ("PUT", "/orders/shop/2", order_json()), ("DELETE", PATH, order_json())],
)
def test_the_key_of_another_request_is_refused(ask: Ask, method: str, path: str, data: Any) -> None:
    ask("PUT", PATH, order_json(), idempotency_key="k-1")
    answer = ask(method, path, data, idempotency_key="k-1")
    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/docs#key-reused")
    assert str(Order.objects.get().total) == "141.9900"
    assert Order.objects.get().deleted_at is None


@pytest.mark.django_db
def test_two_shops_may_use_the_same_key(ask: Ask, foreign_key: str) -> None:
    assert ask("PUT", PATH, order_json(), idempotency_key="k-1").status_code == 201
    assert ask("PUT", "/orders/other/1", order_json(), key=foreign_key, idempotency_key="k-1").status_code == 201


@pytest.mark.django_db
def test_a_request_that_was_refused_may_be_corrected_under_its_key(ask: Ask) -> None:
    assert ask("PUT", PATH, order_json(total="a lot"), idempotency_key="k-1").status_code == 400
    assert ask("PUT", PATH, order_json(), idempotency_key="k-1").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "two words", "ł", "k" * 256])
def test_a_key_nobody_could_repeat_is_refused(ask: Ask, name: str) -> None:
    assert ask("PUT", PATH, order_json(), idempotency_key=name).status_code == 400


@pytest.mark.django_db
def test_effect_and_answer_are_kept_together_or_not_at_all(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**values: Any) -> None:
        raise RuntimeError("the process died here")

    monkeypatch.setattr(StoredAnswer.objects, "create", broken)
    answer = ask("PUT", PATH, order_json(), idempotency_key="k-1")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert b"process died" not in answer.content
    monkeypatch.undo()
    assert not Order.objects.exists()
    assert ask("PUT", PATH, order_json(), idempotency_key="k-1").status_code == 201


@pytest.mark.django_db
def test_a_request_that_still_runs_is_not_begun_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    inner: list[Any] = []
    hashed = once._hash_of

    def impatient(request: Any) -> str:
        if not inner:
            inner.append(None)
            inner[0] = ask("PUT", PATH, order_json(), idempotency_key="k-1")
        return hashed(request)

    monkeypatch.setattr(once, "_hash_of", impatient)
    outer = ask("PUT", PATH, order_json(), idempotency_key="k-1")
    assert (outer.status_code, inner[0].status_code, inner[0]["Retry-After"]) == (201, 409, "1")
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_time_have_one_effect(ask: Ask) -> None:
    answers: list[int] = []

    def send() -> None:
        try:
            answers.append(ask("PUT", PATH, order_json(), idempotency_key="k-1").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Order.objects.count() == StoredAnswer.objects.count() == 1


@pytest.mark.django_db
def test_after_a_week_a_key_is_new(ask: Ask) -> None:
    start = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        ask("PUT", PATH, order_json(), idempotency_key="k-1")
    with time_machine.travel(start + timedelta(days=7, minutes=1), tick=False):
        late = ask("PUT", PATH, order_json(), idempotency_key="k-1")
        assert (late.status_code, late.json()["outcome"]) == (200, "unchanged")
        assert StoredAnswer.objects.count() == 1
    assert once.forget_answers(start + timedelta(days=10)) == 0
    assert once.forget_answers(start + timedelta(days=15)) == 1
    assert not StoredAnswer.objects.exists()
