"""The files of an index, closed for certain: of one that is broken Whoosh leaves them to the garbage collector."""

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class Files(FileStorage):
    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._used: list[StructFile] = []

    def open_file(self, name: str, **options: Any) -> StructFile:
        return self._remembered(super().open_file(name, **options))

    def create_file(self, name: str, **options: Any) -> StructFile:
        return self._remembered(super().create_file(name, **options))

    def close_files(self) -> None:
        for file in self._used:
            if not file.is_closed:
                file.close()
        self._used.clear()

    def _remembered(self, file: StructFile) -> StructFile:
        self._used = [other for other in self._used if not other.is_closed]
        self._used.append(file)
        return file
