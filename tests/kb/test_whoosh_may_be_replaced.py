"""Whoosh 2.7.4, the last release of the original, stays a drop-in for whoosh3: we use only what both have."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# Checked by hand in the wheels of Whoosh 2.7.4 and whoosh3 3.54.0; the bulk writer's index was compared in both.
IN_BOTH = {
    "whoosh": {"fields", "query"},
    "whoosh.analysis": {"SpaceSeparatedTokenizer"},
    "whoosh.fields": {"FieldType", "Schema", "TEXT"},
    "whoosh.filedb.filestore": {"FileStorage"},
    "whoosh.filedb.structfile": {"StructFile"},
    "whoosh.formats": {"Format", "Positions"},
    "whoosh.index": {"FileIndex", "create_in", "open_dir"},
    "whoosh.lang.stopwords": {"stoplists"},
    "whoosh.query": {"Query"},
    "whoosh.reading": {"TermNotFound"},
    "whoosh.system": {"pack_uint"},
    "whoosh.writing": {"IndexWriter", "SegmentWriter"},
}
QUERIES = {"And", "Every", "FuzzyTerm", "Not", "NullQuery", "Or", "Phrase", "Prefix", "Query", "Term"}


def imported() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in (ROOT / "kb").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "whoosh":
                found.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
            if isinstance(node, ast.Import):
                assert not any(alias.name.split(".")[0] == "whoosh" for alias in node.names), path
    return found


def test_nothing_is_imported_that_only_one_of_them_has() -> None:
    for module, names in imported().items():
        assert names <= IN_BOTH[module], module


def test_only_queries_that_both_have_are_asked() -> None:
    tree = ast.parse((ROOT / "kb/search/backend/compiler.py").read_text("utf-8"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "whoosh"
    }
    assert used
    assert used <= QUERIES
