import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from portal.parts.jobs import QUEUES, REDIS, SERIALIZER

AGAIN_SECONDS = 2


class Command(BaseCommand):
    help = (
        "Does the jobs: mail, invoices, search index. As many of these as you like, on as many machines (TASKS_URL)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, until_empty: bool, verbosity: int, **options: Any) -> None:
        if settings.TASKS["default"]["BACKEND"] != REDIS:
            while not self.has_worked(until_empty, verbosity):
                time.sleep(AGAIN_SECONDS)
                close_old_connections()
            return
        call_command(
            "rqworker",
            *QUEUES,
            job_class="portal.parts.redis_queue.WorkersJob",
            # In this very process: what a first invoice loads is there for the second.
            worker_class="rq.worker.SimpleWorker",
            serializer=SERIALIZER,
            with_scheduler=not until_empty,
            burst=until_empty,
            verbosity=verbosity,
        )

    def has_worked(self, until_empty: bool, verbosity: int) -> bool:
        """False when the database went away: it comes back, and then nobody has to start the worker again."""
        try:
            call_command("db_worker", queue_name="*", batch=until_empty, verbosity=verbosity)
        except (OperationalError, InterfaceError) as error:
            if until_empty:
                raise
            self.stderr.write(f"The database does not answer, it is asked again: {error}")
            return False
        return True
