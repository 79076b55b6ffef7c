"""From one case's words and steps to what happened in it. No clock, no database; seconds keep their fractions.

Edge cases are those of the definitions (definitions.py says them in words): a step is not a reply, thanks neither
reopen nor count, a machine's closing is no solution, a split begins when it was split, a merge with its first case.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from returns.rules import FINAL, RESERVES

# A final status that solves something: what the customer took back, and what went on elsewhere, was not solved.
SOLVED = FINAL - {"cancelled", "merged"}
# It is for the customer to act: to answer, or to send the goods.
WITH_CUSTOMER = frozenset({"waiting"})
GOODS_TO_COME = frozenset({"approved"})
# Needs goods back, a carrier or a guarantor: nobody could have settled it in one answer.
BEYOND_FIRST_LEVEL = frozenset({"approved", "received", "inspected", "forwarded", "tracing"})
REOPENED_SOON = timedelta(days=14)
MATURE = timedelta(days=7)
# Words that follow before we answered belong to the same contact; so does all of one live conversation.
SAME_CONTACT = timedelta(days=1)
SAME_CONVERSATION = timedelta(minutes=30)

Business = Callable[[datetime, datetime], float]


@dataclass(frozen=True, slots=True)
class Said:
    """A message. `thanks`: an agent marked that it needs no answer. `left_at`: when it left with a split."""

    at: datetime
    by: Literal["customer", "agent", "system"]
    pk: int = 0
    user: int | None = None
    internal: bool = False
    way: str = "web"
    thanks: bool = False
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status. `is_machine`: no person took it; `is_auto`: it was closed for silence or by a rule."""

    at: datetime
    verb: str
    to: str
    message: int | None = None
    is_machine: bool = False
    is_auto: bool = False


@dataclass(frozen=True, slots=True)
class FirstReply:
    since: datetime
    at: datetime
    agent: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything of one case. `opened_at`: the earliest of all that were merged into it.

    `by_us`: an agent opened it. `inherited`: what a split takes over from the case it was split from. `new_cases`:
    when the same customer opened others about the same thing.
    """

    kind: str
    opened_at: datetime
    status: str = "open"
    closed_at: datetime | None = None
    way: str = "web"
    messages: Sequence[Said] = ()
    steps: Sequence[Step] = ()
    by_us: bool = False
    is_split: bool = False
    inherited: FirstReply | None = None
    new_cases: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Several messages in a row count from the first that waited."""

    since: datetime
    replied_at: datetime
    first: bool
    agent: int | None = None


@dataclass(frozen=True, slots=True)
class Solve:
    at: datetime
    reopened_at: datetime | None = None

    @property
    def reopened_soon(self) -> bool:
        return self.reopened_at is not None and self.reopened_at - self.at <= REOPENED_SOON


@dataclass(frozen=True, slots=True)
class Turn:
    """One time somebody turned to us."""

    at: datetime
    way: str
    first: bool


@dataclass(frozen=True, slots=True)
class Seconds:
    """Of a resolution. "own": without the time in which the customer had to act, and without that it was closed."""

    business: float
    calendar: float
    business_own: float
    calendar_own: float


@dataclass(frozen=True, slots=True)
class Happened:
    started_at: datetime | None
    first_reply: FirstReply | None
    replies: int
    runs: tuple[Run, ...]
    solves: tuple[Solve, ...]
    # Open from, until; the last one may have no end.
    spells: tuple[tuple[datetime, datetime | None], ...]
    # When it was for us to act.
    ours: tuple[tuple[datetime, datetime | None], ...]
    turns: tuple[Turn, ...]
    is_first_contact: bool
    first_level: bool

    @property
    def is_open(self) -> bool:
        return self.spells[-1][1] is None

    @property
    def first_solve(self) -> datetime | None:
        return self.solves[0].at if self.solves else None

    @property
    def last_solve(self) -> datetime | None:
        """None while it is open again."""
        return self.solves[-1].at if self.solves and not self.is_open else None

    @property
    def reopenings(self) -> list[datetime]:
        return [solve.reopened_at for solve in self.solves if solve.reopened_at]


