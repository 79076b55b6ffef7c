"""From cases to their rows: what the list shows of a thread's end, and the words search knows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from portal.desk.models import CaseLatest, CaseWords
from portal.desk.models.queue import LONGEST_LAST_WORDS
from portal.desk.searching.words import case_words, one_line
from returns.models import Case, Message

AT_ONCE = 200


def write(cases: Iterable[int]) -> int:
    """Writes the rows of these cases anew; how many. Four questions and two writes for every AT_ONCE of them."""
    keys, count = iter(cases), 0
    while batch := list(islice(keys, AT_ONCE)):
        count += len(batch)
        _write(batch)
    return count


@transaction.atomic
def _write(keys: Sequence[int]) -> None:
    # The case before its messages: what comes between makes the case newer than its row, and it is written again.
    cases = list(_cases(keys))
    threads = _threads(keys)
    rows = [(case, threads[case.pk]) for case in cases]
    CaseLatest.objects.bulk_create(
        [_latest(case, thread) for case, thread in rows],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["said_at", "messages", "last_words", "as_of"],
    )
    CaseWords.objects.bulk_create(
        [CaseWords(case_id=case.pk, words=_words(case, thread)) for case, thread in rows],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["words"],
    )


def _cases(keys: Sequence[int]) -> QuerySet[Case]:
    known = Case.objects.filter(pk__in=keys).select_related("customer", "order").prefetch_related("more_orders")
    return known.only("reference", "subject", "email", "opened_at", "updated_at", "customer__name", "order__number")


def _threads(keys: Sequence[int]) -> dict[int, list[Message]]:
    """Newest first."""
    threads: dict[int, list[Message]] = defaultdict(list)
    messages = Message.objects.filter(case__in=keys).order_by("-created_at", "-pk")
    for message in messages.only("case_id", "author", "internal", "body", "created_at"):
        threads[message.case_id].append(message)
    return threads


def _latest(case: Case, thread: Sequence[Message]) -> CaseLatest:
    people = [each for each in thread if each.author != Message.Author.SYSTEM and not each.internal]
    words = next((each.body for each in people if each.author == Message.Author.CUSTOMER and each.body.strip()), "")
    return CaseLatest(
        case_id=case.pk,
        said_at=people[0].created_at if people else case.opened_at,
        messages=len(people),
        last_words=one_line(words, LONGEST_LAST_WORDS),
        as_of=case.updated_at,
    )


def _words(case: Case, thread: Sequence[Message]) -> str:
    numbers = [case.order.number if case.order else "", *(order.number for order in case.more_orders.all())]
    name = case.customer.name if case.customer else ""
    facts = [case.reference, *numbers, case.email, name, case.subject]
    return case_words(facts, (each.body for each in thread))
