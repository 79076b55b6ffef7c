"""The list of erasures outside the database: one line each, added and never changed.

A backup of the database brings erased people back; this file, kept apart from it, says whom to erase again
(`manage.py reapply_erasures`). It holds keyed hashes, no name and no address, and is useless without SECRET_KEY.
Line: {"key": uuid, "user": hash or "", "addresses": [hash, …], "at": ISO 8601}.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone

from portal.accounts.models import Erasure

NAME = "erasures.jsonl"
FOLDER = "erasures"  # where files are not kept on a disk


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    user_hash: str
    address_hashes: frozenset[str]
    erased_at: datetime


def journal_path() -> Path:
    return Path(settings.DATA_DIR) / NAME


def catch_up() -> int:
    """Write down every erasure that does not stand in the file yet: after each, and every hour for a lost one."""
    waiting = list(Erasure.objects.filter(noted_at=None))
    for erasure in waiting:
        _append(erasure)
        Erasure.objects.filter(pk=erasure.pk).update(noted_at=timezone.now())
    return len(waiting)


def _append(erasure: Erasure) -> None:
    storage = storages["private"]
    line = {
        "key": str(erasure.key),
        "user": erasure.user_hash,
        "addresses": erasure.address_hashes,
        "at": erasure.erased_at.isoformat(),
    }
    if not isinstance(storage, FileSystemStorage):
        # A web process of many keeps nothing on its disk: a file of its own for each, where all files are.
        name = f"{FOLDER}/{erasure.key}.json"
        if not storage.exists(name):
            storage.save(name, ContentFile(json.dumps(line).encode()))
        return
    descriptor = os.open(journal_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def entries() -> Iterator[Entry]:
    """Of the file and of the database, each once. A line cut off by a crash is passed over: its row is not noted."""
    seen: set[str] = set()
    for entry in [*_from_file(), *_from_storage(), *map(_of_row, Erasure.objects.all())]:
        if entry.key not in seen:
            seen.add(entry.key)
            yield entry


def _from_storage() -> Iterator[Entry]:
    storage = storages["private"]
    if isinstance(storage, FileSystemStorage):
        return
    for name in storage.listdir(FOLDER)[1]:
        with storage.open(f"{FOLDER}/{name}") as file:
            yield _read(json.loads(file.read()))


def _from_file() -> Iterator[Entry]:
    if not journal_path().exists():
        return
    for line in journal_path().read_bytes().splitlines():
        try:
            yield _read(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue


def _read(said: dict[str, Any]) -> Entry:
    moment = datetime.fromisoformat(said["at"])
    return Entry(str(said["key"]), str(said["user"]), frozenset(map(str, said["addresses"])), moment)


def _of_row(row: Erasure) -> Entry:
    return Entry(str(row.key), row.user_hash, frozenset(row.address_hashes), row.erased_at)
