"""How long what is kept, why, and who lets it go: one table for the privacy page and for the hourly clean-up.

A period that only the operator can judge is a setting (PrivacySettings); one that our own design fixes is said as it
is. Apps above register their rows from `AppConfig.ready()`. Defaults and grounds: README.md.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.models import PrivacySettings

log = logging.getLogger(__name__)
CONTRACT = _("Needed for your contract (Art. 6(1)(b) GDPR)")
DUTY = _("The law demands it (Art. 6(1)(c) GDPR)")
INTEREST = _("Our legitimate interest (Art. 6(1)(f) GDPR)")
Words = str | Promise
Forget = Callable[[datetime, PrivacySettings], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """`period` says how long, in the reader's language; `forget` lets go of what is over: how many. None: another
    job does it, or there is nothing to do."""

    name: str
    place: int  # its row on the page
    what: Words
    why: Words
    basis: Words
    period: Callable[[PrivacySettings], Words]
    forget: Forget | None = None


_rules: list[Rule] = []


def register(*rules: Rule) -> None:
    known = {rule.name for rule in _rules}
    _rules.extend(rule for rule in rules if rule.name not in known)


def rules() -> list[Rule]:
    return sorted(_rules, key=lambda rule: rule.place)


def forget_what_is_over(now: datetime) -> dict[str, int]:
    """Every rule on its own: one that fails must not keep the others from their duty."""
    terms, counts = PrivacySettings.load(), {}
    for rule in rules():
        if rule.forget is None:
            continue
        try:
            counts[rule.name] = rule.forget(now, terms)
        except Exception:
            log.exception("retention: %s", rule.name)
    return counts


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def years(count: int) -> str:
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}
