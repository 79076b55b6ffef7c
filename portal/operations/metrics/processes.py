"""Counters of several web processes are one: each writes into a small mapped file in a folder they share.

The folder belongs to the server that started them (its process id names it), so it outlives a worker that is
replaced and goes with the server.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

# The name that prometheus_client looks for when it is first imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share_counters(data_dir: Path) -> None:
    """To be called before prometheus_client is imported. Without a folder to write to, each has its own counters."""
    folder = data_dir / "metrics" / str(os.getppid())
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in folder.parent.iterdir():
            if other.name.isdecimal() and not lives(int(other.name)):
                shutil.rmtree(other, ignore_errors=True)
        os.environ[VARIABLE] = str(folder)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def shared_folder() -> Path | None:
    return Path(os.environ[VARIABLE]) if VARIABLE in os.environ else None
