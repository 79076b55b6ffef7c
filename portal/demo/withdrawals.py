"""Believable withdrawals: made at /withdraw/ as anybody makes them, matched, sent back, looked at, paid."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone, translation

from orders.actions import record_tracking_event
from orders.models import Order, Shipment
from portal.accounts.models import User
from portal.demo.cases import AGENT, Step, make_customer
from portal.demo.claim_texts import CLAIM_TEXTS as TEXTS
from portal.demo.drawings import receipt
from portal.demo.orders import ANNA, BEN, IRINA, SOURCE, Customer
from returns.actions import keep_uploads
from returns.logistics.actions import tell_parcel
from returns.logistics.inspecting import Finding, inspect, receive
from returns.logistics.money import proposal
from returns.logistics.proofs import send_proof
from returns.logistics.refunding import pay_back
from returns.models import Case, CaseLine, Withdrawal
from returns.withdrawing.actions import Sender, key_for, submit
from returns.withdrawing.matching import match
from returns.withdrawing.statement import Goods, Statement

# An address that documentation may use (RFC 5737).
SOMEWHERE = "192.0.2.17"


class Story(NamedTuple):
    """So many days ago she withdrew: from some pieces (sku → how many), or from all of it."""

    customer: Customer
    order: str
    days: float
    goods: Mapping[str, int] = {}
    steps: tuple[Step, ...] = ()


STORIES = (
    # Looked at, and the money is next.
    Story(IRINA, "2012", 6, {}, (Step(5, "sent"), Step(1, "receive"), Step(0.3, "inspect"))),
    # Before anything was sent: the shop can stop it.
    Story(ANNA, "2040", 0.05),
    # Handed over without a number: an agent looks at her receipt.
    Story(ANNA, "2024", 1.1, {"EAR-10": 2}, (Step(0.2, "proof"),)),
    Story(BEN, "2014", 3, {"GLS-06": 1}, (Step(1.5, "sent"),)),
    Story(
        IRINA,
        "2009",
        9,
        {"GLS-06": 1, "HIB-10": 1},
        (Step(7, "sent"), Step(4, "receive"), Step(3.5, "inspect", "glass_mark"), Step(3, "pay", "glass_paid")),
    ),
)
# A guest whose number nobody knows: the statement counts, and a person looks for the order.
STRANGER = Statement("Jan Kowalczyk", "zamówienie z 3 listopada, nr 20-41-B", "jan.kowalczyk@example.com", "pl")
STRANGER_DAYS = 0.6


def make_withdrawals(now: datetime) -> None:
    """Withdrawals that are not there yet, with what became of them."""
    agent = User.objects.get(email=AGENT)
    # The oldest first: the log is a chain, and nobody withdraws before somebody who did so earlier.
    for story in sorted(STORIES, key=lambda each: -each.days):
        customer = make_customer(story.customer)
        order = Order.objects.get(source=SOURCE, external_id=story.order)
        at = now - timedelta(days=story.days)
        if not Withdrawal.objects.filter(user_id=customer.pk, content__order=order.slug).exists():
            case = withdraw(statement(story, order), at, customer)
            for step in story.steps:
                take(step, case, customer, agent, now - timedelta(days=step.days))
                case.refresh_from_db()
    if not Withdrawal.objects.filter(content__email=STRANGER.email).exists():
        withdraw(STRANGER, now - timedelta(days=STRANGER_DAYS), None)


def withdraw(said: Statement, at: datetime, customer: User | None) -> Case:
    written = submit(said, key=key_for(said, at), sender=Sender(SOMEWHERE, customer), now=at)
    match(written.pk, at)
    return Case.objects.get(statement__withdrawal=written)


def statement(story: Story, order: Order) -> Statement:
    person = story.customer
    lines = {line.sku: line for line in order.lines.all()}
    goods = tuple(
        Goods(lines[sku].pk, lines[sku].name, quantity, lines[sku].returnable_quantity)
        for sku, quantity in story.goods.items()
    )
    return Statement(
        person.address.name,
        order.number,
        person.email,
        person.language,
        order=order.slug,
        proof="account",
        goods=goods,
        is_whole=not goods,
    )


def take(step: Step, case: Case, customer: User, agent: User, now: datetime) -> None:
    said: dict[str, Any] = {"by": agent, "version": case.version, "now": now}
    match step.verb:
        case "sent":
            parcel = tell_parcel(case, by=customer, number=f"62000{case.pk:019d}", carrier="inpost", now=now)
            scan(parcel.shipment, now)
        case "proof":
            day, key = timezone.localdate(now), uuid5(NAMESPACE_URL, f"demo-proof/{case.reference}")
            keep_uploads(by=customer, key=key, files=[receipt(f"62002{case.pk:019d}", day)], now=now)
            with translation.override(customer.language):
                send_proof(case, by=customer, handed_over=day, key=key, now=now)
        case "receive":
            receive(case, **said)
        case "inspect":
            inspect(case, **said, findings=findings(case, TEXTS.get(step.text, "")))
        case "pay":
            known = proposal(case, Order.objects.get(cases=case))
            pay_back(case, **said, amount=known.total or Decimal(0), message=TEXTS[step.text])
        case _:
            raise ValueError(step.verb)


def scan(parcel: Shipment, now: datetime) -> None:
    """The carrier has it: from here on the shop's money waits for no goods."""
    record_tracking_event(
        parcel, occurred_at=now, status=Shipment.Status.ACCEPTED, text="Przyjęta w punkcie", source="demo"
    )


def findings(case: Case, reason: str) -> list[Finding]:
    """The first line lost some of its value where there is a reason, the rest is as it was sent."""
    lines = list(case.lines.order_by("pk"))
    if not reason:
        return [Finding(line.pk, CaseLine.Outcome.ACCEPTED) for line in lines]
    first, *rest = lines
    return [
        Finding(first.pk, CaseLine.Outcome.REDUCED, Decimal("20.00"), reason),
        *(Finding(line.pk, CaseLine.Outcome.ACCEPTED) for line in rest),
    ]
