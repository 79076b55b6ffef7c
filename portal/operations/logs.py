"""How log lines look: for people, or as JSON for machines. No line ever holds what could be somebody's (R30).

Addresses are masked, what a browser sent can't end a line or colour a terminal, and addresses of pages, which may
hold a secret link, are told by the name of their route.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from portal.operations.request_ids import current

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MAIL = re.compile(r"[^\s<>\"'(),;:=@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# PostgreSQL repeats whole rows in its errors.
ROW = re.compile(r"(DETAIL:|Failing row contains|Key \().*", re.S)
SECRET = re.compile(
    r"(?i)\b(bearer|password|passwd|secret|token|api[_-]?key|authorization)(\W{1,4}(?:bearer |basic )?)[^\s,;&'\"]{6,}"
)
LONGEST = 8_000


def cleaned(text: str) -> str:
    """Without control characters (lines may end), mail addresses and what follows the word for a secret."""
    text = ROW.sub(r"\1 …", text[:LONGEST])
    text = SECRET.sub(r"\1\2…", MAIL.sub("[@]", text))
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def one_line(text: str) -> str:
    return cleaned(text).replace("\n", "\\n").replace("\t", "\\t")


def route_of(request: Any) -> str:
    """The pattern that answered, never the address itself."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else "/…"


def message_of(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    # Django tells the address as it was asked for, as in "Not Found: /orders/open/<secret>/", and escaped.
    path, text = getattr(request, "path", ""), record.getMessage()
    for told in {path, path.encode("unicode_escape").decode("ascii")} - {"", "/"}:
        text = text.replace(told, route_of(request))
    return text


class Cleaned(logging.Formatter):
    def trace(self, record: logging.LogRecord) -> str:
        return cleaned(self.formatException(record.exc_info)) if record.exc_info else ""


class Line(Cleaned):
    """2026-11-22 10:00:00,000 INFO portal.desk [3f9c…] words; what was raised follows, each line set in."""

    def format(self, record: logging.LogRecord) -> str:
        request_id = current.get()
        marked = f" [{request_id}]" if request_id else ""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}{marked} {one_line(message_of(record))}"
        trace = self.trace(record)
        return line + "".join(f"\n    {part}" for part in trace.splitlines())


class Json(Cleaned):
    """One object a line: at, level, logger, said; request_id and error where there is one; what came as `facts`."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": one_line(message_of(record)),
        }
        if request_id := current.get():
            told["request_id"] = request_id
        told |= getattr(record, "facts", {})
        if trace := self.trace(record):
            told["error"] = trace
        return json.dumps(told, ensure_ascii=False, default=str)


def logging_settings(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING; `form` is line or json."""
    formatter = {"json": Json, "line": Line}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": {"()": formatter}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "told"},
            "errors": {"class": "portal.operations.metrics.errors.Counting", "level": "ERROR"},
        },
        "root": {"handlers": ["console", "errors"], "level": level},
        # A line for each request is what machines are for; a person asks for it with LOG_LEVEL=DEBUG.
        "loggers": {"portal.requests": {"level": level if form == "json" or level == "DEBUG" else "WARNING"}},
    }