def what_happened(story: Story) -> Happened:
    told = Telling(story)
    told.tell()
    turns = turns_of(story)
    return Happened(
        started_at=told.started_at,
        first_reply=told.first_reply,
        replies=told.replies,
        runs=tuple(told.runs),
        solves=tuple(told.solves),
        spells=tuple(told.spells),
        ours=tuple(told.ours),
        # What was written before a split was a contact of the case it was split from.
        turns=tuple(turn for turn in turns if not story.is_split or turn.at >= story.opened_at),
        is_first_contact=is_first_contact(story, told, turns),
        first_level=not BEYOND_FIRST_LEVEL & told.seen,
    )


@dataclass(slots=True)
class Telling:
    """The story told in order, and where things stand as it goes on."""

    story: Story
    status: str = "open"
    ended: bool = False
    by_machine: bool = False
    # Since when the customer waits for words of ours.
    waiting_since: datetime | None = None
    our_turn: bool = True
    open_since: datetime | None = None
    ours_since: datetime | None = None
    started_at: datetime | None = None
    first_reply: FirstReply | None = None
    replies: int = 0
    runs: list[Run] = field(default_factory=list)
    solves: list[Solve] = field(default_factory=list)
    spells: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    ours: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    # When somebody, customer or colleague, opened it again after it was solved.
    again: list[datetime] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def tell(self) -> None:
        self.begin()
        for each in in_order(self.story):
            if isinstance(each, Step):
                self.step(each)
            elif each.by == "customer":
                self.customer(each)
            else:
                self.agent(each)
            self.note_turn(each.at)
        self.finish()

    def begin(self) -> None:
        story, at = self.story, self.story.opened_at
        self.open_since = self.ours_since = at
        if story.is_split:
            before = [each for each in story.messages if each.at < at and is_word(each)]
            self.waiting_since = at if before and before[-1].by == "customer" else None
        elif not story.by_us:
            self.waiting_since = at
        if story.inherited:
            self.started_at, self.first_reply = story.inherited.since, story.inherited
        elif story.is_split or not story.by_us:
            self.started_at = at

    def customer(self, said: Said) -> None:
        if said.at <= self.story.opened_at:
            return
        if self.ended:
            if self.by_machine and self.first_reply is None:
                self.started_at = said.at
            self.reopen(said.at, by_customer=True)
        if said.left_at and not self.answered_before(said.left_at, said.at):
            # It is the new case that has to be answered.
            return
        self.our_turn = True
        self.started_at = self.started_at or said.at
        self.waiting_since = self.waiting_since or said.at

    def answered_before(self, until: datetime, since: datetime) -> bool:
        return any(said.by == "agent" and is_word(said) and since < said.at <= until for said in self.story.messages)

    def agent(self, said: Said) -> None:
        self.replies += 1
        self.our_turn = False
        if self.first_reply is None and self.started_at is not None and said.at >= self.started_at:
            self.first_reply = FirstReply(self.started_at, said.at, said.user)
        if self.waiting_since is not None:
            # The first finished run of a split that took its first reply over is a later one.
            first = not self.runs and not self.story.inherited
            self.runs.append(Run(self.waiting_since, said.at, first, said.user))
            self.waiting_since = None
        if self.status in FINAL and not self.ended:
            # Only its thread was open again; the answer closes it.
            self.end(said.at, self.status in SOLVED)

    def step(self, step: Step) -> None:
        self.status = step.to
        self.seen.add(step.to)
        if step.to in FINAL:
            self.by_machine = (step.is_machine or step.is_auto) if not self.ended else self.by_machine
            self.end(step.at, step.to in SOLVED and not step.is_auto)
        elif self.ended:
            self.reopen(step.at, by_customer=False)
        if step.to in WITH_CUSTOMER | GOODS_TO_COME:
            self.our_turn = False

    def end(self, at: datetime, solved: bool) -> None:
        if self.ended or self.open_since is None:
            return
        self.ended, self.waiting_since = True, None
        self.spells.append((self.open_since, at))
        if solved:
            self.solves.append(Solve(at))

    def reopen(self, at: datetime, by_customer: bool) -> None:
        was_solved = bool(self.solves) and self.solves[-1].at == self.spells[-1][1]
        self.ended, self.open_since = False, at
        if was_solved:
            self.again.append(at)
            if by_customer:
                self.solves[-1] = Solve(self.solves[-1].at, at)

    def note_turn(self, at: datetime) -> None:
        passed = WITH_CUSTOMER | (GOODS_TO_COME if self.story.kind in RESERVES else frozenset())
        is_ours = not self.ended and (self.our_turn or self.status not in passed)
        if is_ours and self.ours_since is None:
            self.ours_since = at
        elif not is_ours and self.ours_since is not None:
            self.ours.append((self.ours_since, at))
            self.ours_since = None

    def finish(self) -> None:
        closed_at = self.story.closed_at
        if closed_at and not self.ended:
            # An agent closed a reopened thread without a word: no step is written for that.
            self.end(max(closed_at, self.open_since or closed_at), self.story.status in SOLVED)
            self.note_turn(closed_at)
        if not self.ended and self.open_since is not None:
            self.spells.append((self.open_since, None))
        if self.ours_since is not None:
            self.ours.append((self.ours_since, None))


