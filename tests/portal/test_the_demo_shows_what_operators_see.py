"""The demo's admin is not empty: who listens, who asked for a copy, who looks after what waits."""

from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import DataRequest
from portal.demo.behind import make_behind
from portal.demo.people import make_people
from portal.demo.shop import furnish_shop, name_the_senior
from portal.webhooks_out.models import Call, Endpoint
from portal.webhooks_out.queries import calls_due
from returns.models import ReturnSettings

pytestmark = pytest.mark.django_db


def test_an_operator_finds_a_listener_its_calls_and_a_request_and_a_second_run_adds_nothing(as_user: Any) -> None:
    admin = make_people()["admin@example.com"]
    for _run in range(2):
        make_behind(timezone.now())
    listener = Endpoint.objects.get()
    assert not listener.is_active
    assert {call.state for call in Call.objects.all()} == {"sent", "dead"}
    # An address that nobody can own is never called.
    assert not calls_due(timezone.now()).exists()
    assert DataRequest.objects.get().email == "irina@example.com"
    client = as_user(admin)
    for page in ("/admin/listeners/", f"/admin/listeners/inspect/{listener.pk}/", "/admin/webhook_calls/"):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        assert "Old warehouse" in answer.content.decode(), page


def test_the_shop_says_who_looks_after_what_waits_and_keeps_what_an_operator_chose() -> None:
    people = make_people()
    furnish_shop()
    name_the_senior()
    terms = ReturnSettings.load()
    assert terms.escalation_to == people["mia@example.com"]
    assert (terms.dispute_stance, bool(terms.dispute_body)) == ("refuses", True)
    terms.escalation_to, terms.dispute_stance = people["admin@example.com"], "agrees"
    terms.save()
    furnish_shop()
    name_the_senior()
    terms = ReturnSettings.load()
    assert (terms.escalation_to, terms.dispute_stance) == (people["admin@example.com"], "agrees")
