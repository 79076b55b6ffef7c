"""Which order a statement is about, and how often a mailbox hears from us. Pure."""

import re
from datetime import timedelta

from orders.finding.rules import compact

ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
# Shorter numbers stand in every sentence: they count only when nothing else was written.
SHORTEST_IN_WORDS = 3
TRY_AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
LAST_WAIT = timedelta(hours=6)
# A delivery nobody told us of keeps the right open (W4); after so long a person looks whether it can be.
UNKNOWN_FOR = timedelta(days=60)
# Acknowledgements an hour that one mailbox gets at once; more of them come an hour apart.
AT_ONCE_AN_HOUR = 5
# Times a day that an order's own address hears that somebody gave another one.
TOLD_A_DAY = 1


def bare(text: str) -> str:
    """ "#001042", "No. 1042 " and "1042": the same letters and digits, without the zeros in front."""
    return compact(ZEROS.sub("", text))


def names(said: str, number: str) -> bool:
    """Is this order's number what was written, or one of the words that were?"""
    known = bare(number)
    if not known:
        return False
    if bare(said) == known:
        return True
    return len(known) >= SHORTEST_IN_WORDS and known in {bare(word) for word in said.split()}


def variants(said: str) -> set[str]:
    """How the number may stand in the database, for an index to find it."""
    found: set[str] = set()
    for word in {said.strip(), *said.split()[:12]}:
        plain = word.strip(" ,.;:()").lstrip("#")
        stripped = ZEROS.sub("", plain)
        found |= {form for each in (plain, stripped) for form in (each, each.upper(), each.lower(), f"#{each}")}
    return {each for each in found if 0 < len(each.lstrip("#")) <= 64}


def wait_before_try(attempts: int) -> timedelta:
    """It must not be given up: a consumer waits for it."""
    return TRY_AGAIN[attempts] if attempts < len(TRY_AGAIN) else LAST_WAIT


def wait_before_mail(earlier: int) -> timedelta:
    """`earlier`: acknowledgements this mailbox got in the last hour. The statement counts at once all the same."""
    return timedelta(hours=max(earlier - AT_ONCE_AN_HOUR + 1, 0))
