"""Articles from a file of JSON lines or a folder of Markdown, as often as you like."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kb.importing.lines import BadFile
from kb.importing.pages import Imported, Refused, import_articles

BAR = 30
MOST_NAMED = 100


class Command(BaseCommand):
    help = (
        "Imports articles: one JSON object a line with id, language, topic, title, summary and body (HTML or "
        "Markdown), and slug, audience, review_date, owner if you like; or a folder of Markdown files with front "
        "matter. A second run changes nothing. Rows that can't be used are named and left out."
    )
    shown_at = 0.0

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="FILE.jsonl or FOLDER")
        parser.add_argument("--strict", action="store_true", help="change nothing at all when a row can't be used")

    def handle(self, *args: Any, source: Path, strict: bool, **options: Any) -> None:
        try:
            outcome = import_articles(source, timezone.now(), strict=strict, progress=self.show_bar)
        except Refused as refusal:
            self.end_bar()
            self.name_all(refusal.problems, self.style.ERROR)
            raise CommandError(f"{source}: nothing was imported, {len(refusal.problems):,} rows are wrong.") from None
        except BadFile as error:
            self.end_bar()
            raise CommandError(str(error)) from error
        self.end_bar()
        self.name_all(outcome.problems, self.style.ERROR)
        self.name_all(outcome.notes, self.style.WARNING)
        self.stdout.write(f"{source}: {told(outcome)}")

    def name_all(self, problems: list[Any], style: Any) -> None:
        for problem in problems[:MOST_NAMED]:
            self.stderr.write(style(str(problem)))
        if len(problems) > MOST_NAMED:
            self.stderr.write(style(f"… and {len(problems) - MOST_NAMED:,} more."))

    def show_bar(self, share: float, count: int) -> None:
        if self.stderr.isatty() and (monotonic() - self.shown_at > 0.1 or share >= 1):
            full = "█" * round(share * BAR)
            self.stderr.write(f"\r{full:·<{BAR}} {share:4.0%} {count:,} articles", ending="")
            self.stderr.flush()
            self.shown_at = monotonic()

    def end_bar(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")


def told(outcome: Imported) -> str:
    """12 new, 3 changed, 40 unchanged; 2 rows left out."""
    counts = {"new": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged}
    text = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count) or "no articles in it"
    left_out = f"; {len(outcome.problems):,} left out" if outcome.problems else ""
    return f"{text}{left_out}."
