"""Servers for the benches: started in processes of their own, asked by a load generator, and their CPU time read."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import get

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 180


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    started_in: float
    """Seconds from its start to its first answer."""

    def family(self) -> list[int]:
        """The process and all below it."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
        return found

    def cpu_seconds(self) -> float:
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self.family()) / TICKS

    def memory(self) -> list[float]:
        """Megabytes that each worker keeps in memory."""
        status = [Path(f"/proc/{pid}/status").read_text() for pid in self.family()[1:]]
        return [int(found[1]) / 1024 for text in status if (found := re.search(r"VmRSS:\s+(\d+) kB", text))]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(command: Sequence[str], port: int, path: str, **environment: str) -> Iterator[Server]:
    """Runs until the block ends; begins when `path` is answered with 200."""
    began = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise RuntimeError(f"{command[0]} did not start")
            time.sleep(0.02)
        yield Server(port, process, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def _answers(port: int, path: str) -> bool:
    try:
        return get(port, path).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@contextmanager
def granian(application: str, path: str, **environment: str) -> Iterator[Server]:
    """As the README serves the site: two workers, over plain HTTP."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--backpressure", "32", "--no-ws"]
    command += ["--log-level", "error", application]
    with serving(command, port, path, **environment) as server:
        yield server


CONFIGURATION = """
worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; default_type text/html; sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/root; }}
}}
"""


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[Server | None]:
    """The same bytes as a static file; None where there is no nginx."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield None
        return
    (folder / "root").mkdir(parents=True)
    (folder / "root" / "page.html").write_bytes(body)
    for place in (folder, folder / "root"):
        place.chmod(0o755)
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    with serving([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)], port, "/page.html") as server:
        yield server
