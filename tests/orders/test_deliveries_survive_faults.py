"""A kept delivery is read once, whoever was killed or failed in between, and forgotten in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.hooks.actions import claim, purge, receive, try_again
from orders.hooks.queries import envelopes_due
from orders.hooks.tasks import apply_envelope
from orders.ingest.canonical import CanonicalOrder
from orders.models import Envelope, Order
from portal.management.commands.tick import read_due_deliveries
from tests.orders.deliveries import SECRETS, apply_at, post, woo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_secrets(settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS


def test_a_process_killed_before_the_job_ran_loses_nothing(django_capture_on_commit_callbacks: Any) -> None:
    """The callback that queues the job is never run: tick finds the row."""
    assert post("woocommerce", woo(1), "order.created").status_code == 200
    assert not Order.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        read_due_deliveries(timezone.now())
    assert (Envelope.objects.get().state, Order.objects.count()) == ("applied", 1)


def test_a_worker_killed_in_the_middle_leaves_a_lease_that_ends() -> None:
    post("woocommerce", woo(1), "order.created")
    now = timezone.now()
    envelope = Envelope.objects.get()
    assert claim(envelope.pk, now)
    assert claim(envelope.pk, now) is None
    assert apply_envelope.enqueue(envelope.pk).return_value == ""
    assert envelopes_due(now + timedelta(minutes=3)).get() == envelope


def test_what_fails_here_is_tried_again_ever_more_rarely_and_then_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(said: CanonicalOrder) -> None:
        raise OSError("secret of Anna")

    monkeypatch.setattr("orders.hooks.sources.woocommerce.save_order", fail)
    now = timezone.now()
    envelope, _is_new = receive("woocommerce", b'{"id": 1}', {"x-wc-webhook-topic": "order.created"}, now)
    monkeypatch.setattr("orders.hooks.sources.woocommerce.woocommerce.parse", lambda document: document)
    pauses = []
    for _try in range(10):
        apply_at(envelope, now)
        envelope.refresh_from_db()
        if envelope.due_at:
            pauses.append((envelope.due_at - now).total_seconds() / 60)
            now = envelope.due_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert (envelope.state, envelope.attempts) == ("dead", 10)
    assert "OSError" in envelope.error
    assert "Anna" not in envelope.error + caplog.text
    assert "OSError at " in caplog.text
    assert f"woocommerce delivery {envelope.pk} was given up" in caplog.text
    monkeypatch.undo()
    assert try_again(Envelope.objects.all(), now) == [envelope.pk]
    assert apply_at(envelope, now) == "dead"


def test_an_effect_and_its_state_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    post("woocommerce", woo(1), "order.created")
    envelope = Envelope.objects.get()

    def fail(*args: Any) -> None:
        raise OSError

    with monkeypatch.context() as context:
        context.setattr("orders.hooks.actions._settle", fail)
        apply_at(envelope, timezone.now())
    assert not Order.objects.exists()


def test_deliveries_are_forgotten_after_thirty_days(settings: Any) -> None:
    now = timezone.now()
    receive("generic", b"old", {}, now - timedelta(days=31))
    receive("generic", b"new", {}, now - timedelta(days=29))
    assert purge(now) == 1
    assert bytes(Envelope.objects.get().body) == b"new"
