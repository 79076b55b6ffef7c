"""Files of the site: those editors put in (media) and those of customers (private), on a disk or anywhere else."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from portal.operations.backup.container import Writer

STORAGES = {"media": "default", "private": "private"}
# Half-written files, and those a restore has put aside.
PASSED_OVER = (".part",)
STAGE, ASIDE = ".restoring-", ".replaced-"

Seen = dict[tuple[str, str], tuple[int, float]]


def storage_of(kind: str) -> Storage:
    return storages[STORAGES[kind]]


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.endswith(PASSED_OVER):
            yield f"{folder}{name}"
    for name in sorted(folders):
        if not name.startswith((STAGE, ASIDE)):
            yield from names_in(storage, f"{folder}{name}/")


def add_new(writer: Writer, seen: Seen) -> None:
    """Adds every file that is not in `seen` as it is now. Called before and after the database is copied: what the
    copied rows name was there at one of the two moments."""
    for kind in STORAGES:
        storage = storage_of(kind)
        for name in names_in(storage):
            # A file that is being deleted may go between two questions.
            with suppress(FileNotFoundError):
                looks = storage.size(name), storage.get_modified_time(name).timestamp()
                if seen.get((kind, name)) != looks:
                    with storage.open(name) as content:
                        writer.add(f"files/{kind}/{name}", content, looks[0])
                    seen[kind, name] = looks


class Placing:
    """One storage's files of a backup: staged, put in place at one moment, taken back if the rest fails."""

    def __init__(self, kind: str) -> None:
        self.storage, self.token = storage_of(kind), secrets.token_hex(4)
        self.root = Path(self.storage.path("")) if isinstance(self.storage, FileSystemStorage) else None
        self.names: set[str] = set()
        self.moved: list[str] = []

    @property
    def stage(self) -> Path:
        return (self.root or Path()) / f"{STAGE}{self.token}"

    @property
    def aside(self) -> Path:
        return (self.root or Path()) / f"{ASIDE}{self.token}"

    def take(self, name: str, content: IO[bytes]) -> None:
        """Where files are not on a disk they go to their place at once: under other names they harm nobody."""
        if self.root is None:
            if name in self.names or self.storage.exists(name):
                self.storage.delete(name)
            self.storage.save(name, File(content))
        else:
            target = self.stage / name
            if not target.resolve().is_relative_to(self.stage.resolve()):
                raise ValueError(f"{name} leads out of its folder")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)
            target.chmod(getattr(self.storage, "file_permissions_mode", None) or 0o644)
        self.names.add(name)

    def swap(self) -> None:
        if self.root is None:
            return
        for folder in (self.root, self.stage, self.aside):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for entry in list(self.root.iterdir()):
            if not entry.name.startswith((STAGE, ASIDE)):
                entry.rename(self.aside / entry.name)
        for entry in list(self.stage.iterdir()):
            entry.rename(self.root / entry.name)
            self.moved.append(entry.name)

    def take_back(self) -> None:
        """The files that were there are there again."""
        if self.root is None:
            return
        for name in self.moved:
            (self.root / name).rename(self.stage / name)
        if self.aside.is_dir():
            for entry in list(self.aside.iterdir()):
                entry.rename(self.root / entry.name)
            self.aside.rmdir()

    def finish(self) -> int:
        """Files that the backup does not know go; how many."""
        if self.root is not None:
            before = {file.relative_to(self.aside).as_posix() for file in self.aside.rglob("*") if file.is_file()}
            shutil.rmtree(self.aside, ignore_errors=True)
            return len(before - self.names)
        strangers = [name for name in names_in(self.storage) if name not in self.names]
        for name in strangers:
            self.storage.delete(name)
        return len(strangers)

    def clear_stage(self) -> None:
        if self.root is not None:
            shutil.rmtree(self.stage, ignore_errors=True)


def cut_off_restores() -> list[Path]:
    """Folders of a restore that was killed: its files stand in one of them."""
    roots = [Path(each.path("")) for kind in STORAGES if isinstance(each := storage_of(kind), FileSystemStorage)]
    return [entry for root in roots if root.is_dir() for start in (STAGE, ASIDE) for entry in root.glob(f"{start}*")]
