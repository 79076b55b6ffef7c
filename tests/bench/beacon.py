"""Read beacons: taken before Django, beside Django's hello and a row for each; and what they cost the pages."""

import itertools
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from kb.models import ArticlePage, ArticleView
from portal.baking.loading import load_spool
from tests.bench.load import has_wrk, rate, request, trickle
from tests.bench.pages import BROTLI, prepare, site
from tests.bench.rows import Row, missing, row
from tests.bench.servers import Server, granian

PAIRS, SECONDS, A_SECOND = 5, 3.0, 300
FIELDS = "n=0&a=0&s=0&m=0&e=0&d=s&f=l"

LUA = """
math.randomseed(os.time())
local hex = function() return string.format("%08x", math.random(0, 2147483647)) end
request = function()
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.random(255), math.random(255), math.random(255))
  local body = "t=TOKEN&v=" .. hex() .. hex() .. hex() .. hex() .. "&FIELDS"
  return wrk.format("POST", "/help/read/", nil, body)
end
"""
BROWSER = {"Sec_Fetch_Site": "same-origin", "User_Agent": "Mozilla/5.0 Firefox/140.0"}


def beacons(article: ArticlePage) -> Iterator[bytes]:
    """Of as many readers as there are beacons; each address may send only some."""
    for number in itertools.count():
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        body = f"t={article.reader_token}&v={uuid.uuid4().hex}&{FIELDS}".encode()
        yield request("/help/read/", body, X_Forwarded_For=address, **BROWSER)


def slower(kept: Server, url: str, article: ArticlePage) -> Row:
    """Pages with and without beacons, in turns: the machine's mood changes slower than that."""
    ratios, sent = [], 0
    for _ in range(PAIRS):
        alone, _all = rate(kept.port, url, seconds=SECONDS, **BROTLI)
        with trickle(kept.port, beacons(article), A_SECOND) as statuses:
            beside, _all = rate(kept.port, url, seconds=SECONDS, **BROTLI)
        ratios.append(beside / alone)
        sent += len(statuses)
    lost = (1 - median(ratios)) * 100
    note = f"{sent / PAIRS / SECONDS:.0f} beacons a second"
    return row(f"article pages lost to {A_SECOND} beacons a second", lost, "%", at_most=5, note=note)


def measure() -> list[Row]:
    article, url, _topic = prepare()
    rows: list[Row] = []
    with ExitStack() as open_until_the_end:
        stay = open_until_the_end.enter_context
        reference = stay(
            granian("tests.bench.reference:application", "/hello/", SITE_URL="http://localhost", DEMO="1")
        )
        kept = stay(site(url, PAGE_STORE="disk", TRUSTED_PROXIES="1"))
        hello = row("Django hello", rate(reference.port, "/hello/")[0], "/s")
        rows.append(hello)
        if has_wrk():
            insert = row("a row for each", rate(reference.port, f"/insert/?article={article.pk}")[0], "/s")
            script = LUA.replace("TOKEN", article.reader_token).replace("FIELDS", FIELDS)
            before = kept.cpu_seconds()
            found, answers = rate(kept.port, "/help/read/", script, **BROWSER)
            note = f"{(kept.cpu_seconds() - before) / answers * 1000:.3f} ms CPU"
            rows += [insert, row("beacons, beside hello", found, "/s", against=hello, at_least=10, note=note)]
            rows.append(row("beacons, beside a row for each", found, "/s", against=insert, at_least=20))
        else:
            rows.append(missing("beacons", "/s", "wrk is not installed"))
        rows.append(slower(kept, url, article))
    ArticleView.objects.all().delete()
    kept_rows = load_spool(Path(os.environ["DATA_DIR"]) / "spool")
    rows.append(row("beacons written down and not loaded", kept_rows - ArticleView.objects.count(), "", at_most=0))
    return rows
