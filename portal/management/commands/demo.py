"""A shop that could exist, filled in under a minute; a second run adds only what is missing."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kb.importing.pages import import_articles
from portal.demo.orders import make_orders
from portal.demo.people import make_people
from portal.demo.shop import furnish_shop
from portal.env import BASE_DIR

ARTICLES = BASE_DIR / "portal" / "demo" / "articles"


def prepare_database() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def index_for_search() -> None:
    call_command("rebuild_modelsearch_index", verbosity=0)


STEPS: dict[str, Callable[[], object]] = {
    "Preparing the database": prepare_database,
    "Furnishing the shop": furnish_shop,
    "Making the sign-ins": make_people,
    "Importing articles in three languages": lambda: import_articles(ARTICLES, timezone.now()),
    "Telling the stories of its orders": lambda: make_orders(timezone.now()),
    "Indexing for search": index_for_search,
}


class Command(BaseCommand):
    help = "Fills the demo shop: people, articles, orders, cases, search index."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("This is not a demo: set DEMO=1. The demo's passwords are printed for everyone to read.")
        for title, step in STEPS.items():
            self.stdout.write(f"  {title} … ", ending="")
            self.stdout.flush()
            started = monotonic()
            step()
            self.stdout.write(f"{monotonic() - started:.1f} s")
