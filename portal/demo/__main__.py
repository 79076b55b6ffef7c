"""`make demo`: fills the demo shop, prints the sign-ins and serves it until Ctrl-C.

Django is not loaded here: this process only chooses the settings and looks after its children.
"""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from portal.demo.processes import Processes, port_is_free
from portal.demo.sign_ins import sign_in_block

ROOT = Path(__file__).resolve().parent.parent.parent
MANAGE = [sys.executable, "manage.py"]
STOPPED = 128 + signal.SIGINT


def demo_port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise SystemExit(f"PORT is {value!r}; it must be a number from 1 to 65535.")
    if not port_is_free(int(value)):
        raise SystemExit(f"Port {value} is taken. Stop what uses it or choose another: PORT=8100 make demo")
    return int(value)


def signing_key(folder: Path) -> str:
    """The demo's own key, made once, so that sign-ins outlive a restart."""
    file = folder / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def settings_of_the_demo(port: int, folder: Path) -> dict[str, str]:
    """Every address is named here: a .env with the real shop's database must never be filled with demo data."""
    return {
        **os.environ,
        "DEMO": "1",
        "DEBUG": "0",
        "DATA_DIR": str(folder),
        "SECRET_KEY": signing_key(folder),
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'aftercare.sqlite3'}",
        "CACHE_URL": "dbcache://cache_rows",
        "SEARCH_URL": f"whoosh://{folder / 'search'}",
        "MAIL_URL": f"filemail:///{folder / 'mail'}",
        "MEDIA_DIR": str(folder / "media"),
        "PRIVATE_DIR": str(folder / "private"),
        "TASKS_INLINE": "0",
        "LIVE_STREAMS": "16",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def prepare(environment: dict[str, str]) -> None:
    done = subprocess.run([*MANAGE, "demo"], env=environment, check=False)
    if done.returncode == STOPPED:
        raise KeyboardInterrupt
    if done.returncode:
        raise SystemExit("The demo could not be prepared: manage.py demo failed (see above).")


def serve(port: int, environment: dict[str, str]) -> int:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "2", "--blocking-threads", "24", "--backpressure", "64", "--no-ws"]
    # A stream that is open would hold the end up until it is over.
    web += ["--workers-kill-timeout", "3"]
    web += ["--log-level", "warning", "portal.wsgi:application"]
    return Processes(
        {
            "web": web,
            "jobs": [*MANAGE, "db_worker", "--queue-name", "*", "--verbosity", "0"],
            "clock": [*MANAGE, "tick", "--loop"],
        },
        environment,
    ).run(announce=lambda: welcome(environment["SITE_URL"], port))


def welcome(site_url: str, port: int) -> bool:
    """Print the sign-ins as soon as the site answers; True when that is done."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            print(sign_in_block(site_url), flush=True)
            return True
    except OSError:
        return False


def main() -> int:
    os.chdir(ROOT)
    port = demo_port()
    folder = Path(os.environ.get("DATA_DIR", ROOT / "var" / "demo")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    environment = settings_of_the_demo(port, folder)
    try:
        prepare(environment)
        return serve(port, environment)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
