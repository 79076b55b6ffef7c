"""Ask shops for orders now, without the worker."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.models import PullRun, PullSource
from orders.pull.actions import know_shops, pull
from orders.pull.shops import MAKERS, configured


def moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date like 2026-11-02 or 2026-11-02T10:15") from None
    return at if at.tzinfo else timezone.make_aware(at)


class Command(BaseCommand):
    help = (
        "Asks WooCommerce and BaseLinker for what changed since the last time. Their keys are in the settings; "
        "tick does the same by itself, as often as the shop's page in the admin says."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", choices=sorted(MAKERS), help="only this shop system")
        parser.add_argument("--since", type=moment, metavar="DATE", help="from there instead of from the last time")

    def handle(self, *args: Any, source: str | None, since: datetime | None, **options: Any) -> None:
        know_shops(timezone.now())
        names = [name for name in configured() if source in (None, name)]
        if not names:
            raise CommandError("No shop to ask: set WOOCOMMERCE_URL, _KEY and _SECRET, or BASELINKER_TOKEN.")
        failed = [row.name for row in PullSource.objects.filter(name__in=names) if not self.ask(row, since)]
        if failed:
            raise CommandError(f"Not finished: {', '.join(failed)}.")

    def ask(self, source: PullSource, since: datetime | None) -> bool:
        run = pull(source.pk, since=since)
        if run is None:
            self.stderr.write(self.style.WARNING(f"{source.name}: another process asks this shop right now."))
            return False
        self.stdout.write(f"{source.name}: {told(run)}")
        if run.error:
            self.stderr.write(self.style.WARNING(run.error))
        return run.state == PullRun.State.DONE


def told(run: PullRun) -> str:
    parts = [f"{run.created} new", f"{run.updated} changed", f"{run.unchanged} as we knew them"]
    return ", ".join([*parts, *([f"{run.failed} could not be read"] if run.failed else [])])
