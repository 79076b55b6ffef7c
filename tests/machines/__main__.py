"""`make machines`: two web servers, two workers and a tick of one shop, on PostgreSQL, Redis and an S3 of their own.

What one machine does the other knows at once; nothing is done twice; a web server leaves nothing on its disk; Redis
may fall over. The answer is 1 when anything else was seen. About a minute on a quiet machine, most of it migrations.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from moto.server import ThreadedMotoServer

from portal.parts.alone import OURS, key_of
from tests.machines.machine import PASSWORD, Browser, Machine
from tests.postgres import private_postgres
from tests.redis import PrivateRedis, private_redis

MAILS = 40
PATIENCE = 90.0  # seconds; this machine may be busy with other things


def eventually(what: str, true: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Seconds it took. Raises AssertionError."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if true():
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


@contextmanager
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    name = f"aftercare-{uuid4().hex[:6]}"
    Browser(port).ask("PUT", f"/{name}")
    try:
        yield f"s3://key:secret-of-tests@{host}:{port}/{name}?plain=1"
    finally:
        server.stop()


class Run:
    def __init__(self, folder: Path, redis: PrivateRedis, database: str, files: str) -> None:
        self.redis, self.database, self.mail = redis, database, folder / "mail"
        shared = {
            "DATABASE_URL": database,
            "DATABASE_POOL": "6",
            "CACHE_URL": redis.address(0),
            "TASKS_URL": redis.address(1),
            "FILES_URL": files,
            "STATIC_DIR": str(folder / "static"),
            "MAIL_URL": f"filemail:///{self.mail}",
        }
        self.a, self.b = Machine("a", folder, shared), Machine("b", folder, shared)
        self.machines = (self.a, self.b)
        self.article = ""

    def prepare(self) -> None:
        self.a.manage("migrate", "--verbosity", "0")
        self.a.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.article = self.a.do("people").splitlines()[-1]
        for machine in self.machines:
            machine.start_web()
            machine.start_worker()
        for machine in self.machines:
            machine.ready()

    def test_both_machines_are_ready(self) -> None:
        for machine in self.machines:
            answer = machine.browser().get("/readyz")
            assert answer.status == 200, answer.text

    def test_a_finished_page_is_the_same_on_both(self) -> None:
        first, second = (machine.browser().get(self.article) for machine in self.machines)
        assert first.status == second.status == 200
        assert "first edition" in first.text
        assert first.headers["ETag"] == second.headers["ETag"]

    def test_an_article_published_on_one_is_new_on_the_other_within_a_second_or_so(self) -> None:
        self.a.do("publish", "In the second edition.")
        for machine in self.machines:
            eventually("the new words", lambda to=machine: "second edition" in to.browser().get(self.article).text, 3)

    def test_who_signs_in_on_one_is_known_on_the_other(self) -> None:
        anna = self.a.browser()
        assert anna.sign_in("anna@example.com", PASSWORD).status == 302
        there = anna.at(self.b)
        assert "Anna" in there.get("/").text
        there.send("/account/logout/")
        assert anna.get("/orders/").status == 302, "signed out there is signed out here"

    def test_tries_are_counted_together(self) -> None:
        ben = self.a.browser()
        for number in range(5):
            ben.at(self.machines[number % 2]).sign_in("ben@example.com", f"wrong {number}")
        assert ben.at(self.b).sign_in("ben@example.com", PASSWORD).status != 302

    def test_a_job_is_done_once_whoever_does_it(self) -> None:
        self.a.do("mails", str(MAILS))
        eventually("all mails", lambda: len(self.subjects()) >= MAILS)
        time.sleep(1)
        assert len(self.subjects()) == len(set(self.subjects())) == MAILS
        busy = [machine.log("worker").count("send_mail") > 0 for machine in self.machines]
        assert any(busy)

    def subjects(self) -> list[str]:
        texts = [file.read_text() for file in self.mail.glob("*")] if self.mail.exists() else []
        return re.findall(r"^Subject: (Mail \S+)", "\n".join(texts), re.M)

    def test_an_invoice_made_on_one_is_taken_from_the_other(self) -> None:
        self.a.do("invoice")
        anna = self.a.browser()
        assert anna.sign_in("anna@example.com", PASSWORD).status == 302
        page = "/orders/1001/invoices/fv-2026-11-0042.pdf"
        eventually("the invoice", lambda: anna.at(self.a).get(page).status == 200)
        assert anna.at(self.b).get(page).body.startswith(b"%PDF")
        assert self.b.browser().get(page).status in (302, 404)

    def test_ticks_take_turns(self) -> None:
        with psycopg.connect(**self.psycopg(), autocommit=False) as other:
            other.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [OURS, key_of("tick")])
            assert "Another machine ticks" in self.a.manage("tick")
        assert "Another machine" not in self.b.manage("tick")

    def psycopg(self) -> dict[str, str]:
        found = re.fullmatch(r"postgres://(?P<user>\w+)@/(?P<host>.+)/(?P<dbname>\w+)", self.database)
        assert found
        return found.groupdict()

    def test_nothing_is_left_on_the_disk_of_a_web_server(self) -> None:
        for machine in self.machines:
            left = [file for file in machine.web_data.rglob("*") if file.is_file()]
            # Counters for /metrics, of this process and gone with it.
            assert [file for file in left if "metrics" not in file.parts] == []

    def test_without_redis_pages_go_on_and_nobody_may_try_passwords(self) -> None:
        self.redis.stop()
        for machine in self.machines:
            assert machine.browser().get("/").status == 200
            assert machine.browser().get(self.article).status == 200
            assert machine.browser().sign_in("anna@example.com", PASSWORD).status == 503
        self.redis.start()
        eventually("signing in", lambda: self.a.browser().sign_in("anna@example.com", PASSWORD).status == 302, 10)


def main() -> int:
    failed = 0
    with ExitStack() as stay:
        folder = Path(stay.enter_context(tempfile.TemporaryDirectory(prefix="aftercare-machines-")))
        redis, database = stay.enter_context(private_redis()), stay.enter_context(private_postgres())
        run = Run(folder, redis, database, stay.enter_context(bucket()))
        for machine in run.machines:
            stay.callback(machine.stop)
        run.prepare()
        for name in [name for name in vars(Run) if name.startswith("test_")]:
            began = time.monotonic()
            try:
                getattr(run, name)()
                said = "holds"
            except (AssertionError, OSError, subprocess.CalledProcessError) as error:
                failed, said = failed + 1, f"✗ {error}"
            print(f"{name[5:].replace('_', ' '):<75}{time.monotonic() - began:>6.1f} s  {said}", flush=True)
        if failed:
            print(*(f"--- {m.name} {part}\n{m.log(part)[-3000:]}" for m in run.machines for part in m.running))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
