"""The passphrase of backups: out of a file, else out of the environment; never an argument, which all can see."""

import os
from pathlib import Path

from portal.operations.backup.errors import BackupError

VARIABLE = "BACKUP_PASSPHRASE"


def passphrase(file: Path | None) -> str:
    """Empty: the backup is not encrypted. A line break at the end of the file does not count."""
    if file is None:
        return os.environ.get(VARIABLE, "")
    try:
        said = file.read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The passphrase can't be read from {file}.") from error
    if not said:
        raise BackupError(f"{file} is empty: no passphrase stands in it.")
    return said
