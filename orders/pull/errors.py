"""Why asking a shop stopped. The message is one plain sentence for the operator; it never holds a key."""


class PullStopped(Exception):
    """Trying again later may help."""


class SlowDown(PullStopped):
    """The shop asks for patience. `seconds`: how long, 0 when it did not say."""

    def __init__(self, message: str, seconds: float = 0) -> None:
        super().__init__(message)
        self.seconds = seconds


class NeedsAPerson(PullStopped):
    """A key or an address is wrong: asking again every minute would only have us locked out."""


class LeaseLost(PullStopped):
    """Somebody else asks this shop now."""
