"""Many orders at a time, for files: the same rules as one by one, told to the rest of the house in bulk."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction

from orders.actions.saving import Outcome, announce_order, save_order
from orders.ingest.canonical import CanonicalOrder

AT_ONCE = 200
# More than a shop sells while it has its breakfast is history: nobody waits for the news of each. The next tick gives
# such orders to their owners and companies, in a few questions for all, as it does after a process was killed.
MOST_ANNOUNCED = 1000


def save_orders(orders: Iterable[CanonicalOrder]) -> Iterator[Counter[Outcome]]:
    """Counts of what became of each batch. The caller's transaction makes it all or nothing."""
    source, news = iter(orders), list[tuple[int, bool]]()
    while batch := list(islice(source, AT_ONCE)):
        counts: Counter[Outcome] = Counter()
        for said in batch:
            order, outcome = save_order(said, is_announced=False)
            counts[outcome] += 1
            if outcome in (Outcome.CREATED, Outcome.UPDATED) and len(news) <= MOST_ANNOUNCED:
                news.append((order.pk, outcome is Outcome.CREATED))
        yield counts
    transaction.on_commit(lambda: _announce(news), robust=True)


def _announce(news: list[tuple[int, bool]]) -> None:
    if len(news) <= MOST_ANNOUNCED:
        for pk, is_new in news:
            announce_order(pk, created=is_new)
