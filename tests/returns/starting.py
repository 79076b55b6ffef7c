"""Going through the guided start as a browser without scripts does: begin, a form a page, the last page, send."""

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from returns.models import Draft
from returns.starting import actions, rules


def begin(client: Client, kind: str, order: Order, **fields: Any) -> Draft:
    """The draft that Anna's first click makes."""
    key = fields.pop("key", None) or uuid4()
    answer = client.post(reverse("cases:new"), {"kind": kind, "order": order.slug, "key": str(key), **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(key=key)


def begun(customer: Any, order: Order, kind: str) -> Draft:
    """A draft whose every step was gone through, with all of the order's first line."""
    line = order.lines.get(position=0)
    data: dict[str, dict[str, Any]] = {
        "items": {"lines": {str(line.pk): line.quantity}},
        "reason": {"reasons": {}, "note": ""},
        "fault": {"text": "It leaks.", "noticed": "", "serials": {}},
        "photos": {},
        "outcome": {"demand": "reduction", "why_money": ""},
        "amount": {"amount": "10.00"},
        "trouble": {"what": "damaged", "parcel": "", "text": ""},
        "wish": {"wish": ""},
    }
    draft = actions.begin(by=customer, key=uuid4(), kind=kind, order=order, now=timezone.now())
    for step in rules.STEPS[kind]:
        if step != rules.CHECK:
            actions.fill_in(draft, step, data[step], timezone.now())
    return draft


def step_url(draft: Draft, step: str) -> str:
    return reverse("cases:start_step", args=[draft.key, step])


def fill(client: Client, draft: Draft, step: str, **fields: Any) -> str:
    """Where the saved step leads."""
    answer = client.post(step_url(draft, step), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def items(order: Order, quantity: int | str = "on", position: int = 0) -> dict[str, Any]:
    """The items step's form: a box for one piece, a number for more."""
    return {f"quantity_{order.lines.get(position=position).pk}": quantity}


def send(client: Client, draft: Draft, **fields: Any) -> Any:
    answer = client.post(step_url(draft, "check"), fields, follow=True)
    if answer.context and "form" in answer.context and (errors := answer.context["form"].errors):
        raise AssertionError(errors)
    return answer


def page(client: Client, draft: Draft, step: str) -> str:
    answer = client.get(step_url(draft, step))
    assert answer.status_code == 200, answer["Location"]
    return str(answer.content.decode())
