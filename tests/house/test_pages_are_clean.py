"""The content security policy would break these at run time; here they are found before."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, committed, files, name_of

TEMPLATES = [file for file in files(".html") if "templates" in file.parts]
# A mail has no stylesheet of ours to link to and no policy that forbids styles.
PAGES = [file for file in TEMPLATES if "mail" not in file.parts]
FORBIDDEN = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "inline style": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/(ld\+)?json)", re.I),
    "javascript: link": re.compile(r"[\"']\s*javascript:", re.I),
    "file of another host": re.compile(
        r"<(script|img|link|iframe|source|video|audio)\b[^>]*\b(src|href)=[\"'](https?:)?//", re.I
    ),
}


def without_comments(file: Path) -> str:
    text = file.read_text()
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.S)
    return re.sub(r"{#.*?#}|<!--.*?-->", "", text, flags=re.S)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_pages_have_no(what: str) -> None:
    assert PAGES, "the rule must have something to look at"
    assert [name_of(file) for file in PAGES if FORBIDDEN[what].search(without_comments(file))] == []


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("style attribute", '<p class="a" style="color: red">'),
        ("inline handler", "<a onclick='go()'>"),
        ("inline style", "<style>"),
        ("inline script", "<script>go()</script>"),
        ("inline script", '<script type="module">go()</script>'),
        ("javascript: link", '<a href="javascript:go()">'),
        ("file of another host", '<script defer src="//cdn.example.com/a.js">'),
    ],
)
def test_the_rule_sees(what: str, example: str) -> None:
    assert FORBIDDEN[what].search(example)


def test_structured_data_is_allowed() -> None:
    assert not FORBIDDEN["inline script"].search('<script type="application/ld+json">{}</script>')


def test_locked_files_name_no_address() -> None:
    locks = [file for file in committed() if file.name.startswith("requirements") and file.suffix == ".txt"]
    wanted = {f"requirements{extra}.txt" for extra in ("", "-dev", "-scale", "-semantic")}
    assert {lock.name for lock in locks} == wanted
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text, lock.name
        assert not re.search(r"^\s*--(index-url|extra-index-url|find-links|trusted-host)", text, re.M), lock.name
        assert all("==" in line for line in text.splitlines() if re.match(r"[a-z0-9]", line, re.I)), lock.name


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    own = re.compile(r"(?<![\w.])/(?:home|Users|root)/[a-z]")
    readable = (".py", ".md", ".html", ".sh", ".toml", ".css", ".js", ".txt", ".csv", ".example")
    found = [name_of(file) for file in committed() if file.suffix in readable and own.search(file.read_text())]
    assert found == []
    assert (ROOT / "README.md").exists()
