"""Results are kept until a row of their days changes: what the days say of it (daily.note) is part of their key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from portal.desk.figures.daily import last_change
from portal.desk.figures.keeping import be_in_step
from portal.desk.figures.once import is_known, known, remember
from portal.desk.figures.scope import Scope

KEEP_SECONDS = 3600
# Figures that end longer ago than this no longer depend on the time of day: everything about them is decided.
SETTLED = timedelta(days=15)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """`days`: those whose rows the answer is made of; `at`: the moment it is of, None where only the rows decide.

    `of`: what is read for it.
    """

    name: str
    scope: Scope
    days: tuple[date | None, date]
    at: datetime | None
    make: Callable[[], Answer]
    of: str

    @property
    def place(self) -> tuple[str, str, str]:
        """Whoever keeps to this order reads what several need only once."""
        return self.of, self.scope.key, self.name

    @property
    def told(self) -> tuple[str, str, str]:
        is_open = self.at and self.scope.until >= timezone.localdate(self.at) - SETTLED
        return self.name, self.scope.key, self.at.isoformat() if self.at and is_open else ""

    def key(self, changed: int) -> str:
        """`changed`: what the days say of their last change."""
        told = "\n".join((str(changed), *self.told))
        return f"figures-{sha256(told.encode()).hexdigest()}"


def kept(question: Question[Answer]) -> Answer:
    """Asked again before anything changed, the answer comes from the cache."""
    be_in_step()
    return known(question.told, lambda: _kept(question.key(last_change(*question.days)), question.make))


def _kept(key: str, make: Callable[[], Answer]) -> Answer:
    answer: Answer | None = cache.get(key)
    if answer is None:
        answer = make()
        cache.set(key, answer, KEEP_SECONDS)
    return answer


def answer_all(questions: Iterable[Question[Any]]) -> None:
    """Within `in_step`: whoever asks one of them next has its answer. The cache is asked once, and written once."""
    if not is_known():
        return
    wanted = list(questions)
    changed = {days: last_change(*days) for days in {question.days for question in wanted}}
    asked = {question.key(changed[question.days]): question for question in wanted}
    found = cache.get_many(asked)
    missing = sorted(asked.keys() - found.keys(), key=lambda key: asked[key].place)
    made = {key: asked[key].make() for key in missing}
    if made:
        with transaction.atomic():
            cache.set_many(made, KEEP_SECONDS)
    for key, answer in (found | made).items():
        remember(asked[key].told, answer)
