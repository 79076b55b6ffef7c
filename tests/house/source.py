"""The project's own files, read once for every rule about them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("portal", "kb", "orders", "returns")
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def files(*endings: str, under: tuple[str, ...] = ROOMS) -> list[Path]:
    """Files of the rooms with one of the endings, migrations left out."""
    found = (file for folder in under for file in sorted((ROOT / folder).rglob("*")) if file.suffix in endings)
    return [file for file in found if not {"migrations", "__pycache__"} & set(file.parts)]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


@cache
def committed() -> list[Path]:
    """Every file that a clone has; what is not committed yet counts too, what is ignored doesn't."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]
