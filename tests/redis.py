"""A Redis of its own for a test run: without a file, reached by a socket in a folder that vanishes."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as Away


class PrivateRedis:
    """Can be stopped and started again; what it kept is gone then, as after a power cut without a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, number: int = 0) -> str:
        return f"unix://{self.socket}?db={number}"

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise SystemExit("redis-server is missing: sh portal/setup.sh tests")
        quiet = ["--save", "", "--appendonly", "no", "--port", "0", "--loglevel", "warning", "--maxmemory", "100mb"]
        place = ["--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.folder)]
        self._process = subprocess.Popen([program, *quiet, *place], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with suppress(Away), Redis(unix_socket_path=str(self.socket)) as asked:
                asked.ping()
                return
            time.sleep(0.02)
        raise SystemExit("redis-server did not start.")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self.socket.unlink(missing_ok=True)


@contextmanager
def private_redis() -> Iterator[PrivateRedis]:
    with tempfile.TemporaryDirectory(prefix="aftercare-redis-") as folder:
        server = PrivateRedis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
