"""Files nobody needs: slips, which are made again when somebody asks, and labels that no row names."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.storage import storages

from orders.files import discard
from returns.logistics.labels import FOLDER as LABELS
from returns.logistics.slip import FOLDER as SLIPS
from returns.models import ReturnLabel

# A slip says who sends something: it is not kept longer than it takes to print it.
SLIPS_FOR = timedelta(days=7)
# A label whose process was killed between its file and its row.
STRAYS_FOR = timedelta(hours=24)


def sweep_way_back(now: datetime) -> int:
    """For tick, once an hour; how many files went."""
    slips = list(older_than(SLIPS, now - SLIPS_FOR))
    labels = set(older_than(LABELS, now - STRAYS_FOR))
    labels -= set(ReturnLabel.objects.filter(file__in=labels).values_list("file", flat=True))
    for name in (*slips, *labels):
        discard(name)
    return len(slips) + len(labels)


def older_than(folder: str, moment: datetime) -> Iterator[str]:
    """Every file one level below the folder that was last written before."""
    storage = storages["private"]
    with suppress(FileNotFoundError):
        for below in storage.listdir(folder)[0]:
            for name in storage.listdir(f"{folder}/{below}")[1]:
                path = f"{folder}/{below}/{name}"
                if storage.get_modified_time(path) < moment:
                    yield path
