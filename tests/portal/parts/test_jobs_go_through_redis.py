"""TASKS_URL=redis://…: the same jobs, rows for truth, and workers as many as one likes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django_rq
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from rq.worker import SimpleWorker

from portal.baking.tasks import ask_for_baking, bake_pages
from portal.management.commands.tick import start_again
from portal.notifications.actions import store_mail
from portal.notifications.models import Mail
from portal.notifications.tasks import send_mail
from portal.operations.checks import Said
from portal.operations.doctor import parts as doctor
from portal.operations.invariants.jobs import jobs_are_worked_on
from portal.operations.metrics import figures
from portal.parts.jobs import LONGEST, QUEUES, REDIS, ROWS, SERIALIZER
from portal.parts.queued import waiting
from portal.parts.redis_queue import WorkersJob
from tests.redis import PrivateRedis

done: list[Any] = []


@task()
def note(what: Any) -> Any:
    done.append(what)
    return what


@task(queue_name="index")
def fail() -> None:
    raise RuntimeError("no")


@pytest.fixture
def queue(a_redis: PrivateRedis, settings: Any) -> Iterator[Any]:
    if a_redis._process is None:
        a_redis.start()
    settings.RQ_QUEUES = {
        name: {"URL": a_redis.address(1), "DEFAULT_TIMEOUT": LONGEST[name], "SERIALIZER": SERIALIZER}
        for name in QUEUES
    }
    settings.TASKS = {"default": {"BACKEND": REDIS, "QUEUES": QUEUES}}
    done.clear()
    found = django_rq.get_queue("default", job_class=WorkersJob)
    found.connection.flushdb()
    yield found
    if a_redis._process is None:
        a_redis.start()


def work() -> None:
    """As `manage.py worker --until-empty`, whose signals need the main thread of a process of its own."""
    queues = [django_rq.get_queue(name, job_class=WorkersJob) for name in QUEUES]
    worker = SimpleWorker(queues, job_class=WorkersJob, serializer=SERIALIZER, connection=queues[0].connection)
    worker.work(burst=True, logging_level="WARNING")


@pytest.mark.django_db(transaction=True)
def test_a_job_is_handed_over_with_its_commit_and_done_once(queue: Any) -> None:
    with transaction.atomic():
        result = note.enqueue(["a", 1])
        assert queue.count == 0, "a worker would not find the rows yet"
    assert [list(each) for each in waiting(note)] == [[["a", 1]]]
    work()
    work()
    assert done == [["a", 1]]
    assert list(waiting(note)) == []
    assert note.get_result(result.id).status == TaskResultStatus.SUCCESSFUL
    assert note.get_result(result.id).return_value == ["a", 1]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_done(queue: Any) -> None:
    with transaction.atomic():
        note.enqueue("a")
        transaction.set_rollback(True)
    assert queue.count == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_holds_up_no_other(queue: Any) -> None:
    result = fail.enqueue()
    note.enqueue("b")
    work()
    assert done == ["b"]
    assert fail.get_result(result.id).status == TaskResultStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_jobs_are_written_as_json(queue: Any) -> None:
    result = note.enqueue({"a": 1})
    kept = queue.connection.hget(f"rq:job:{result.id}", "data")
    assert b"pickle" not in kept
    assert queue.fetch_job(result.id).args == ({"a": 1},) or queue.fetch_job(result.id).args == [{"a": 1}]


@pytest.mark.django_db(transaction=True)
def test_redis_that_is_away_costs_nobody_a_page_and_tick_brings_the_job(queue: Any, a_redis: PrivateRedis) -> None:
    a_redis.stop()
    with transaction.atomic():
        mail = store_mail(to="anna@example.com", subject="Hello", text="Hello", kind="other")
        send_mail.enqueue(mail.pk)
    assert list(waiting(send_mail)) == []
    assert Mail.objects.filter(pk=mail.pk).exists(), "the row says what must happen"
    a_redis.start()
    start_again(send_mail, [mail.pk])
    assert [each[0] for each in waiting(send_mail)] == [mail.pk]


@pytest.mark.django_db(transaction=True)
def test_what_stands_in_the_queue_is_not_queued_again(queue: Any) -> None:
    start_again(note, [1, 2])
    start_again(note, [1, 2, 3])
    assert sorted(each[0] for each in waiting(note)) == [1, 2, 3]
    ask_for_baking()
    ask_for_baking()
    assert len(list(waiting(bake_pages))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_may_wait_for_its_time(queue: Any) -> None:
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    work()
    assert done == []


def test_one_command_works_for_every_queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setattr(
        "portal.management.commands.worker.call_command", lambda *names, **options: called.append((names, options))
    )
    settings.TASKS = {"default": {"BACKEND": REDIS, "QUEUES": QUEUES}}
    call_command("worker", until_empty=True)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": QUEUES}}
    call_command("worker")
    assert [names for names, _options in called] == [("rqworker", *QUEUES), ("db_worker",)]


@pytest.mark.django_db(transaction=True)
def test_jobs_that_nobody_takes_are_named_wherever_they_stand(queue: Any, a_redis: PrivateRedis) -> None:
    note.enqueue("a")
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    fail.enqueue()
    now = timezone.now()
    assert list(jobs_are_worked_on(now + timedelta(minutes=59))) == []
    late = [f"1 jobs {__name__}.{name} have waited for more than an hour." for name in ("fail", "note")]
    assert list(jobs_are_worked_on(now + timedelta(minutes=61))) == late
    later = list(jobs_are_worked_on(now + timedelta(minutes=121)))
    assert later == [late[0], late[1].replace("1 jobs", "2 jobs")], "the scheduler stands still"
    assert doctor.jobs(now) == Said("ok", "through Redis")
    assert "waiting for 11 minutes" in doctor.jobs(now + timedelta(minutes=11, seconds=1)).says
    assert 600 < figures.read(now + timedelta(minutes=11)).late["jobs"] < 720
    a_redis.stop()
    assert [said[:31] for said in jobs_are_worked_on(now)] == ["Nobody knows which jobs wait: t"]
    assert doctor.jobs(now).state == "fail"
    assert figures.read(now).late["jobs"] == 0


@pytest.mark.django_db
def test_jobs_in_rows_are_late_by_their_own_time(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": ROWS, "QUEUES": QUEUES}}
    assert doctor.jobs(timezone.now()) == Said("ok", "through the database")
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    now = timezone.now()
    assert list(jobs_are_worked_on(now + timedelta(minutes=119))) == []
    assert "1 jobs" in next(iter(jobs_are_worked_on(now + timedelta(minutes=121))))
    assert doctor.jobs(now + timedelta(minutes=69)).state == "ok"
    assert doctor.jobs(now + timedelta(minutes=71)).state == "warn"
