"""How many people an hour needs: Erlang C for whoever waits on the line, plain work for what may wait.

Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges" (1917); the recursion is the usual one of the textbooks, e.g. R. B. Cooper, Introduction to Queueing Theory
(1981), and stays exact for loads where factorials overflow. It assumes that calls come by chance, nobody hangs up and
everybody handles the same: it asks for rather too many people than too few.
"""

import math
from dataclasses import dataclass

MOST = 10_000


def erlang_b(servers: int, load: float) -> float:
    """The share of calls that finds `servers` lines busy and is lost; `load` in erlangs."""
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """The share of calls that has to wait; 1 when there are no more servers than load."""
    if load <= 0:
        return 0.0
    if servers <= load:
        return 1.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def answered_within(servers: int, load: float, seconds: float, handling: float) -> float:
    """The share of calls answered within so many seconds; `handling` is the mean time of one call in seconds."""
    if load <= 0:
        return 1.0
    if servers <= load:
        return 0.0
    return 1 - erlang_c(servers, load) * math.exp(-(servers - load) * seconds / handling)


def people_for_calls(per_hour: float, handling: float, level: float, seconds: float) -> int:
    """The fewest people who answer the share `level` within `seconds`. Nobody when nobody calls."""
    load = per_hour * handling / 3600
    if load <= 0:
        return 0
    servers, blocked = 0, 1.0
    while servers < MOST:
        servers += 1
        blocked = load * blocked / (servers + load * blocked)
        if servers > load:
            waits = servers * blocked / (servers - load * (1 - blocked))
            if 1 - waits * math.exp(-(servers - load) * seconds / handling) >= level:
                break
    return servers


def people_for_work(per_hour: float, handling: float, busy: float) -> float:
    """People for what may wait until somebody has time; `busy` is the share of an hour that goes into work."""
    return per_hour * handling / 3600 / busy


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the shop wants: `level` of calls answered within `seconds`; handling times in seconds."""

    level: float = 0.8
    seconds: float = 60.0
    call: float = 300.0
    letter: float = 600.0
    busy: float = 0.85


def people(calls: float, letters: float, wanted: Wanted) -> int:
    """Calls and live conversations by Erlang C, all else by the work it makes, added up and rounded up."""
    waiting = people_for_calls(calls, wanted.call, wanted.level, wanted.seconds)
    return math.ceil(waiting + people_for_work(letters, wanted.letter, wanted.busy) - 1e-9)
