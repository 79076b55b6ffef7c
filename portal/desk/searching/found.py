"""Where a case has the words: its own facts, or the newest message that has one of them, with a piece of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from orders.words import WORD, fold
from portal.desk.searching.words import LONGEST_BODY, SPACE, asked
from returns.models import Case, Message

BEFORE, AFTER = 50, 110
# Of one page of results; the newest ones come first.
MOST_MESSAGES = 600


@dataclass(frozen=True)
class Place:
    html: SafeString
    is_note: bool


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text as HTML: everything escaped, then the words that begin like the asked ones in <mark>."""
    parts, at = [], 0
    for found in _hits(text, words):
        parts += [escape(text[at : found.start()]), "<mark>", escape(found.group()), "</mark>"]
        at = found.end()
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 every piece of text above is escaped


def places(cases: Iterable[Case], text: str) -> dict[int, Place]:
    """For cases whose subject, number and name do not say it all: a piece of the thread. One question."""
    words = asked(text)
    silent = [case.pk for case in cases if not _is_said(case, words)]
    if not words or not silent:
        return {}
    threads = defaultdict(list)
    messages = Message.objects.filter(case__in=silent).exclude(author=Message.Author.SYSTEM)
    for message in messages.order_by("-created_at", "-pk").only("case_id", "body", "internal")[:MOST_MESSAGES]:
        threads[message.case_id].append(message)
    found = {pk: _best(thread, words) for pk, thread in threads.items()}
    return {pk: place for pk, place in found.items() if place}


def _is_said(case: Case, words: Sequence[str]) -> bool:
    name = case.customer.name if case.customer else ""
    number = case.order.number if case.order else ""
    shown = fold(" ".join([case.reference, case.subject, case.email, name, number]))
    return all(any(each.startswith(word) for each in shown) for word in words)


def _best(thread: Iterable[Message], words: Sequence[str]) -> Place | None:
    for message in thread:
        body = message.body[:LONGEST_BODY]
        if hit := next(_hits(body, words), None):
            return Place(_piece(body, hit, words), message.internal)
    return None


def _piece(body: str, hit: re.Match[str], words: Sequence[str]) -> SafeString:
    start, end = max(0, hit.start() - BEFORE), min(len(body), hit.end() + AFTER)
    # Between words, so that no half of one is marked or missed.
    start = body.find(" ", start, hit.start()) + 1 if start else 0
    end = max(body.rfind(" ", hit.end(), end), hit.end()) if end < len(body) else end
    piece = marked(SPACE.sub(" ", body[start:end]).strip(), words)
    return mark_safe(f"{'… ' if start else ''}{piece}{' …' if end < len(body) else ''}")  # noqa: S308 marked escapes


def _hits(text: str, words: Sequence[str]) -> Iterator[re.Match[str]]:
    wanted = tuple(words)
    return (found for found in WORD.finditer(text) if wanted and "".join(fold(found.group())).startswith(wanted))
