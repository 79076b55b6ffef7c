"""The reference page, made on the server from the OpenAPI document: no script and no other host."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from portal.api.api import api
from portal.api.examples import BODIES, FORMS, PLACES, QUERIES
from portal.api.problems import KINDS, WHAT_TO_DO
from portal.webhooks_out.events import KINDS as KINDS_OF_EVENTS
from portal.webhooks_out.events import body_of

DEEPEST = 2


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: str
    kind: str
    is_required: bool
    description: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class OperationRow:
    name: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[FieldRow]
    body: list[FieldRow]
    content_type: str
    answers: list[FieldRow]
    statuses: list[str]
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: list[OperationRow] = field(default_factory=list)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """In English for everybody, like the words of the API itself."""
    with translation.override("en"):
        problems = [
            {"kind": kind, "status": status, "title": title, "todo": WHAT_TO_DO[kind]}
            for kind, (status, title) in KINDS.items()
        ]
        response = render(
            request, "api/reference.html", {"groups": groups(), "problems": problems, "events": events()}
        )
    response["Content-Language"] = "en"
    return response


@dataclass(frozen=True, slots=True)
class EventRow:
    name: str
    about: str
    example: str


@cache
def events() -> list[EventRow]:
    """What is told by webhook, each with a whole body."""
    at = "2026-11-22T10:00:05+00:00"
    bodies = ((kind, body_of(kind.name, at, kind.data)) for kind in KINDS_OF_EVENTS.values())
    return [EventRow(kind.name, kind.about, json.dumps(body, indent=2)) for kind, body in bodies]


@cache
def groups() -> list[Group]:
    schema = api.get_openapi_schema()
    found: dict[str, Group] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            name = operation["tags"][0]
            group = found.setdefault(name, Group(name))
            group.operations.append(_operation(schema, method.upper(), path, operation))
    return list(found.values())


def _operation(schema: dict[str, Any], method: str, path: str, said: dict[str, Any]) -> OperationRow:
    bodies: dict[str, Any] = said.get("requestBody", {}).get("content", {})
    content_type = next(iter(bodies), "")
    success = next(response for status, response in said["responses"].items() if status.startswith("2"))
    shape = success["content"]["application/json"]["schema"]
    return OperationRow(
        name=said["operationId"],
        method=method,
        path=path,
        summary=said["summary"],
        description=said.get("description", ""),
        scope=said["x-scope"],
        parameters=[
            FieldRow(each["name"], kind_of(schema, each["schema"]), each["required"], each.get("description", ""))
            for each in said["parameters"]
            if each["in"] != "path"
        ],
        body=list(rows(schema, bodies[content_type]["schema"])) if content_type else [],
        content_type=content_type,
        answers=list(rows(schema, shape)),
        statuses=list(said["responses"]),
        example=example(method, path, said["operationId"]),
    )


def rows(schema: dict[str, Any], shape: dict[str, Any], depth: int = 0) -> Iterator[FieldRow]:
    """The fields of an object, and indented below each the fields of what is in it."""
    shape = _resolved(schema, shape)
    required = set(shape.get("required", []))
    for name, said in shape.get("properties", {}).items():
        inner = _resolved(schema, said)
        item = _resolved(schema, inner.get("items", {}))
        description = said.get("description", "") or inner.get("description", "")
        yield FieldRow(name, kind_of(schema, said), name in required, description, depth)
        if depth < DEEPEST:
            yield from rows(schema, item if "properties" in item else inner, depth + 1)


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Behind references, and without the null that only says a field may be left out."""
    if "$ref" in shape:
        return _resolved(schema, schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]])
    choices = [each for each in shape.get("anyOf", []) if each.get("type") != "null"]
    if len(choices) == 1:
        return _resolved(schema, choices[0])
    return shape


def kind_of(schema: dict[str, Any], shape: dict[str, Any]) -> str:
    shape = _resolved(schema, shape)
    if "anyOf" in shape:
        kinds = [kind_of(schema, each) for each in shape["anyOf"]]
        return "amount" if "number" in kinds else " or ".join(dict.fromkeys(kind for kind in kinds if kind != '""'))
    if "enum" in shape or "const" in shape:
        values = shape.get("enum") or [shape["const"]]
        return ", ".join(f'"{value}"' if value == "" else str(value) for value in values)
    name = shape.get("type", "anything")
    if name == "array":
        most = f", up to {shape['maxItems']}" if "maxItems" in shape else ""
        return f"list of {kind_of(schema, shape['items'])}s{most}"
    if name == "string":
        return _text(shape)
    return {"integer": "whole number", "boolean": "true or false"}.get(name, name)


def _text(shape: dict[str, Any]) -> str:
    known = {"date-time": "date and time", "date": "day", "binary": "file"}
    if kind := known.get(shape.get("format", "")):
        return kind
    if shape.get("contentEncoding") == "base64":
        return "file as base64"
    return f"text, up to {shape['maxLength']}" if "maxLength" in shape else "text"


def example(method: str, path: str, name: str) -> str:
    address = path
    for place, value in PLACES.items():
        address = address.replace(f"{{{place}}}", value)
    lines = [f'curl "{settings.SITE_URL}{address}{QUERIES.get(name, "")}"', '-H "Authorization: Bearer $KEY"']
    if method not in {"GET", "POST"} or (method == "POST" and name not in BODIES and name not in FORMS):
        lines[0] = lines[0].replace("curl ", f"curl -X {method} ")
    if method != "GET":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if name in BODIES:
        body = json.dumps(BODIES[name], indent=2, ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{body}'"]
    lines += [f'-F "{field}={value}"' for field, value in FORMS.get(name, {}).items()]
    return " \\\n  ".join(lines)
