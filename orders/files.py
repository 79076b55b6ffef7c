"""Keeping a finished file: whole or not at all, under a name nobody can guess (R36)."""

import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages


def keep(folder: str, suffix: str, content: bytes) -> str:
    """Store in private storage and give its name. On a disk: temporary file, fsync, rename, fsync of the folder."""
    token = secrets.token_hex(16)
    return keep_as(f"{folder}/{token[:2]}/{token}{suffix}", content)


def keep_as(name: str, content: bytes) -> str:
    """The same under a name that the caller makes; what is there already is replaced."""
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        storage.delete(name)
        return storage.save(name, ContentFile(content))
    target = Path(storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    _fsync_folder(target.parent)
    return name


def discard(name: str) -> None:
    storages["private"].delete(name)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
