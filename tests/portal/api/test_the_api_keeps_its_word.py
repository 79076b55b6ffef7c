"""schemathesis asks each operation what its OpenAPI document allows, and what it forbids: never a 5xx, always the
answer, type and status that the document names."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from orders.models import Order
from portal.api.api import api
from portal.api.models import StoredAnswer
from portal.wsgi import application
from returns.models import Case
from tests.portal.api.conftest import Ask, order_json

EXAMPLES = 8
KNOWN = {"source": "shop", "external_id": "1", "shipment_id": "p1", "refund_id": "r1", "reference": "R-7F3K9Q"}
# What is wrong in one item of a batch is said beside that item, with 207 for the whole.
BATCHES = {"send_orders", "send_event_batch"}
# No schema can say what a cursor or a PDF is, which lines an order has, or where a case stands.
BY_CONTENT = {
    *("put_shipment", "list_orders", "post_invoice", "upload_invoice"),
    *("list_cases", "list_cases_without_order", "list_withdrawals", "put_label", "post_received", "put_case_refund"),
}
FIRST, LAST = datetime(1970, 1, 2), datetime(2199, 12, 30)  # noqa: DTZ001 - hypothesis adds the zone
moments = st.datetimes(FIRST, LAST, timezones=st.timezones() | st.none().map(lambda _none: UTC))
schemathesis.openapi.format("date-time", moments.map(lambda at: at.isoformat()))
schemathesis.openapi.format("email", st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.(com|pl)", fullmatch=True))
schemathesis.openapi.format("date", st.dates(FIRST.date(), LAST.date()).map(str))
OPERATIONS = sorted(
    operation["operationId"]
    for methods in api.get_openapi_schema()["paths"].values()
    for operation in methods.values()
)


def left_out(name: str) -> list[Any]:
    """test_a_key_opens_its_own_shop asks every operation without a key and with wrong ones itself."""
    return [
        ignored_auth,
        *([negative_data_rejection] if name in BATCHES else []),
        *([positive_data_acceptance] if name in BY_CONTENT else []),
    ]


@pytest.fixture(autouse=True)
def there_is_an_order(ask: Ask) -> Iterator[None]:
    """And the connection stays open, as in Django's own test client: the test's transaction lives in it."""
    ask("PUT", "/orders/shop/1", order_json())
    ask("PUT", "/orders/shop/1/shipments/p1", {"carrier": "dpd"})
    Case.objects.create(
        kind=Case.Kind.RETURN, reference=KNOWN["reference"], order=Order.objects.get(), email="anna@example.com",
        language="en", subject="A return", opened_at=timezone.now(), submission_key=uuid4(),
    )  # fmt: skip
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def document() -> Any:
    config = schemathesis.Config.from_dict({"generation": {"allow-x00": False}})
    found = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=config)
    found.app = application
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_its_word(document: Any, key: str, name: str, mode: GenerationMode) -> None:
    operation = document.find_operation_by_id(name)
    seen = []

    @settings(
        max_examples=EXAMPLES // 2 if name in BATCHES else EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask_it(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {**case.path_parameters, **{name: KNOWN[name] for name in case.path_parameters}}
        # An Idempotency-Key that comes twice by chance belongs to the first body, and the API rightly says so.
        StoredAnswer.objects.all().delete()
        response = case.call(headers={"Authorization": f"Bearer {key}"})
        seen.append(response.status_code)
        case.validate_response(response, excluded_checks=left_out(name))

    ask_it()
    assert len(seen) >= EXAMPLES / 4
    assert Order.objects.filter(source="shop", external_id="1").exists()
