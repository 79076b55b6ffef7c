"""Child processes: no secrets in their environment, nothing of ours to lose when one is killed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class ChildFailed(Exception):
    pass


def environment(folder: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": folder,
        "TMPDIR": folder,
        "XDG_CACHE_HOME": folder,
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(module: str, content: bytes, *, seconds: float) -> bytes:
    """What `python -m module` answers to content on its stdin. Raises ChildFailed; a slow child is killed."""
    with tempfile.TemporaryDirectory(prefix="document-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - the module is written in our code
                [sys.executable, "-m", module],
                input=content,
                capture_output=True,
                timeout=seconds,
                cwd=ROOT,
                env=environment(folder),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ChildFailed(f"not ready after {seconds} seconds") from None
    if done.returncode:
        raise ChildFailed(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
