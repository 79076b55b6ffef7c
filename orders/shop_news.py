"""What a shop (not the carrier) says about a parcel, message by message. Pure: the same in any order of arrival.

A shop repeats a parcel's status in every message about the order, with a later moment each time. Only where a run of
the same status begins is it news: a delivery does not happen twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.rules import News


@dataclass(frozen=True, slots=True)
class Change:
    """`moved` is a beginning we had placed too late: it goes, `added` stand instead of it."""

    added: tuple[News, ...] = ()
    moved: News | None = None


def hear(told: Sequence[News], said: News, newest: News | None) -> Change:
    """`told`: beginnings of runs so far. `newest`: status and moment of the newest message we had, said or not new."""
    before = [item for item in told if item.at <= said.at]
    after = [item for item in told if item.at > said.at]
    if before and max(before, key=lambda item: item.at).status == said.status:
        return Change()
    following = min(after, key=lambda item: item.at, default=None)
    if following is not None and following.status == said.status:
        return Change((said,), following)
    if following is None and newest is not None and newest.at > said.at and newest.status != said.status:
        # What we took for a repetition was a beginning: in between it had been otherwise.
        return Change((said, newest))
    return Change((said,))
