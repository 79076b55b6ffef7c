"""6: killed while the index is written. 12: the index is deleted, cut off, changed, or can't be written."""

import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from modelsearch.backends import get_search_backend

from kb.models import ArticlePage
from kb.search.invariants import index_names_the_articles
from tests.faults.ingest import prepare_web_and_worker
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, moment, until
from tests.kb.makers import make_article, make_topic

HARMS = ("deleted", "cut off", "changed", "not writable")
TITLE = "How the heron comes home"
ARTICLES = 12
REBUILT_SECONDS = 90


def prepare(shop: Shop) -> None:
    if not ArticlePage.objects.filter(title=TITLE).exists():
        topic = make_topic("Birds")
        make_article(topic, TITLE)
        for number in range(ARTICLES):
            make_article(topic, f"Bird number {number}")
    rebuild()
    prepare_web_and_worker(shop)
    shop.ready()


def folder() -> Path:
    return Path(settings.SEARCH_URL.removeprefix("whoosh://"))


def search_answers(shop: Shop, found: Found, when: str) -> None:
    status, said = shop.ask("GET", f"/help/search/?q={quote(TITLE)}")
    if status != 200 or TITLE not in said.decode(errors="replace"):
        found.violations.append(f"{when}: searching was answered with {status}, without the article")


def problems() -> list[str]:
    return list(index_names_the_articles(timezone.now()))


def rebuild() -> None:
    with Path(os.devnull).open("w") as nowhere:
        call_command("update_index", verbosity=0, stdout=nowhere)


def killed_trial(shop: Shop, number: int, found: Found) -> None:
    articles = list(ArticlePage.objects.order_by("pk"))
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            while True:
                get_search_backend().add_bulk(ArticlePage, random.sample(articles, 4))
        finally:
            os._exit(0)
    moment(0.05, 1.5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    search_answers(shop, found, "after the kill")
    found.note("whole right after the kill", not problems())
    rebuild()
    found.violations += [f"after a rebuild: {each}" for each in problems()]
    search_answers(shop, found, "after a rebuild")


def harm(how: str) -> None:
    if how == "deleted":
        shutil.rmtree(folder())
        return
    for file in sorted(each for each in folder().rglob("*") if each.is_file() and each.stat().st_size > 20):
        content = bytearray(file.read_bytes())
        if how == "cut off":
            file.write_bytes(content[: len(content) // 2])
        elif how == "changed":
            for _byte in range(max(len(content) // 50, 3)):
                content[random.randrange(len(content))] ^= 0xFF  # noqa: S311
            file.write_bytes(content)


def allow(folders: int = 0o755, files: int = 0o644) -> None:
    """To root everything is allowed: there this harm is none."""
    for each in (folder(), *folder().rglob("*")):
        with suppress(FileNotFoundError):
            each.chmod(folders if each.is_dir() else files)


def trial(shop: Shop, number: int, found: Found) -> None:
    how = HARMS[number % len(HARMS)]
    if how == "not writable":
        allow(folders=0o555, files=0o444)
    else:
        harm(how)
    for look in ("at once", "a second later"):
        search_answers(shop, found, f"{how}, {look}")
        time.sleep(1)
    if how == "not writable":
        article = ArticlePage.objects.get(title=TITLE)
        article.save_revision().publish()
        search_answers(shop, found, f"{how}, while an article was saved")
        allow()
    began = time.monotonic()
    mended = until(lambda: not problems(), REBUILT_SECONDS, 0.5)
    found.note(f"mended itself, {how}, s", time.monotonic() - began, max)
    if not mended:
        found.violations.append(f"{how}: not mended after {REBUILT_SECONDS} s: {problems()[:2]}")
        rebuild()
    search_answers(shop, found, f"{how}, mended")


FAULTS = (
    Fault(6, "killed while the index is written", 10, 100, prepare, killed_trial),
    Fault(12, "index deleted, cut off, changed, not writable", len(HARMS), 20 * len(HARMS), prepare, trial),
)
