"""Sends naughty strings to the inputs that were found; gives what did not hold and how much was tried."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.naughty.browser import Browser
from tests.house.naughty.finding import Form, Site
from tests.house.naughty.judging import faults_of, kept_whole, lost
from tests.house.naughty.strings import RICH

Strings = Callable[[int], Iterable[tuple[str, str]]]
HEADERS = (
    "accept-language",
    "user-agent",
    "referer",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "hx-request",
    "hx-current-url",
    "hx-target",
    "hx-trigger",
    "hx-prompt",
    "if-none-match",
    "if-modified-since",
    "range",
    "idempotency-key",
    "accept",
    "accept-encoding",
    "origin",
    "sec-fetch-site",
    "sec-purpose",
    "last-event-id",
    "x-requested-with",
    "authorization",
    "x-http-method-override",
    "forwarded",
    "cf-connecting-ip",
    "x-live",
)
COOKIES = ("session", "csrf", "messages", "django_language", "__Host-session", "tips")


@dataclass
class Report:
    tried: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def note(self, where: str, said: Iterable[str]) -> None:
        for each in said:
            fault = f"{where}: {each}"[:300]
            if fault not in self.faults:
                self.faults[fault] = ""
                tell(fault)


def tell(fault: str) -> None:
    """At once, for whoever watches a run of hours: NAUGHTY_TOLD names the file."""
    if name := os.environ.get("NAUGHTY_TOLD"):
        with Path(name).open("a") as file:
            file.write(ascii(fault) + "\n")


def printable(text: str) -> str:
    """What a client can put into a header line at all, as WSGI hands it on."""
    kept = "".join(letter for letter in text if letter not in "\0\r\n" and not "\ud800" <= letter <= "\udfff")
    return kept[:2000].encode().decode("latin-1")


def in_an_address(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass")[:3000], safe="")


def sendable(text: str) -> str:
    """Half a pair is bytes that are no UTF-8; Django reads them as this, and its test client refuses to write them."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if _has_half(text) else text


def _has_half(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def to_forms(browser: Browser, site: Site, strings: Strings, report: Report, *, apart: bool = True) -> None:
    """One field at a time is strange and the others are as the page gave them; else all are, each in its own way."""
    for place, form in enumerate(wanted(site)):
        if apart:
            for turn, name in enumerate(form.names):
                for kind, text in strings(place * 7 + turn):
                    _send(browser, site, form, {name: text}, f"{kind} in {name}", report)
        everywhere = {name: next(iter(strings(place * 11 + turn)))[1] for turn, name in enumerate(form.names)}
        _send(browser, site, form, everywhere, "something everywhere", report)


# What would call another machine, or looks for one.
OUTSIDE = re.compile(r"/now/$|/test/$|/check/$|/stream/$|/logout/$|preview")


def wanted(site: Site) -> list[Form]:
    return [form for form in site.forms.values() if not OUTSIDE.search(urlsplit(form.action).path)]


def _send(browser: Browser, site: Site, form: Form, strange: dict[str, str], what: str, report: Report) -> Any:
    cache.clear()
    values: dict[str, Any] = {**form.values, **{name: sendable(text) for name, text in strange.items()}}
    path, query = urlsplit(form.action).path, urlsplit(form.action).query
    if form.method == "post":
        answer = browser.post(f"{path}?{query}" if query else path, values)
    else:
        answer = browser.get(path + "?" + urlencode(values, doseq=True, errors="surrogatepass"))
    report.tried[f"{form.method} forms"] += 1
    where = f"{form.method} {re.sub('[0-9]+', '#', path)} {what}"
    report.note(where, faults_of(answer, site.tags))
    if form.method == "post" and len(strange) == 1:
        ((name, text),) = strange.items()
        if form.control(name).takes_text and "\x00" not in text and not _has_half(text) and text.strip():
            missing = lost(form, name, text, answer)
            report.note(where, [f"typed and lost: {missing}"] if missing else [])
    return answer


def read_back(browser: Browser, site: Site, report: Report) -> None:
    """What a person may well write stands in the database letter by letter, or was refused and is shown again."""
    for form in wanted(site):
        if form.method != "post":
            continue
        for control in form.controls:
            if not control.takes_text:
                continue
            answer = _send(browser, site, form, {control.name: RICH}, f"rich text in {control.name}", report)
            whole = kept_whole(browser.written, RICH)
            report.tried[f"rich text {'kept' if whole else 'refused or not kept'}"] += 1
            if whole is False:
                report.note(f"{form.action} {control.name}", [f"kept in part ({answer.status_code})"])


def to_queries(browser: Browser, site: Site, strings: Strings, report: Report) -> None:
    for place, (address, names) in enumerate(site.parameters.items()):
        path = urlsplit(address).path
        if OUTSIDE.search(path):
            continue
        for turn, name in enumerate(sorted(names)):
            for kind, text in strings(place * 5 + turn):
                cache.clear()
                answer = browser.get(f"{path}?{quote(name)}={in_an_address(text)}")
                report.tried["parameters"] += 1
                report.note(f"get {re.sub('[0-9]+', '#', path)}?{name} {kind}", faults_of(answer, site.tags))


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        own = str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield before + own
        else:
            yield from patterns(entry, before + own)


def to_addresses(browsers: dict[str, Browser], tags: set[tuple[str, str]], strings: Strings, report: Report) -> None:
    """Every part of every address that is not fixed."""
    found = {each for each in patterns() if "<" in each and "(" not in each and not OUTSIDE.search(each)}
    for place, pattern in enumerate(sorted(found)):
        role = "operator" if pattern.startswith("admin/") else "customer"
        for kind, text in strings(place):
            numbers = iter((in_an_address(text), "1", "1", "1"))
            path = "/" + re.sub(r"<[^>]+>", lambda _part, given=numbers: next(given), pattern)
            cache.clear()
            report.tried["addresses"] += 1
            report.note(f"get /{pattern} {kind}", faults_of(browsers[role].get(path), tags))


def to_headers(browser: Browser, site: Site, addresses: Iterable[str], strings: Strings, report: Report) -> None:
    for place, address in enumerate(addresses):
        for turn, name in enumerate((*HEADERS, *COOKIES)):
            for kind, text in strings(place * 3 + turn):
                value = printable(text)
                headers = {"cookie": f'{name}="{value}"'} if name in COOKIES else {name: value}
                cache.clear()
                answer = browser.get(address, headers=headers)
                report.tried["headers and cookies"] += 1
                report.note(f"get {address} {name} {kind}", faults_of(answer, site.tags))
