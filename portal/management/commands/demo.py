"""A shop that could exist, filled in under a minute; a second run adds only what is missing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from kb.importing.pages import import_articles
from portal.demo.answers import choose_articles
from portal.demo.behind import make_behind
from portal.demo.cases import make_cases
from portal.demo.claims import make_claims
from portal.demo.company import make_company
from portal.demo.files import make_files
from portal.demo.helping import make_helping
from portal.demo.nudges import make_nudges
from portal.demo.opinions import make_opinions
from portal.demo.orders import make_orders
from portal.demo.papers import make_papers
from portal.demo.people import make_people
from portal.demo.readings import make_readings
from portal.demo.recommendations import make_recommendations
from portal.demo.searches import make_searches
from portal.demo.shop import furnish_shop, name_the_senior
from portal.demo.sources import make_other_orders
from portal.demo.synonyms import make_synonyms
from portal.demo.variables import make_variables
from portal.demo.withdrawals import make_withdrawals
from portal.demo.year.make import make_year
from portal.demo.year.tools import open_shop
from portal.env import BASE_DIR

# That a first run finds no index, and that a delivery of the demo is broken on purpose, is no news.
TOLD_ELSEWHERE = tuple(map(logging.getLogger, ("kb.search.backend.store", "orders.hooks.actions")))

ARTICLES = BASE_DIR / "portal" / "demo" / "articles"


def hush(quiet: bool) -> None:
    for log in TOLD_ELSEWHERE:
        log.disabled = quiet


def prepare_database() -> None:
    if connection.vendor == "sqlite":
        # A demo that loses power while it is built is built again; waiting for the disk would double its time.
        connection.cursor().execute("PRAGMA synchronous=OFF")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def index_for_search() -> None:
    call_command("wagtail_update_index", verbosity=0)


STEPS: dict[str, Callable[[], object]] = {
    "Preparing the database": prepare_database,
    "Furnishing the shop": furnish_shop,
    "Opening the shop": open_shop,
    "Making the sign-ins": make_people,
    "Naming who looks after what waits": name_the_senior,
    "Naming what articles say about the shop": lambda: make_variables(timezone.now()),
    "Putting in the files they offer": make_files,
    "Importing articles in three languages": lambda: import_articles(ARTICLES, timezone.now()),
    "Choosing the article for each state": choose_articles,
    "Teaching it words that mean the same": make_synonyms,
    "Recommending answers": make_recommendations,
    "Letting people read them": lambda: make_readings(timezone.localdate()),
    "Letting people search in vain": lambda: make_searches(timezone.localdate()),
    "Telling the stories of its orders": lambda: make_orders(timezone.now()),
    "Letting a company buy together": lambda: make_company(timezone.now()),
    "Bringing orders from other shops": lambda: make_other_orders(timezone.now()),
    "Issuing papers of every kind": lambda: make_papers(timezone.now()),
    "Letting customers ask and return": lambda: make_cases(timezone.now()),
    "Letting customers withdraw": lambda: make_withdrawals(timezone.now()),
    "Letting customers complain": lambda: make_claims(timezone.now()),
    "Living through a year": lambda: make_year(timezone.now()),
    "Asking customers how it went": lambda: make_opinions(timezone.now()),
    "Offering help before anybody asks": lambda: make_nudges(timezone.now()),
    "Letting operators look behind it": lambda: make_behind(timezone.now()),
    "Letting readers help each other": lambda: make_helping(timezone.now()),
    "Adding up the figures": lambda: call_command("rebuild_figures", verbosity=0),
    "Indexing for search": index_for_search,
    "Collecting styles and scripts": lambda: call_command("collectstatic", interactive=False, verbosity=0),
}


class Command(BaseCommand):
    help = "Fills the demo shop: people, articles, orders, cases, search index."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError(
                "This is not a demo: set DEMO=1. The demo's passwords are printed for everyone to read."
            )
        hush(True)
        try:
            for title, step in STEPS.items():
                with self.in_sight(title):
                    step()
        except KeyboardInterrupt:
            raise SystemExit(130) from None
        finally:
            hush(False)

    @contextmanager
    def in_sight(self, title: str) -> Iterator[None]:
        """The step's name, a dot every two seconds while it works, then how long it took."""
        started = monotonic()
        done = Event()
        self.show(f"  {title} ")

        def show_dots() -> None:
            while not done.wait(2):
                self.show(".")

        dots = Thread(target=show_dots, daemon=True)
        dots.start()
        try:
            yield
        finally:
            done.set()
            dots.join()
        self.show(f" {monotonic() - started:.1f} s\n")

    def show(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()
