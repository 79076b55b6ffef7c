"""A progress bar with the time that is left, for a person at a terminal; silent anywhere else."""

from collections.abc import Callable
from time import monotonic
from typing import Any

WIDTH = 30
EVERY = 0.1  # seconds


class Bar:
    def __init__(self, out: Any, name: str) -> None:
        self.out, self.name = out, name
        self.is_seen = bool(out.isatty())
        self.shown_at = 0.0

    def part(self, doing: str) -> Callable[[float, int], None]:
        """A function to call with how much is done (0 to 1) and how many orders that were."""
        began = monotonic()

        def show(done: float, count: int) -> None:
            now = monotonic()
            if self.is_seen and (now - self.shown_at > EVERY or done >= 1):
                self.shown_at = now
                self.write(f"{doing} {line(done, count, now - began)}")

        return show

    def write(self, text: str) -> None:
        self.out.write(f"\r\033[K{self.name}: {text}", ending="")
        self.out.flush()

    def end(self) -> None:
        if self.is_seen:
            self.out.write("\r\033[K", ending="")
            self.out.flush()


def line(done: float, count: int, seconds: float) -> str:
    """███······ 33 % 1,200 orders, 2 min 10 s left"""
    bar = "█" * round(done * WIDTH)
    left = f", {told(seconds * (1 - done) / done)} left" if 0 < done < 1 and seconds > 1 else ""
    return f"{bar:·<{WIDTH}} {done:4.0%} {count:,} orders{left}"


def told(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
