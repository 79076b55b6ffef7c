"""Work out the figures' rows: of cases that are behind, or of all. Stop it whenever you like and start it again."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.desk.figures.daily import make_those_at_rest
from portal.desk.figures.hourly import forget_hours, keep_hours
from portal.desk.figures.keeping import LONG_OVERLAP, TICK_SECONDS, one_chunk, start_anew
from portal.desk.figures.sheets import SHEETS


class Command(BaseCommand):
    help = "Works out the rows that figures of cases add up; goes on where it was stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every case anew, also those that are in step")

    def handle(self, *args: Any, all: bool = False, **options: Any) -> None:  # noqa: A002
        if all:
            start_anew()
            forget_hours()
        done, finished = 0, False
        while not finished:
            number, finished = one_chunk(LONG_OVERLAP)
            done += number
            if number and options["verbosity"] > 0:
                self.stdout.write(f"{done} cases", ending="\r")
        while make_those_at_rest(SHEETS, TICK_SECONDS, timedelta(0)):
            pass
        hours = 0
        while number := keep_hours(timezone.now()):
            hours += number
        self.stdout.write(f"Figures of {done} cases and the backlog of {hours} hours were worked out.")
