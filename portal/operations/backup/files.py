"""Files of the site: those editors put in (media) and those of customers (private), on a disk or anywhere else."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

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
    """The files of one folder of a backup: staged, put in place at one moment, taken back if the rest fails."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self.storage, self.token = storage, secrets.token_hex(4)
        self.root = Path(storage.path(""))
        self.names: set[str] = set()
        self.moved: list[str] = []

    @property
    def stage(self) -> Path:
        return self.root / f"{STAGE}{self.token}"

    @property
    def aside(self) -> Path:
        return self.root / f"{ASIDE}{self.token}"

    def take(self, name: str, content: IO[bytes]) -> None:
        target = self.stage / name
        if not target.resolve().is_relative_to(self.stage.resolve()):
            raise ValueError(f"{name} leads out of its folder")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)
        target.chmod(self.storage.file_permissions_mode or 0o644)
        self.names.add(name)

    def swap(self) -> None:
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
        for name in self.moved:
            (self.root / name).rename(self.stage / name)
        if self.aside.is_dir():
            for entry in list(self.aside.iterdir()):
                entry.rename(self.root / entry.name)
            self.aside.rmdir()

    def finish(self) -> int:
        """Files that the backup does not know go; how many."""
        before = {file.relative_to(self.aside).as_posix() for file in self.aside.rglob("*") if file.is_file()}
        shutil.rmtree(self.aside, ignore_errors=True)
        return len(before - self.names)

    def clear_stage(self) -> None:
        shutil.rmtree(self.stage, ignore_errors=True)
