"""All articles as JSON lines, as import_articles reads them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.importing.exporting import articles_told, as_line


class Command(BaseCommand):
    help = (
        "Writes every live article as one JSON object a line, agents' and signed-in customers' articles too. "
        "Imported into an empty site it gives the same articles."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to write; without it, to the terminal")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="")

    def handle(self, *args: Any, file: Path | None, language: str, **options: Any) -> None:
        lines = (as_line(told) for told in articles_told(language))
        if file is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        count = 0
        draft = file.with_name(f"{file.name}.part")
        try:
            with draft.open("w", encoding="utf-8") as written:
                for line in lines:
                    written.write(line)
                    count += 1
            draft.replace(file)
        except OSError as error:
            raise CommandError(f"{file} can't be written: {error.strerror}.") from error
        self.stderr.write(f"{file}: {count:,} articles.")
