"""An empty table to start from, and the list of columns for the papers."""

import csv
import io

from orders.ingest.table.columns import ALL


def template() -> str:
    """Headings and one example order; with a BOM, so that Excel reads the letters right."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in ALL])
    writer.writerow([column.example for column in ALL])
    return f"\ufeff{text.getvalue()}"


def as_markdown() -> str:
    rows = [f"| `{each.name}` | {'yes' if each.is_required else ''} | {each.meaning} |" for each in ALL]
    return "\n".join(["| column | required | what it holds |", "|---|---|---|", *rows])
