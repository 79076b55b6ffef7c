"""One machine of a shop: a folder, a web server, a worker; and a browser that can be pointed at any of them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPMessage
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 180.0
PASSWORD = "correct horse battery"  # of everybody that people.py makes
COMMON = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DEBUG": "0",
    "DEMO": "1",
    "SECRET_KEY": "a-key-for-machines-only-0123456789abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "http://localhost",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "SEARCH_URL": "database://",
    "LOG_LEVEL": "WARNING",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Browser:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def at(self, machine: "Machine") -> "Browser":
        """The same browser, sent to this machine by the proxy."""
        return Browser(machine.port, self.cookies)

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": "localhost", "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, path: str, **fields: str) -> Answer:
        """A form, with the token its page has."""
        page = self.get(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        return self.ask("POST", path, {"csrfmiddlewaretoken": found[1] if found else "", **fields})

    def sign_in(self, email: str, password: str) -> Answer:
        return self.send("/account/login/", login=email, password=password)


class Machine:
    def __init__(self, name: str, folder: Path, shared: Mapping[str, str]) -> None:
        self.name, self.folder, self.port = name, folder / name, free_port()
        self.web_data, self.other_data = self.folder / "web", self.folder / "other"
        for each in (self.web_data, self.other_data):
            each.mkdir(parents=True)
        self.environment = {**os.environ, **COMMON, **shared}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *words: str) -> str:
        return self._run("manage.py", *words)

    def do(self, *words: str) -> str:
        return self._run("-m", "tests.machines.people", *words)

    def _run(self, *words: str) -> str:
        environment = {**self.environment, "DATA_DIR": str(self.other_data)}
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(words)}: {done.stderr[-2000:]}")
        return done.stdout

    def start_web(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
        self._start("web", [*command, "--log-level", "error", "portal.wsgi:application"], self.web_data)

    def start_worker(self) -> None:
        self._start("worker", [sys.executable, "manage.py", "worker"], self.other_data)

    def _start(self, name: str, command: list[str], data: Path) -> None:
        environment = {**self.environment, "DATA_DIR": str(data)}
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def browser(self) -> Browser:
        return Browser(self.port)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def ready(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < START_SECONDS:
            with suppress(OSError, HTTPException):
                if self.browser().get("/healthz").status == 200:
                    return
            if self.running["web"].poll() is not None:
                raise RuntimeError(f"the web server of {self.name} ended: {self.log('web')}")
            time.sleep(0.1)
        raise RuntimeError(f"the web server of {self.name} does not answer: {self.log('web')}")

    def stop(self) -> None:
        for process in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
