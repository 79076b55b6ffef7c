import json
import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orders.models import Order
from portal.api.api import api
from portal.api.examples import BODIES, FORMS, PLACES, QUERIES
from portal.api.problems import KINDS, WHAT_TO_DO
from returns.models import Case, CaseLine
from tests.portal.api.conftest import Ask
from tests.returns.makers import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def manual(client: Client) -> BeautifulSoup:
    response = client.get("/api/v1/docs", headers={"accept-language": "pl"})
    assert response["Content-Language"] == "en"
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def test_every_operation_is_on_the_page(manual: BeautifulSoup) -> None:
    operations = [each for methods in api.get_openapi_schema()["paths"].values() for each in methods.values()]
    shown = {article["id"] for article in manual.select("article.api__operation")}
    assert shown == {operation["operationId"] for operation in operations}
    for operation in operations:
        article = manual.find(id=operation["operationId"])
        assert article is not None
        assert operation["x-scope"] in article.text
    assert {link["href"] for link in manual.select(".api__contents a")} >= {f"#{name}" for name in shown}


def test_the_page_asks_no_other_host_and_runs_nothing(manual: BeautifulSoup) -> None:
    addresses = [tag.get("src") or tag.get("href") for tag in manual.select("script, link, img")]
    assert [address for address in addresses if address and re.match(r"(https?:)?//", str(address))] == []
    assert all(script.get("src") for script in manual.select("script"))


def test_every_problem_is_explained(manual: BeautifulSoup) -> None:
    assert set(KINDS) == set(WHAT_TO_DO)
    assert all(manual.find(id=kind) for kind in KINDS)


def test_fields_say_what_they_take(manual: BeautifulSoup) -> None:
    rows = manual.select("#put_order details .api__field--0")
    fields = {row.select("dt code")[0].text: row.select("dd")[0].text for row in rows}
    assert fields["total"].startswith("amount")
    assert fields["placed_at"].startswith("date and time")
    assert fields["lines"].startswith("list of objects, up to 1000")
    assert "processing" in fields["status"]


def a_case() -> None:
    """The customer withdrew from the order of the examples."""
    order = Order.objects.get(external_id=PLACES["external_id"])
    case, is_new = Case.objects.get_or_create(
        reference=PLACES["reference"],
        defaults={
            "kind": "withdrawal", "order": order, "email": order.email, "language": "en", "subject": "Withdrawal",
            "opened_at": order.placed_at, "submission_key": uuid4(), "status": "approved",
        },
    )  # fmt: skip
    if is_new:
        CaseLine.objects.create(case=case, order_line=order.lines.get(), quantity=2)


def test_every_example_works(ask: Ask, key: str) -> None:
    """In the order of the manual: first an order, then what hangs on it."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        if "{reference}" in path:
            a_case()
        for method, operation in sorted(methods.items(), key=lambda each: each[0] == "delete"):
            name, address = operation["operationId"], path
            for place, value in PLACES.items():
                address = address.replace(f"{{{place}}}", value)
            if name in FORMS:
                form: dict[str, Any] = {**FORMS[name], "pdf": BytesIO(pdf())}
                answer = Client().post(address, form, headers={"authorization": f"Bearer {key}"})
            else:
                data = BODIES.get(name)
                answer = ask(method.upper(), address.removeprefix("/api/v1") + QUERIES.get(name, ""), data)
            assert answer.status_code in {200, 201}, (name, answer.content)


def test_the_document_names_every_status_a_write_may_have() -> None:
    for methods in api.get_openapi_schema()["paths"].values():
        for method, operation in methods.items():
            expected = {"400", "401", "403", "404", "429", "503"}
            assert expected <= set(operation["responses"])
            if method != "get":
                assert {"409", "422"} <= set(operation["responses"])
                assert any(each["name"] == "Idempotency-Key" for each in operation["parameters"])


def test_an_address_that_is_not_there_answers_with_problem_json(client: Client) -> None:
    for path, status in (("", 404), ("nothing", 404), ("orders/shop", 404), ("orders/batch", 405)):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert json.loads(answer.content)["status"] == status