def is_word(said: Said) -> bool:
    """Something one of the two said to the other."""
    return not said.internal and said.by in ("customer", "agent") and not (said.by == "customer" and said.thanks)


def in_order(story: Story) -> Iterator[Said | Step]:
    """Words before the step that came with them. Steps that thanks set off did not happen."""
    thanks = {said.pk for said in story.messages if said.thanks}
    begin = story.opened_at if story.is_split else None
    words = [said for said in story.messages if is_word(said) and (begin is None or said.at >= begin)]
    steps = [step for step in story.steps if not (step.verb == "answer" and step.message in thanks)]
    told: list[Said | Step] = [*words, *steps]
    yield from sorted(told, key=lambda each: (each.at, isinstance(each, Step)))


def turns_of(story: Story) -> list[Turn]:
    """Contacts, also those from before a split."""
    found: list[Turn] = []
    last, answered = story.opened_at, False
    if story.by_us and story.way in ("phone", "live"):
        # She spoke to a colleague: what an agent noted of it is no contact of its own, and she had her answer.
        found.append(Turn(story.opened_at, story.way, True))
        answered = True
    for said in filter(is_word, sorted(story.messages, key=lambda each: each.at)):
        live = said.way == "live" and said.at - last <= SAME_CONVERSATION
        if said.by == "agent":
            answered, last = True, said.at if live else last
        elif found and said.at <= found[0].at:
            continue
        else:
            if not found or not (live or (not answered and said.at - last <= SAME_CONTACT)):
                found.append(Turn(said.at, said.way, not found))
            last, answered = said.at, False
    return found


def is_first_contact(story: Story, told: Telling, turns: Sequence[Turn]) -> bool:
    """Solved, and within 7 days neither a second contact nor opened again nor a new case about the same."""
    if not told.solves:
        return False
    until = told.solves[0].at + MATURE
    contacts = sum(1 for turn in turns if turn.at <= until)
    others = [*told.again, *(at for at in story.new_cases if at > story.opened_at)]
    return contacts == 1 and all(at > until for at in others)


def elapsed(since: datetime, until: datetime) -> float:
    """Seconds that went by, also over a night in which the clocks changed; never less than none."""
    return max((until.astimezone(UTC) - since.astimezone(UTC)).total_seconds(), 0.0)


def resolution(story: Story, happened: Happened, at: datetime, business: Business) -> Seconds:
    ours = [(since, min(until or at, at)) for since, until in happened.ours if since < at]
    return Seconds(
        business=business(story.opened_at, at),
        calendar=elapsed(story.opened_at, at),
        business_own=sum(business(since, until) for since, until in ours),
        calendar_own=sum(elapsed(since, until) for since, until in ours),
    )


def first_reply_before(story: Story, split_at: datetime) -> FirstReply | None:
    """What a case split off at a moment takes over: the first reply, if there was one by then."""
    told = Telling(story)
    told.tell()
    reply = told.first_reply
    return reply if reply and reply.at <= split_at else None
