"""The site as it is run: a web server and a worker in process groups of their own, which can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path

from tests.bench.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120


class Shop:
    """`environment` is that of this process too, so its rows are ours to look at."""

    def __init__(self, folder: Path, environment: Mapping[str, str], root: Path = ROOT) -> None:
        self.folder, self.environment, self.root = folder, {**os.environ, **environment}, root
        self.port = free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("ab")
        with log:
            process = subprocess.Popen(
                command, cwd=self.root, env=self.environment, start_new_session=True, stdout=log, stderr=log
            )
        self.running[name] = process
        return process

    def start_web(self) -> None:
        """Returns at once; ready() waits."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
        self.start("web", [*command, "--log-level", "error", "portal.wsgi:application"])

    def start_worker(self) -> None:
        self.start("worker", [*manage("db_worker"), "--queue-name", "*", "--interval", "0.1", "--verbosity", "0"])

    def ready(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < START_SECONDS:
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except (OSError, HTTPException):
                if self.running["web"].poll() is not None:
                    raise RuntimeError(f"the web server ended: {(self.folder / 'web.log').read_text()}") from None
            time.sleep(0.05)
        raise RuntimeError("the web server does not answer")

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """(status, body). Raises OSError and HTTPException when the server is gone."""
        status, _headers, said = self.hear(method, path, body, headers)
        return status, said

    def hear(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, HTTPMessage, bytes]:
        """With the answer's headers, whose names may be asked for in any case."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Host": "localhost", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def processes(self, name: str) -> list[int]:
        """Every process of its group."""
        leader = self.running[name].pid
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if entry.name.isdecimal() and os.getpgid(int(entry.name)) == leader:
                    found.append(int(entry.name))
        return found

    def threads(self, name: str) -> int:
        return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in self.processes(name))

    def kill(self, name: str) -> None:
        """-9 to the process and all its children; nobody gets to tidy up."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.running):
            try:
                self.kill(name)
            except ProcessLookupError:
                continue


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


@contextmanager
def open_shop(folder: Path, environment: Mapping[str, str]) -> Iterator[Shop]:
    shop = Shop(folder, environment)
    try:
        yield shop
    finally:
        shop.stop()
