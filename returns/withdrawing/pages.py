"""What the three pages need."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from returns import queries
from returns.law import Why
from returns.models import Case, ReturnSettings, Withdrawal
from returns.queries.eligibility import eligibility
from returns.withdrawing import labels
from returns.withdrawing.actions import key_for
from returns.withdrawing.door import her_orders
from returns.withdrawing.forms import OrderForm, StatementForm
from returns.withdrawing.once import seal
from returns.withdrawing.queries import proven_by, received_by
from returns.withdrawing.wording import moment_in_words, rows_of
from returns.wording import explain


@dataclass(frozen=True, slots=True)
class Seen:
    """`is_proof`: whoever looks may know what became of it. `is_receipt`: it was sent from here, a moment ago."""

    withdrawal: Withdrawal
    is_proof: bool
    is_receipt: bool = False


def start_page(request: HttpRequest, form: StatementForm, now: datetime) -> dict[str, Any]:
    context: dict[str, Any] = {"form": form}
    if not isinstance(form, OrderForm):
        return context | {"orders": her_orders(request, now)}
    verdicts = [line.withdrawal for line in eligibility(form.known, now, lines=form.all_lines).lines]
    ends = [verdict.last_day for verdict in verdicts if verdict.last_day]
    return context | {
        "order": form.known,
        "ended": max(ends) if ends and any(verdict.no is Why.OVER for verdict in verdicts) else None,
        "until": max(ends) if ends and all(verdict.no is not Why.OVER for verdict in verdicts) else None,
        "has_exception": any(verdict.no is Why.EXCLUDED for verdict in verdicts),
    }


def confirm_page(form: StatementForm, language: str, now: datetime) -> dict[str, Any]:
    said, kept = form.statement(language), form.kept()
    return {
        "sentence": labels.in_language(labels.STATEMENT, language),
        "rows": rows_of({**vars_of(said), "goods": [vars_of(each) for each in said.goods]}),
        "kept": kept,
        "once": seal(key_for(said, now), kept),
    }


def vars_of(kept: Any) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in kept.__slots__}


def seen_by(request: HttpRequest, token: str, now: datetime) -> Seen | None:
    if found := proven_by(token):
        return Seen(found, is_proof=True)
    found = received_by(token, now)
    if found is None:
        return None
    return Seen(found, is_proof=is_hers(found, request.user.pk), is_receipt=True)


def is_hers(withdrawal: Withdrawal, user: Any) -> bool:
    """Whoever was signed in may have typed somebody else's order and address: what became of it is its owner's."""
    if user is None or withdrawal.user_id != user:
        return False
    case = withdrawal.match.case
    return case is None or case.customer_id == user


def proof_page(seen: Seen, token: str) -> dict[str, Any]:
    withdrawal = seen.withdrawal
    case: Case | None = withdrawal.match.case if seen.is_proof else None
    standing = queries.standing(case) if case else None
    return {
        "withdrawal": withdrawal,
        "token": token,
        # Until there is a case that says what to do now.
        "is_fresh": seen.is_receipt and case is None,
        "sentence": withdrawal.content["statement"],
        "rows": rows_of(withdrawal.content),
        "moment": moment_in_words(withdrawal),
        "case": case,
        "standing": standing,
        "explained": explain(case.due_explanation) if case and standing and standing.by == case.due_at else [],
        "return_address": ReturnSettings.load().return_address if case and case.status == "approved" else "",
    }
