"""Whether those who were let in may still stay: signed out, disabled, no agent any more, no longer her case."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User
from portal.live.listening import Ear
from returns.access import WORK_CASES
from returns.models import Case


def still_welcome(ears: Sequence[Ear], now: datetime) -> list[bool]:
    """For each of them; three queries, and two for each agent."""
    sessions = _sessions({each.session for each in ears if each.session}, now)
    users = User.objects.in_bulk({each.user for each in ears if each.user is not None})
    wanted = {each.case for each in ears if each.case is not None}
    owners = dict(Case.objects.filter(pk__in=wanted).values_list("pk", "customer_id"))
    agents = {each.user: users[each.user] for each in ears if each.is_agent and each.user in users}
    may_work = {pk: agent.has_perm(WORK_CASES) for pk, agent in agents.items()}
    return [
        (ear.case is None or ear.case in owners)
        and (ear.user is None or _is_signed_in(ear, users.get(ear.user), sessions.get(ear.session, {})))
        and (may_work.get(ear.user, False) if ear.is_agent else owners.get(ear.case or 0) == ear.user)
        for ear in ears
    ]


def _sessions(keys: set[str], now: datetime) -> dict[str, dict[str, str]]:
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    return {row.session_key: row.get_decoded() for row in rows}


def _is_signed_in(ear: Ear, user: User | None, session: dict[str, str]) -> bool:
    """As Django's own middleware would find it: a new password ends all other sessions."""
    return (
        user is not None
        and user.is_active
        and session.get(SESSION_KEY) == str(ear.user)
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
