"""Whatever the queue forgot is started again."""

import fcntl
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.management.commands import tick
from portal.notifications.actions import store_mail
from portal.notifications.models import Mail

pytestmark = pytest.mark.django_db


def waiting() -> Mail:
    return store_mail(to="anna@example.com", subject="Hello", text="Hello", kind="other")


def test_a_mail_the_queue_lost_goes_out():
    mail = waiting()
    call_command("tick")
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert len(django_mail.outbox) == 1
    call_command("tick")
    assert len(django_mail.outbox) == 1


def test_a_mail_in_a_dead_workers_hands_waits_for_its_lease():
    mail = waiting()
    Mail.objects.filter(pk=mail.pk).update(lease_until=timezone.now() + timedelta(seconds=60))
    call_command("tick")
    assert not django_mail.outbox
    Mail.objects.filter(pk=mail.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    call_command("tick")
    assert len(django_mail.outbox) == 1


def test_two_ticks_at_once_are_one():
    waiting()
    with (settings.DATA_DIR / "tick.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = StringIO()
        call_command("tick", stdout=said)
    assert "Another tick" in said.getvalue()
    assert not django_mail.outbox


def test_a_step_that_fails_holds_nothing_up(monkeypatch):
    def broken(now: object) -> None:
        raise RuntimeError("no")

    waiting()
    said = StringIO()
    monkeypatch.setattr(tick, "STEPS", (broken, tick.send_due_mails))
    call_command("tick", stderr=said)
    assert "broken: RuntimeError" in said.getvalue()
    assert len(django_mail.outbox) == 1


def test_what_stands_in_the_queue_is_not_queued_again(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "index"]}}
    mail = waiting()
    for _ in range(3):
        call_command("tick")
    queued = DBTaskResult.objects.filter(task_path__startswith="portal.notifications.")
    assert [row["args"] for row in queued.values_list("args_kwargs", flat=True)] == [[mail.pk]]
