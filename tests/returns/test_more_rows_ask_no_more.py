"""More messages, files, lines, orders and cases do not make a page ask the database more often."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.live import offers
from returns import actions
from returns.actions import WantedLine
from returns.models import Case
from tests.returns.makers import NOW, make_case, make_order, upload
from tests.returns.starting import begin, step_url
from tests.returns.withdrawing.makers import case_of, declare_for

pytestmark = pytest.mark.django_db
# At most, on the customer's page.
MOST = {"withdrawal": 12, "return": 12, "complaint": 12, "guarantee": 12, "delivery": 12, "question": 12}
# The whole page of an agent, the menu and the rest of Wagtail around it included.
MOST_AT_THE_DESK = 35


def asked(client: Client, address: str) -> int:
    offers.forget()  # remembered for seconds: not running out between the two looks
    client.get(address)  # rows of settings are made at the first look
    with CaptureQueriesContext(connection) as ran:
        assert client.get(address).status_code == 200, address
    return len(ran)


def case_about(anna: Any, kind: str, pieces: tuple[int, ...]) -> Case:
    order = make_order(anna, pieces)
    if kind == "withdrawal":
        return case_of(declare_for(order, anna))
    wanted = [WantedLine(line.pk, 1, "other" if kind == "return" else "") for line in order.lines.all()]
    more = {"demand": "repair"} if kind == "complaint" else {}
    return make_case(anna, kind, order=order, lines=[] if kind == "question" else wanted, **more)


def talk(case: Case, anna: Any, mia: Any, times: int) -> None:
    for _time in range(times):
        key = uuid4()
        actions.keep_uploads(by=anna, key=key, files=[upload(), upload(name="other.jpg")], now=NOW)
        actions.post_message(case, by=anna, body="Well?", key=key, now=NOW)
        version = Case.objects.get(pk=case.pk).version
        actions.post_message(case, by=mia, body="Yes.", version=version, now=NOW)


@pytest.mark.usefixtures("private_folder")
@pytest.mark.parametrize("kind", list(MOST))
def test_a_longer_case_asks_as_often_as_a_short_one(as_user: Any, anna: Any, mia: Any, kind: str) -> None:
    found = []
    case_about(anna, kind, (1,))  # the desk shows what else there is of hers
    for times, pieces in ((1, (2, 2)), (3, (2, 2, 2, 2))):
        case = case_about(anna, kind, pieces)
        talk(case, anna, mia, times)
        hers = asked(as_user(anna), reverse("cases:detail", args=[case.reference]))
        found.append((hers, asked(as_user(mia), reverse("desk:case", args=[case.reference]))))
    # A first look may make rows that a second one finds; never the other way.
    assert found[1][0] <= found[0][0] <= MOST[kind]
    assert found[1][1] <= found[0][1] <= MOST_AT_THE_DESK


def test_lists_and_starts_ask_as_often_for_twenty_orders(as_user: Any, anna: Any, mia: Any) -> None:
    order, client, desk = make_order(anna, (1, 2)), as_user(anna), as_user(mia)
    draft = begin(client, "return", order)
    make_case(anna, "question", order=order)
    addresses = [
        reverse("cases:list"),
        reverse("cases:new"),
        f"{reverse('cases:new')}?order={order.slug}",
        f"{reverse('cases:new')}?kind=return",
        step_url(draft, "items"),
        reverse("cases:withdraw"),
        f"{reverse('cases:withdraw')}?order={order.slug}",
        reverse("orders:detail", args=[order.slug]),
        "/account/data/",
    ]
    make_case(anna, "return")
    few = [asked(client, each) for each in addresses] + [asked(desk, reverse("desk:queue"))]
    for number in range(20):
        kind = list(MOST)[number % len(MOST)]
        make_case(
            anna, kind, order=make_order(anna, (1, 2, 3)), **({"demand": "repair"} if kind == "complaint" else {})
        )
    many = [asked(client, each) for each in addresses] + [asked(desk, reverse("desk:queue"))]
    assert many == few
