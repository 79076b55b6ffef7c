"""A listener that stands on this machine."""

import json
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

from portal.webhooks_out import rules
from portal.webhooks_out.events import KINDS
from portal.webhooks_out.models import Endpoint


class Ear(BaseHTTPRequestHandler):
    answers: list[tuple[int, dict[str, str]]]
    heard: list[Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append(SimpleNamespace(path=self.path, headers=dict(self.headers), body=body))
        status, headers = self.answers.pop(0) if self.answers else (204, {})
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


def listen(url: str, *events: str, **fields: Any) -> Endpoint:
    return Endpoint.objects.create(
        name="Shop", url=url, events=list(events) or list(KINDS), secret=rules.new_secret(), **fields
    )


def names(ear: Any) -> list[str]:
    return [json.loads(each.body)["type"] for each in ear.heard]
