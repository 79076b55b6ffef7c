"""What a newcomer trips over, found before a customer does."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations.checks import Said
from portal.operations.doctor.examining import examine

MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


class Command(BaseCommand):
    help = "Looks at everything the site needs and says what to do. Exit code 1 when something fails, 0 else."
    requires_system_checks: Any = []  # noqa: RUF012
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        found: list[tuple[str, str, Said]] = []
        for group, name, said in examine(timezone.now()):
            if not options["json"]:
                self.tell(group if not found or found[-1][0] != group else "", name, said)
            found.append((group, name, said))
        if options["json"]:
            told = [{"group": group, "name": name, **said.as_dict()} for group, name, said in found]
            self.stdout.write(json.dumps(told, indent=1, ensure_ascii=False))
        counts = {state: sum(said.state == state for *_names, said in found) for state in MARKS}
        if counts["fail"]:
            raise CommandError(f"{counts['fail']} things must be mended, {counts['warn']} should be looked at.")
        if not options["json"]:
            self.stdout.write(f"\nNothing is broken; {counts['warn']} things should be looked at.")

    def tell(self, group: str, name: str, said: Said) -> None:
        style = {"ok": self.style.SUCCESS, "warn": self.style.WARNING, "fail": self.style.ERROR}[said.state]
        if group:
            self.stdout.write(f"\n{group}")
        self.stdout.write(f"  {style(MARKS[said.state])}  {name:<14} {said.says}".rstrip())
        if said.state != "ok" and said.do:
            self.stdout.write(f"        {'':<14} → {said.do}")
