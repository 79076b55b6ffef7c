"""The one file: a gzipped tar, sealed when there is a passphrase. Its first member says what it is, its last one what
must have been in it; without the last it is not a backup.

about.json · files/<storage>/<name> … · database/… · files that came meanwhile · manifest.json
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from portal.operations.backup.errors import BackupError, Damaged, WrongPassphrase
from portal.operations.backup.sealing import MAGIC, Sealing, Unsealing

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"
LEVEL = 3  # of compression: photos and PDFs are packed already, and the site shares this processor
PIECE = 1024 * 1024


@dataclass(slots=True)
class Manifest:
    """`rows`: table → count; `columns`: table → names, where rows travel as text; `numbers`: sequence → next value;
    `members`: name → size and SHA-256; `key`: which SECRET_KEY it belongs to, without telling it."""

    made_at: str
    database: str
    server: str
    release: str
    key: str
    migrations: list[list[str]]
    format: int = FORMAT
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def files(self, storage: str) -> set[str]:
        start = f"files/{storage}/"
        return {name.removeprefix(start) for name in self.members if name.startswith(start)}


class Writer:
    """Adds members and counts them; a name added twice: the later one is meant."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar, self.manifest = tar, manifest

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """`content` gives `size` bytes, or fewer when somebody shortens it: then the rest is zeros and OSError."""
        counting = Counting(content)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self.tar.addfile(member, counting)
        self.manifest.members[name] = {"size": size, "sha256": counting.hash.hexdigest()}

    def add_json(self, name: str, said: dict[str, Any]) -> None:
        content = json.dumps(said, indent=1, sort_keys=True).encode()
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, io.BytesIO(content))


class Counting(io.RawIOBase):
    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.hash = content, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self.content.read(size)
        self.hash.update(part)
        return part


@contextmanager
def writing(file: Path, passphrase: str, manifest: Manifest) -> Iterator[Writer]:
    """The file appears under its name when everything is in it and on the disk, or not at all."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.part")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            out: Any = Sealing(raw, passphrase) if passphrase else raw
            with (
                gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=LEVEL) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                writer = Writer(tar, manifest)
                writer.add_json(ABOUT, {"format": FORMAT, "database": manifest.database})
                yield writer
                writer.add_json(MANIFEST, asdict(manifest))
            if out is not raw:
                out.close()
            raw.flush()
            os.fsync(raw.fileno())
        look(temporary, passphrase)
        temporary.replace(file)
        _fsync_folder(file.parent)
    finally:
        temporary.unlink(missing_ok=True)


Taking = Callable[[str, IO[bytes]], None]


def look(file: Path, passphrase: str, take: Taking | None = None) -> Manifest:
    """Reads the whole file and compares every byte with its manifest; `take` is given each member as it passes.

    Raises BackupError: unreadable, cut off, damaged, wrong passphrase, or of another format.
    """
    seen: dict[str, dict[str, Any]] = {}
    said: dict[str, Any] | None = None
    try:
        with opened(file, passphrase) as tar:
            for member in tar:
                if said is not None:
                    raise Damaged("Something stands behind the backup's last part.")
                content = tar.extractfile(member)
                if content is None:
                    raise Damaged(f"{member.name} in the backup is not a file.")
                if member.name == ABOUT:
                    _check_format(json.load(content))
                elif member.name == MANIFEST:
                    said = json.load(content)
                else:
                    seen[member.name] = _take(member, content, take)
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise BackupError(f"{file} can't be read: {error.strerror}.") from error
        raise Damaged(f"{file.name} is damaged, cut off, or not a backup of this site ({error}).") from error
    if said is None:
        raise Damaged(f"{file.name} ends before its last part: it was never finished.")
    manifest = Manifest(**said)
    if wrong := sorted(name for name in {*seen, *manifest.members} if seen.get(name) != manifest.members.get(name)):
        raise Damaged(f"{len(wrong)} parts of {file.name} are not what was written, among them {wrong[0]}.")
    return manifest


def _take(member: tarfile.TarInfo, content: IO[bytes], take: Taking | None) -> dict[str, Any]:
    counting = Counting(content)
    if take is not None:
        take(member.name, counting)  # type: ignore[arg-type]
    while counting.read(PIECE):
        pass
    return {"size": member.size, "sha256": counting.hash.hexdigest()}


def _check_format(about: dict[str, Any]) -> None:
    if about.get("format") != FORMAT:
        raise BackupError(
            f"This backup is written in form {about.get('format')}; this release reads form {FORMAT}. "
            "Restore it with the release that made it, then upgrade."
        )


@contextmanager
def opened(file: Path, passphrase: str) -> Iterator[tarfile.TarFile]:
    with file.open("rb") as raw:
        sealed = raw.read(len(MAGIC)) == MAGIC
        if sealed and not passphrase:
            raise WrongPassphrase("This backup is encrypted: give its passphrase.")
        if not sealed:
            raw.seek(0)
        source: Any = io.BufferedReader(Unsealing(raw, passphrase), PIECE) if sealed else raw
        with gzip.GzipFile(fileobj=source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield tar
            # What the archive does not read has a checksum, too.
            while packed.read(PIECE):
                pass


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
