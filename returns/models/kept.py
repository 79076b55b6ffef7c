"""What is never rewritten."""


class HistoryIsKept(Exception):
    """History is append-only: changing or deleting a row is a bug in the caller."""


class DemandIsLocked(Exception):
    """A claim's demand was fixed when it was sent: changing it is a bug in the caller."""
