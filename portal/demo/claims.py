"""Believable complaints, guarantee claims and delivery problems, told through their own actions."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.demo.cases import AGENT, Step, make_customer
from portal.demo.claim_texts import CLAIM_TEXTS as TEXTS
from portal.demo.drawings import label
from portal.demo.orders import ANNA, BEN, IRINA, SOURCE, Customer
from portal.demo.shop import DISPUTE_BODY
from returns import actions
from returns.actions import WantedLine
from returns.complaints import actions as claims
from returns.complaints.notice import notice
from returns.logistics.inspecting import receive
from returns.logistics.labels import give_label
from returns.models import Case, ReturnSettings

GUARANTOR = "Iwachu Polska sp. z o.o."


class Claim(NamedTuple):
    """So many days ago somebody said what is wrong; a complaint names its demand."""

    customer: Customer
    order: str
    opened: float
    kind: str
    text: str
    sku: str
    reason: str = "damaged"
    demand: str = ""
    amount: Decimal | None = None
    steps: tuple[Step, ...] = ()

    @property
    def key(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"demo-claim/{self.text}")


CLAIMS = (
    Claim(ANNA, "1912", 12.3, "complaint", "lid", "POT-07", demand="repair"),
    Claim(ANNA, "1966", 19, "complaint", "samovar", "ANT-60", demand="reduction", amount=Decimal("200.00")),
    Claim(
        ANNA,
        "1640",
        60,
        "complaint",
        "handle",
        "MUG-01",
        demand="repair",
        steps=(
            Step(57, "accept", "handle_yes"),
            Step(57, "label"),
            Step(50, "receive"),
            Step(46, "carry_out", "handle_done"),
        ),
    ),
    Claim(
        BEN,
        "2008",
        4,
        "complaint",
        "seam",
        "TOW-02",
        demand="replacement",
        steps=(Step(2, "accept", "seam_yes"), Step(2, "label")),
    ),
    Claim(IRINA, "1969", 30, "complaint", "rust", "TIN-03", demand="replacement", steps=(Step(26, "no", "rust_no"),)),
    Claim(IRINA, "1969", 8, "guarantee", "iron", "POT-07", steps=(Step(6, "forward", "iron_sent"),)),
    Claim(ANNA, "2011", 1.4, "guarantee", "whistle", "KET-02"),
    Claim(ANNA, "2006", 2.2, "delivery", "late", "TIN-03", "", steps=(Step(1.8, "trace", "late_trace"),)),
    Claim(IRINA, "2035", 0.3, "delivery", "dent", "SAM-01", steps=(Step(0.1, "trace", "dent_trace"),)),
    Claim(ANNA, "1998", 19.5, "delivery", "found", "GIF-00", "", steps=(Step(19, "arrived"),)),
)


def make_claims(now: datetime) -> None:
    """Claims that are not there yet, with what became of them."""
    agent = User.objects.get(email=AGENT)
    for claim in CLAIMS:
        customer = make_customer(claim.customer)
        case, is_new = begin(claim, customer, now - timedelta(days=claim.opened))
        for step in claim.steps if is_new else ():
            take(step, case, customer, agent, now - timedelta(days=step.days))
            case.refresh_from_db()
        if is_new:
            # What nobody answered in time: day 12 goes to a named person, the law says yes after the last day.
            claims.accept_by_law(case, now=now)


def begin(claim: Claim, customer: User, now: datetime) -> tuple[Case, bool]:
    order = Order.objects.get(source=SOURCE, external_id=claim.order)
    return actions.open_case(
        by=customer,
        kind=claim.kind,
        order=order,
        lines=[WantedLine(order.lines.get(sku=claim.sku).pk, 1, claim.reason)],
        subject=TEXTS[f"{claim.text}_subject"],
        body=TEXTS[claim.text],
        demand=claim.demand,
        demand_amount=claim.amount,
        submission_key=claim.key,
        language=customer.language,
        now=now,
        facts=facts_of(claim, customer.language, now),
    )


def facts_of(claim: Claim, language: str, now: datetime) -> dict[str, Any]:
    """As the guided start keeps them: the day the fault was noticed, and the notice that was read."""
    noticed = timezone.localdate(now - timedelta(days=1)).isoformat()
    if claim.kind != Case.Kind.COMPLAINT:
        return {"noticed": noticed}
    return {"noticed": noticed, "notices": [{"rule": "R2", **notice(language).as_dict(), "shown_at": now.isoformat()}]}


def take(step: Step, case: Case, customer: User, agent: User, now: datetime) -> None:
    said: dict[str, Any] = {"by": agent, "version": case.version, "now": now}
    text = TEXTS[step.text] if step.text else ""
    match step.verb:
        case "accept":
            claims.accept(case, **said, message=text)
        case "label":
            number = f"62001{case.pk:019d}"
            home = ReturnSettings.load().return_address
            give_label(
                case,
                by=agent,
                file=label(number, customer.name, home),
                now=now,
                carrier="inpost",
                tracking_number=number,
                valid_until=timezone.localdate(now + timedelta(days=30)),
            )
        case "receive":
            receive(case, **said)
        case "carry_out":
            claims.carry_out(case, **said, message=text)
        case "no":
            claims.decline(
                case,
                **said,
                reason=text,
                stance="refuses",
                body=DISPUTE_BODY,
            )
        case "forward":
            claims.forward(case, **said, guarantor=GUARANTOR, number="GW-2026-1148", message=text)
        case "trace":
            claims.trace(case, **said, message=text)
        case "arrived":
            claims.arrived(case, by=customer, version=case.version, now=now)
        case _:
            raise ValueError(step.verb)
