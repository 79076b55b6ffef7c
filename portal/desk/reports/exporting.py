"""Tables as CSV and XLSX. Cells that a spreadsheet would run as a formula are made text; CSV goes out line by line."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.encoding import force_str

FORMATS = ("csv", "xlsx")
# OWASP, "CSV Injection": what starts a formula, and the two that may hide one.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TITLE_LENGTH = 31

Rows = Iterable[Sequence[Any]]
# XML 1.0 knows no other control characters than tab and line ends.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class _Line:
    """A file for csv.writer that hands each line back."""

    def write(self, text: str) -> str:
        return text


def plain(value: Any) -> Any:
    """A cell's value: numbers and dates as they are, everything else as text that nothing runs."""
    if value is None or isinstance(value, bool | int | float | datetime | date):
        return value
    # XLSX knows no control characters: one in a subject would spoil the whole file.
    text = CONTROLS.sub("", force_str(value))
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) else text


def _in_csv(value: Any) -> Any:
    found = plain(value)
    return found.isoformat() if isinstance(found, datetime | date) else found


def lines(heads: Sequence[Any], rows: Rows) -> Iterator[str]:
    """Begins with a byte order mark: without it Excel takes the letters of other languages for something else."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([force_str(head) for head in heads])
    for row in rows:
        yield writer.writerow([_in_csv(value) for value in row])


def workbook(title: str, heads: Sequence[Any], rows: Rows) -> BytesIO:
    """Written row by row, so that a long list needs little memory. Moments are in UTC, as XLSX knows no zones."""
    # 26 MB of a process that may never write one: taken when the first is asked for.
    book = import_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet(title[:TITLE_LENGTH])
    sheet.append([force_str(head) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any) -> Any:
    found = plain(value)
    if isinstance(found, datetime) and found.tzinfo:
        found = found.astimezone(UTC).replace(tzinfo=None)
    cell = import_module("openpyxl.cell").WriteOnlyCell(sheet, found)
    if cell.data_type == "f":
        cell.data_type = "s"
    return cell


def download(name: str, how: str, heads: Sequence[Any], rows: Rows) -> HttpResponseBase:
    """`how` is one of FORMATS."""
    if how == "xlsx":
        return FileResponse(workbook(name, heads, rows), as_attachment=True, filename=f"{name}.xlsx")
    response = StreamingHttpResponse(lines(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
