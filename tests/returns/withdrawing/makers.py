"""Statements, by the pages or straight into the log."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from django.test import Client

from orders.models import Order
from returns.models import Case, Withdrawal
from returns.withdrawing import actions
from returns.withdrawing.matching import match
from returns.withdrawing.statement import Goods, Statement
from tests.returns.makers import NOW

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
BUYER = "anna@example.com"


def typed(**fields: Any) -> dict[str, Any]:
    """What a guest writes."""
    return {"name": "Anna Nowak", "contract": "1042", "email": BUYER, "items": "", **fields}


def main_of(page: Any) -> str:
    return str(page.content.decode().split("<main")[1].split("</main>")[0])


def hidden(page: Any) -> dict[str, str]:
    """What the second page sends when its button is pressed."""
    form = re.search(r'action="[^"]*/withdraw/confirm/"(.*?)</form>', page.content.decode(), re.DOTALL)
    assert form, "the second page was not shown"
    return {name: unescape(value) for name, value in HIDDEN.findall(form[1])}


def send(client: Client, fields: dict[str, Any], **extra: Any) -> Any:
    """Both steps, as a browser takes them; the answer to the second."""
    page = client.post("/withdraw/check/", fields, **extra)
    assert page.status_code == 200, page
    return client.post("/withdraw/confirm/", hidden(page), **extra)


def declare(contract: str = "1042", now: datetime = NOW, user: Any = None, **fields: Any) -> Withdrawal:
    """A row of the log."""
    said = Statement(**{"name": "Anna Nowak", "contract": contract, "email": BUYER, "language": "en", **fields})
    return actions.submit(said, key=actions.key_for(said, now), sender=actions.Sender("203.0.113.7", user), now=now)


def declare_for(order: Order, user: Any, quantities: dict[int, int] | None = None, **fields: Any) -> Withdrawal:
    """By somebody whose order it is known to be; `quantities` by position, all by default."""
    goods = tuple(
        Goods(line.pk, line.name, wanted, line.returnable_quantity)
        for line in order.lines.all()
        if (wanted := (quantities or {}).get(line.position, 0 if quantities else line.quantity))
    )
    return declare(order.number, user=user, order=order.slug, proof="account", goods=goods, **fields)


def case_of(withdrawal: Withdrawal, now: datetime = NOW) -> Case:
    """After the job has run."""
    match(withdrawal.pk, now)
    return Case.objects.get(submission_key=withdrawal.submission_key)
