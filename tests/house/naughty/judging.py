"""What must hold of an answer to something naughty, and the words for what did not."""

import html
import json
import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from tests.house.naughty.finding import Form, tags_of
from tests.house.naughty.strings import MARK

HOSTS = {"", "testserver", "localhost", "127.0.0.1"}
# Attributes that load or run what they name.
ADDRESSES = ("href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href", "hx-get", "hx-post")
RUNS = re.compile(r"^[\s\x00-\x20]*(javascript|vbscript|data:text/html)", re.IGNORECASE)


def leads_away(location: str) -> bool:
    """Would a browser that follows it leave the site?"""
    plain = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    if plain.startswith("//"):
        return True
    parts = urlsplit(plain)
    return parts.scheme not in {"", "http", "https"} or parts.netloc not in HOSTS


def faults_of(answer: Any, tags: set[tuple[str, str]]) -> list[str]:
    """`tags`: elements and attributes that pages have when nobody is naughty."""
    found = []
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    if getattr(answer, "failed_later", ""):
        found.append(f"job failed: {answer.failed_later[:200]}")
    if answer.has_header("Location") and leads_away(answer["Location"]):
        found.append(f"leads to {answer['Location'][:80]}")
    if any(re.search(r"[\r\n\x00]", f"{name}{value}") for name, value in answer.items()):
        found.append("a header with a line end")
    if "html" in answer.get("Content-Type", "") and not answer.streaming:
        found += strange_markup(answer.content, tags)
    return found


def strange_markup(content: bytes, tags: set[tuple[str, str]]) -> list[str]:
    """Text that became HTML: our mark, an address that runs, an attribute that runs and that no page of ours has."""
    if MARK.encode() not in content and b"__xss" not in content and b"alert(" not in content:
        return []
    page = BeautifulSoup(content, "lxml")
    found = []
    for tag in page.find_all(True):
        if MARK in tag.name or any(MARK in name for name in tag.attrs):
            found.append(f"<{tag.name}> holds our mark")
        found += [
            f"<{tag.name} {name}={tag[name][:40]}>" for name in ADDRESSES if RUNS.match(str(tag.get(name) or ""))
        ]
    new = {(tag, name) for tag, name in tags_of(page) - tags if name.startswith("on") and MARK not in name}
    found += [f"<{tag} {name}> is new" for tag, name in sorted(new)]
    for script in page.find_all("script"):
        if "window.__xss=1" in script.get_text() and not str(script.get("type") or "").endswith("json"):
            found.append("a script holds what was sent")
    return found


def as_kept(text: str) -> str:
    """Every normalisation we have: one kind of line end, no space around, composed letters, no control characters."""
    text = re.sub(r"\r\n?", "\n", text)
    return unicodedata.normalize("NFC", text).strip()


def lost(form: Form, name: str, text: str, answer: Any) -> str:
    """What a form that is shown again has forgotten of what was typed."""
    if answer.status_code not in {200, 400, 422} or "html" not in answer.get("Content-Type", "") or answer.streaming:
        return ""
    page = BeautifulSoup(answer.content, "lxml")
    again = page.find(["input", "textarea"], attrs={"name": name})
    if again is None or again.get("type") in {"password", "hidden", "file"}:
        return ""
    shown = again.get_text() if again.name == "textarea" else str(again.get("value") or "")
    squeezed = re.compile(r"\s+")
    if squeezed.sub(" ", as_kept(shown)) != squeezed.sub(" ", as_kept(text)):
        return f"{name}: typed {text[:30]!r}, shown again {shown[:30]!r}"
    return ""


def kept_whole(written: list[str], text: str) -> bool | None:
    """Whether it stands whole in a column; None when no part of it was written anywhere."""
    part, whole = as_kept(text)[:8], as_kept(text)
    there = [value for value in written if part in value]
    if not there:
        return None
    ways = {each for way in (whole, re.sub(r"\s+", " ", whole)) for each in (way, html.escape(way))}
    ways |= {json.dumps(way, ensure_ascii=is_plain)[1:-1] for way in ways for is_plain in (True, False)}
    return any(way in value for value in there for way in ways)
