"""Deciding once whether somebody is offered help, and noting what came of it."""

import random
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from kb.queries import articles_for
from portal.accounts.models import User
from portal.proactive.candidates import FINDERS, Candidate
from portal.proactive.models import Nudge, ProactiveSettings, RuleName
from portal.proactive.options import Terms
from portal.proactive.rules import CAPPED_FOR, MAIL_AFTER, is_held_out, may_offer

Chance = Callable[[], float]
# Not the seeded one: nobody can tell who is next.
CHANCE: Chance = random.SystemRandom().random


def nudge(now: datetime, chance: Chance = CHANCE) -> int:
    """Decide about everybody who is due; how many rows are new. A killed run goes on where it was."""
    options = ProactiveSettings.load()
    return sum(
        offer(candidate, options.of(rule), now, chance) is not None
        for rule, find in FINDERS.items()
        if options.of(rule).is_on
        for candidate in list(find(now))
    )


def offer(candidate: Candidate, terms: Terms, now: datetime, chance: Chance = CHANCE) -> Nudge | None:
    """None: decided before, too many lately, nobody to offer it to, or the rule is off."""
    if not terms.is_on or (candidate.person is None and not candidate.email):
        return None
    try:
        with transaction.atomic():
            return _decide(candidate, terms, now, chance)
    except IntegrityError:
        return None


def _decide(candidate: Candidate, terms: Terms, now: datetime, chance: Chance) -> Nudge | None:
    """With the customer's row locked: a page and tick at once must not go over the cap."""
    if candidate.person is not None:
        list(User.objects.select_for_update().filter(pk=candidate.person.pk).values_list("pk"))
    hers = Nudge.objects.filter(person=candidate.person, email=candidate.email)
    if hers.filter(rule=candidate.rule, key=candidate.key).exists():
        return None
    lately = hers.filter(made_at__gt=now - CAPPED_FOR).values_list("rule", "made_at")
    if not may_offer(lately, candidate.rule, now, terms.most, terms.most_of_all):
        return None
    held_out = is_held_out(chance(), terms.hold_out)
    mails = terms.by_mail and not held_out and candidate.person is not None
    return Nudge.objects.create(
        rule=candidate.rule,
        key=candidate.key,
        person=candidate.person,
        email=candidate.email,
        language=candidate.language,
        order=candidate.order,
        shipment=candidate.shipment,
        invoice=candidate.invoice,
        case=candidate.case,
        article_id=candidate.article_id or _article(candidate),
        held_out=held_out,
        made_at=now,
        mail_due_at=now + MAIL_AFTER if mails else None,
    )


def _article(candidate: Candidate) -> int | None:
    found = articles_for(candidate.states, candidate.language, candidate.person) if candidate.states else []
    return found[0].pk if found else None


def note_seen(pks: list[int], now: datetime) -> None:
    Nudge.objects.filter(pk__in=pks, seen_at=None).update(seen_at=now)


def note_used(offered: Nudge, now: datetime) -> None:
    Nudge.objects.filter(pk=offered.pk, acted_at=None).update(acted_at=now)


def dismiss(offered: Nudge, now: datetime) -> None:
    """Put away for good; no mail about it either."""
    Nudge.objects.filter(pk=offered.pk, dismissed_at=None).update(dismissed_at=now, mail_due_at=None)


def forget_reading(user_id: int) -> int:
    """She does not want us to remember what she reads and looks for: what came of it goes along."""
    mine = Nudge.objects.filter(person=user_id, rule__in=(RuleName.ARTICLE, RuleName.SEARCH))
    return mine.delete()[0]
