"""Public pages: stored, not modified, rendered; beside hello in Django, nginx and a trivial page of Wagtail."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.models import ArticlePage
from tests.bench.corpus import Corpus
from tests.bench.load import get, has_wrk, rate
from tests.bench.pages_made import make_articles
from tests.bench.rows import Row, missing, row
from tests.bench.servers import Server, granian, nginx

ARTICLES, ROUNDS = 200, 3
BROTLI = {"Accept_Encoding": "br"}


@contextmanager
def site(path: str, **environment: str) -> Iterator[Server]:
    """The site as `make demo` serves it, over plain HTTP."""
    demo = {"DEMO": "1", "SITE_URL": "http://localhost", "STAFF_MFA": "optional"}
    with granian("portal.wsgi:application", path, **demo, **environment) as server:
        yield server


def prepare() -> tuple[ArticlePage, str, str]:
    """A filled help centre; (an article, its address, its topic's)."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    os.environ.update(DEMO="1", SITE_URL="http://localhost")
    call_command("collectstatic", interactive=False, verbosity=0)
    make_articles(Corpus(ARTICLES), "en")
    article = ArticlePage.objects.live()[ARTICLES // 2]
    return article, article.get_url() or "", article.get_parent().get_url() or ""


class Figure:
    """Requests a second and CPU of the server a request, medians of some rounds."""

    def __init__(self, server: Server, path: str, **headers: str) -> None:
        rates, costs = [], []
        rate(server.port, path, seconds=1, **headers)
        for _ in range(ROUNDS):
            before = server.cpu_seconds()
            found, answers = rate(server.port, path, **headers)
            rates.append(found)
            costs.append((server.cpu_seconds() - before) / answers * 1000)
        self.rate, self.cost = median(rates), median(costs)


def compared(name: str, figure: Figure, against: dict[str, Figure], targets: dict[str, float]) -> list[Row]:
    """By requests a second; by CPU of the server where our own load generator would be what is measured."""
    rows = []
    for reference, other in against.items():
        ours, theirs, unit = (
            (figure.rate, other.rate, "/s") if has_wrk() else (1 / figure.cost, 1 / other.cost, "/CPU ms")
        )
        base = Row(reference, theirs, unit)
        note = f"{figure.cost:.3f} ms CPU"
        rows.append(
            row(f"{name}, beside {reference}", ours, unit, against=base, at_least=targets.get(reference), note=note)
        )
    return rows


def queries(path: str) -> int:
    client = Client(SERVER_NAME="localhost")
    client.get(path, secure=True)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)


def measure() -> list[Row]:
    _article, url, topic = prepare()
    rows = [row("queries of an article, nothing stored", queries(url), "", at_most=12)]
    with ExitStack() as open_until_the_end:
        stay = open_until_the_end.enter_context
        reference = stay(
            granian("tests.bench.reference:application", "/hello/", SITE_URL="http://localhost", DEMO="1")
        )
        hello, trivial = Figure(reference, "/hello/"), Figure(reference, url)
        with site(url, PAGE_STORE="off") as bare:
            rendered = Figure(bare, url)
        kept = stay(site(url, PAGE_STORE="disk"))
        page, topics = Figure(kept, url, **BROTLI), Figure(kept, topic, **BROTLI)
        head, _, body = get(kept.port, url, **BROTLI).partition(b"\r\n\r\n")
        etag = next(line for line in head.decode().splitlines() if line.lower().startswith("etag:")).split(": ", 1)[1]
        same = Figure(kept, url, If_None_Match=etag, **BROTLI)
        static = stay(nginx(Path(stay(tempfile.TemporaryDirectory())), body))
        beside = {"Django hello": hello}
        rows += [row("Django hello", hello.rate, "/s", note=f"{hello.cost:.3f} ms CPU")]
        if static is None:
            rows.append(missing("nginx, static file", "/s", "nginx is not installed"))
        else:
            beside["nginx static"] = Figure(static, "/page.html")
            rows.append(row("nginx static", beside["nginx static"].rate, "/s"))
        targets = {"Django hello": 8.0, "nginx static": 0.5}
        rows += compared("article, stored", page, beside, targets)
        rows += compared("topic, stored", topics, beside, targets)
        rows += compared("article, not modified", same, {"article, stored": page}, {"article, stored": 1.0})
        rows += compared(
            "article, rendered", rendered, {"a trivial Wagtail page": trivial}, {"a trivial Wagtail page": 0.8}
        )
        rows.append(row("memory of a web worker", max(kept.memory()), "MB", at_most=150))
    with site(url, PAGE_STORE="disk") as again:
        rows.append(row("start to first answer", again.started_in, "s", at_most=3))
    return rows
