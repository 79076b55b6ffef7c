import json
from argparse import ArgumentParser
from pathlib import Path
from statistics import StatisticsError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kb.search.evaluation import Figures, evaluate, judgements, read_lines


class Command(BaseCommand):
    help = (
        "Measures the ranking on questions with known answers. Files are JSON lines: documents {id, title, body}, "
        "questions {id, text}, judgements {query_id, doc_id, relevance}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("docs", "queries", "qrels"):
            parser.add_argument(f"--{name}", type=Path, required=True, metavar="FILE.jsonl")
        parser.add_argument("--language", required=True, help="of the documents and questions, such as pl")
        parser.add_argument(
            "--variant",
            choices=["plain", "fold", "typo"],
            default="plain",
            help="questions as they are, without accents, or with a slip in about a third of the long words",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            documents, questions, rows = (read_lines(options[name]) for name in ("docs", "queries", "qrels"))
            relevance = judgements(rows)
            figures = evaluate(documents, questions, relevance, options["language"], options["variant"])
        except (OSError, ValueError, KeyError, StatisticsError) as error:
            raise CommandError(f"These files can't be measured: {error}") from error
        self.stdout.write(json.dumps(figures.as_dict()) if options["json"] else table(figures))


def table(figures: Figures) -> str:
    rows = figures.as_dict().items()
    return "\n".join(
        f"{name:<22}{value:.4f}" if isinstance(value, float) else f"{name:<22}{value}" for name, value in rows
    )
