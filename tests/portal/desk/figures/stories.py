"""Stories in a line: "mon 09:00 C; mon 10:30 A; mon 10:30 close>closed".

C the customer writes, A an agent, N an internal note, S something automatic, T a "thank you" that an agent marked as
needing no answer; verb>status is a step, verb>status! one that a machine took, verb>status? one by a rule for
silence. Days are those of the week from Monday 2 March 2026 on (tue2: a week later), times those of Warsaw.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.desk.figures.rules import Said, Step, Story

WARSAW = ZoneInfo("Europe/Warsaw")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIA = 7
WHO = {"C": "customer", "T": "customer", "A": "agent", "N": "agent", "S": "system"}


def at(text: str) -> datetime:
    """ "tue2 09:30": Tuesday of the second week."""
    day, clock = text.split()
    number = DAYS.index(day[:3]) + 7 * (int(day[3:] or 1) - 1)
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, 2, hour, minute, tzinfo=WARSAW) + timedelta(days=number)


def story(text: str, **fields: Any) -> Story:
    messages, steps = [], []
    for pk, part in enumerate(text.split("; "), 1):
        day, clock, what = part.split(maxsplit=2)
        moment = at(f"{day} {clock}")
        if ">" in what:
            verb, to = what.split(">")
            answers = messages[-1].pk if verb == "answer" else None
            steps.append(Step(moment, verb, to.strip("!?"), answers, to.endswith("!"), to.endswith("?")))
        else:
            letter, *way = what.split()
            user = MIA if letter in "AN" else None
            said = Said(moment, WHO[letter], pk, user, letter == "N", way[0] if way else "web", letter == "T")
            messages.append(said)
    opened_at = fields.pop("opened_at", None) or min(each.at for each in [*messages, *steps])
    return Story(**{"kind": "question", "opened_at": opened_at, "messages": messages, "steps": steps, **fields})
