"""Finds inputs by walking the site as somebody: pages of every kind, their forms, the names their views ask for."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.urls import Resolver404, resolve

from tests.house.naughty.browser import Browser, names_asked_for

BUTTONS = {"submit", "button", "reset", "image"}
# Values that a form takes as they are, so that the one strange value is the only strange thing about it.
PLAUSIBLE = {
    "email": "reader@example.com", "url": "https://example.com/a", "tel": "+48 600 100 200", "date": "2026-11-20",
    "datetime-local": "2026-11-20T10:00", "time": "10:00", "number": "1", "color": "#336699", "search": "mug",
}  # fmt: skip


@dataclass(frozen=True)
class Control:
    name: str
    kind: str
    value: str

    @property
    def takes_text(self) -> bool:
        return self.kind in {"text", "textarea", "search"}


@dataclass(frozen=True)
class Form:
    page: str
    action: str
    method: str
    controls: tuple[Control, ...]

    @property
    def values(self) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for each in self.controls:
            if each.kind not in {"file", "off"}:
                values.setdefault(each.name, []).append(each.value)
        return values

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(each.name for each in self.controls if each.kind != "file"))

    def control(self, name: str) -> Control:
        return next(each for each in self.controls if each.name == name)


@dataclass
class Site:
    """What one person can reach."""

    pages: dict[str, str] = field(default_factory=dict)  # address: its pattern
    parameters: dict[str, set[str]] = field(default_factory=dict)  # address: names its view looked up
    forms: dict[tuple[Any, ...], Form] = field(default_factory=dict)
    tags: set[tuple[str, str]] = field(default_factory=set)  # (element, attribute) of unharmed pages
    failed: list[str] = field(default_factory=list)


def pattern_of(path: str) -> str | None:
    try:
        return re.sub(r"^(pl|ru)/", "", resolve(path).route)
    except Resolver404:
        return None


def control_of(tag: Tag) -> Control | None:
    name, kind = str(tag.get("name") or ""), str(tag.get("type") or "text").lower()
    if not name or tag.has_attr("disabled"):
        return None
    if tag.name == "textarea":
        return Control(name, "textarea", tag.get_text() or "Some words.")
    if tag.name == "select":
        options = tag.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")] or [
            option for option in options if option.get("value", option.get_text())
        ]
        value = str(chosen[0].get("value", chosen[0].get_text())) if chosen else ""
        return Control(name, "select", value)
    if tag.name == "button" or kind in BUTTONS:
        return Control(name, "off", str(tag.get("value") or ""))
    if kind in {"checkbox", "radio"}:
        return Control(name, kind if tag.has_attr("checked") else "off", str(tag.get("value") or "on"))
    fallback = "" if kind in {"hidden", "password", "file"} else PLAUSIBLE.get(kind, "Words")
    return Control(name, kind, str(tag.get("value") or fallback))


def forms_of(page: BeautifulSoup, address: str) -> Iterable[Form]:
    for form in page.find_all("form"):
        tags = form.find_all(["input", "textarea", "select", "button"])
        if form.get("id"):
            tags += page.find_all(["input", "textarea", "select", "button"], attrs={"form": form["id"]})
        controls = tuple(filter(None, map(control_of, tags)))
        # The second is what scripts copy for another row.
        controls = tuple(
            each for each in controls if each.name != "csrfmiddlewaretoken" and "__prefix__" not in each.name
        )
        buttons = [tag for tag in tags if tag.name == "button" and tag.get("formaction")]
        actions = [form.get("action") or "", *(str(tag["formaction"]) for tag in buttons)]
        for action in actions:
            yield Form(address, urljoin(address, str(action)), str(form.get("method") or "get").lower(), controls)


def kind_of(form: Form) -> tuple[Any, ...]:
    """Two forms that differ in numbers only are one."""
    path = urlsplit(form.action).path
    names = frozenset(re.sub(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}", "#", name) for name in form.names)
    return (pattern_of(path) or path, form.method, names)


def walk(browser: Browser, roots: Iterable[str], look: Callable[[bytes], list[str]], most: int = 2) -> Site:
    """Follows links within the site; of one pattern it looks at `most` pages, and notes what `look` finds wrong."""
    site, queue, seen, times = Site(), deque(roots), set(roots), Counter[str]()
    while queue:
        address = queue.popleft()
        pattern = pattern_of(urlsplit(address).path)
        if pattern is None or times[pattern] >= most:
            continue
        times[pattern] += 1
        with names_asked_for() as names:
            answer = browser.get(address)
        site.pages[address] = pattern
        site.parameters[address] = names
        if answer.status_code >= 500 or getattr(answer, "failed_later", ""):
            site.failed.append(f"{address}: {answer.status_code} {getattr(answer, 'failed_later', '')}")
        if answer.status_code in {301, 302}:
            links: list[str] = [answer["Location"]]
        elif "html" in answer.get("Content-Type", "") and not answer.streaming:
            page = BeautifulSoup(answer.content, "lxml")
            site.tags |= tags_of(page)
            site.failed += [f"{address}: {each}" for each in look(answer.content)]
            for form in forms_of(page, address):
                site.forms.setdefault(kind_of(form), form)
            links = [str(tag["href"]) for tag in page.find_all("a", href=True)]
        else:
            continue
        for link in links:
            parts = urlsplit(urljoin(address, link))
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc in {"", "testserver", "localhost"} and there not in seen:
                seen.add(there)
                queue.append(there)
                for name, _value in parse_qsl(parts.query, keep_blank_values=True):
                    site.parameters.setdefault(address, set()).add(name)
    return site


def tags_of(page: BeautifulSoup) -> set[tuple[str, str]]:
    return {(tag.name, name) for tag in page.find_all(True) for name in (*tag.attrs, "")}
