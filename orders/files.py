"""Keeping a finished file: whole or not at all, under a name nobody can guess (R36)."""

import os
import secrets
import shutil
from pathlib import Path
from typing import IO, Protocol, runtime_checkable

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages


@runtime_checkable
class Replacing(Protocol):
    """A storage that puts one file in the place of another in a single step."""

    def replace(self, name: str, content: bytes) -> str: ...


def keep(folder: str, suffix: str, content: bytes) -> str:
    """Store in private storage and give its name. On a disk: temporary file, fsync, rename, fsync of the folder."""
    token = secrets.token_hex(16)
    return keep_as(f"{folder}/{token[:2]}/{token}{suffix}", content)


def keep_as(name: str, content: bytes) -> str:
    """The same under a name that the caller makes; what is there already is replaced."""
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        if isinstance(storage, Replacing):
            return storage.replace(name, content)
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


def keep_stream(folder: str, suffix: str, content: IO[bytes]) -> str:
    """The same for what is too large for memory."""
    token = secrets.token_hex(16)
    name = f"{folder}/{token[:2]}/{token}{suffix}"
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        return storage.save(name, File(content))
    target = Path(storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file)
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
