"""Files go after the rows that named them: a file without a row is swept, a row without its file is a loss."""

from django.db import transaction

from orders.files import discard


def discard_after_commit(name: str) -> None:
    transaction.on_commit(lambda: discard(name), robust=True)
