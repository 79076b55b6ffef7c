"""One person's data as a ZIP: a page to read, JSON for machines, and the files."""

import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html

from portal.accounts.mail import shop_name
from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.left_out import NOT_IN_IT
from portal.accounts.privacy.records import Record, as_json
from portal.accounts.privacy.registry import Area, areas
from portal.accounts.privacy.subject import Subject

FORMAT = "aftercare-personal-data/1"
STYLE = Path(__file__).with_name("export.css")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Packed:
    area: Area
    rows: list[Record]
    files: list[tuple[str, bool]]  # path in the archive, whether it was there


def pack(subject: Subject, language: str, file: IO[bytes], now: datetime, tell: Callable[[int], None]) -> None:
    """`tell` hears how many areas are packed, so that a long one keeps its lease."""
    packed: list[Packed] = []
    with translation.override(language), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for place, area in enumerate(reversed(areas()), start=1):
            rows = list(area.records(subject))
            _write_json(archive, f"data/{area.name}.json", {"area": area.name, "rows": [as_json(row) for row in rows]})
            packed.append(Packed(area, rows, list(_write_files(archive, area, subject))))
            tell(place)
        _write_json(archive, "about.json", about(packed, now))
        archive.writestr("index.html", _page(packed, subject, language, now))


def about(packed: list[Packed], now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": timezone.localtime(now).isoformat(),
        "shop": shop_name(),
        "areas": [
            {
                "name": each.area.name,
                "file": f"data/{each.area.name}.json",
                "title": str(each.area.title),
                "text": str(each.area.text),
                "rows": len(each.rows),
                "files": [path for path, is_there in each.files if is_there],
                "missing_files": [path for path, is_there in each.files if not is_there],
            }
            for each in packed
        ],
        "not_in_it": [str(each) for each in NOT_IN_IT],
    }


def _write_json(archive: zipfile.ZipFile, name: str, content: dict[str, Any]) -> None:
    archive.writestr(name, json.dumps(content, ensure_ascii=False, indent=2))


def _write_files(archive: zipfile.ZipFile, area: Area, subject: Subject) -> Iterator[tuple[str, bool]]:
    for file in area.files(subject):
        try:
            with storages["private"].open(file.stored) as stored, archive.open(file.name, "w") as place:
                while block := stored.read(1 << 16):
                    place.write(block)
        except FileNotFoundError:
            log.error("export: a file of %s is missing", area.name)
            yield file.name, False
        else:
            yield file.name, True


def _page(packed: list[Packed], subject: Subject, language: str, now: datetime) -> str:
    context = {
        "packed": [each for each in packed if each.rows or each.files],
        "empty": [each.area for each in packed if not each.rows and not each.files],
        "language": language,
        "made_at": now,
        "shop_name": shop_name(),
        "person": str(subject.user) if subject.user else subject.addresses[0],
        "contact": PrivacySettings.load().contact,
        "not_in_it": NOT_IN_IT,
        # In the page itself: it has to look right wherever somebody opens it.
        "style": format_html("<style>{}</style>", STYLE.read_text()),
    }
    return render_to_string("privacy/export/index.html", context)
