"""Which release this is."""

import tomllib
from functools import cache

from portal.env import BASE_DIR


@cache
def version() -> str:
    """As pyproject.toml says; "unknown" where that file was not copied along."""
    file = BASE_DIR / "pyproject.toml"
    return str(tomllib.loads(file.read_text())["project"]["version"]) if file.is_file() else "unknown"
