"""The EU's register is asked by a job: here a stand-in that speaks its REST interface; nothing leaves this machine."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.companies import vies
from orders.companies.actions.founding import Details, change_company, check_again, found_company
from orders.companies.rules import MOST_CHECKS, Refused, next_check
from orders.companies.tasks import check_vat, vat_checks_due
from orders.models import Company
from portal.accounts.models import User
from tests.orders.makers import make_order
from tests.orders.test_orders_come_to_their_company import business

pytestmark = pytest.mark.django_db
MILL = Details("Mill", "PL", "PL5260001246")
YES = {"countryCode": "PL", "vatNumber": "5260001246", "valid": True, "name": "MILL SP. Z O.O.", "address": "---"}
AWAY = {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}


class Register(BaseHTTPRequestHandler):
    """Answers what the test laid out, and keeps what it was asked."""

    status, answer, asked = 200, b"", []

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def register(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """register(answer, status=200) lays an answer out; register.asked is what came."""
    settings.VIES_CHECK = "on"
    settings.DEBUG = True  # the stand-in speaks http
    handler = type("ThisRegister", (Register,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setattr(vies, "URL", f"http://127.0.0.1:{server.server_port}/check-vat-number")

    def lay_out(answer: Any, status: int = 200) -> None:
        handler.answer = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        handler.status = status

    lay_out.asked = handler.asked
    yield lay_out
    server.shutdown()
    server.server_close()


def asked_about(anna: User) -> Company:
    company = found_company(MILL, by=anna, now=timezone.now())
    check_vat.call(company.pk)
    company.refresh_from_db()
    return company


def test_a_number_the_register_knows_brings_its_orders(anna: User, register: Any) -> None:
    order = make_order(anna, billing_address=business())
    register(YES)
    company = found_company(MILL, by=anna, now=timezone.now())
    order.refresh_from_db()
    assert (company.vat_check, order.company) == ("waiting", None)
    check_vat.call(company.pk)
    company.refresh_from_db()
    order.refresh_from_db()
    assert (company.vat_check, company.vat_name, company.vat_due_at) == ("valid", "MILL SP. Z O.O.", None)
    assert order.company == company
    assert register.asked == [{"countryCode": "PL", "vatNumber": "5260001246"}]
    check_vat.call(company.pk)
    assert len(register.asked) == 1


def test_a_number_it_does_not_know_is_said_and_brings_nothing(anna: User, as_user: Any, register: Any) -> None:
    order = make_order(anna, billing_address=business())
    register({**YES, "valid": False, "name": "---"})
    company = asked_about(anna)
    order.refresh_from_db()
    assert (company.vat_check, company.vat_name, order.company) == ("invalid", "", None)
    page = as_user(anna).get(reverse("companies:detail", args=[company.key])).content.decode()
    assert "does not know this VAT number" in page


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (AWAY, 200, "MS_UNAVAILABLE"),
        (AWAY, 500, "MS_UNAVAILABLE"),
        ({"isValid": False, "userError": "MS_MAX_CONCURRENT_REQ"}, 200, "MS_MAX_CONCURRENT_REQ"),
        ({"isValid": False, "userError": "IP_BLOCKED"}, 200, "IP_BLOCKED"),
        (b"<html>Maintenance</html>", 503, "HTTP 503"),
        (b"[]", 200, "HTTP 200"),
        ({"valid": "yes"}, 200, "no answer"),
        (b"\xff\xfe", 200, "HTTP 200"),
        (b"{" * 70_000, 200, "the answer is larger"),
    ],
)
def test_a_register_that_is_away_says_nothing_about_the_number(
    anna: User, register: Any, answer: Any, status: int, error: str
) -> None:
    register(answer, status)
    company = asked_about(anna)
    assert company.vat_check == "waiting"
    assert company.vat_error.startswith(error)
    assert company.vat_due_at > timezone.now() + timedelta(minutes=1)


def test_it_is_asked_again_later_and_by_tick(anna: User, as_user: Any, register: Any, settings: Any) -> None:
    register(AWAY)
    company = asked_about(anna)
    assert not vat_checks_due(timezone.now()).exists()
    assert "does not answer just now" in page_of(as_user(anna), company)
    register(YES)
    Company.objects.update(vat_due_at=timezone.now())
    call_command("tick")
    company.refresh_from_db()
    assert company.vat_check == "valid"


def test_nobody_listens_at_all(anna: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VIES_CHECK, settings.DEBUG = "on", True
    monkeypatch.setattr(vies, "URL", "http://127.0.0.1:9/check-vat-number")
    assert asked_about(anna).vat_error == "nobody answers there"


def test_the_pauses_grow_and_end_after_some_days() -> None:
    now = timezone.now()
    pauses = [next_check(attempts, now) for attempts in range(1, MOST_CHECKS)]
    waited = sum((at - now for at in pauses if at), timedelta())
    assert pauses[0] == now + timedelta(minutes=2)
    assert timedelta(days=5) < waited < timedelta(days=9)
    assert next_check(MOST_CHECKS, now) is None


def test_an_answer_about_a_number_that_was_changed_meanwhile_is_dropped(anna: User, register: Any) -> None:
    company = found_company(MILL, by=anna, now=timezone.now())
    other = Details("Mill", "DE", "DE136695976")
    change_company(company, other, by=anna, now=timezone.now())
    register(YES)
    check_vat.call(company.pk)
    company.refresh_from_db()
    assert register.asked == [{"countryCode": "DE", "vatNumber": "136695976"}]
    assert company.events.filter(verb="vat_changed").get().data["after"] == "DE136695976"


def test_an_administrator_asks_again_but_not_all_the_time(anna: User, as_user: Any, register: Any) -> None:
    register({**YES, "valid": False})
    company = asked_about(anna)
    with pytest.raises(Refused, match="wait an hour"):
        check_again(company, now=timezone.now())
    Company.objects.update(vat_checked_at=timezone.now() - timedelta(hours=2))
    as_user(anna).post(reverse("companies:check_again", args=[company.key]))
    company.refresh_from_db()
    assert (company.vat_check, company.vat_due_at is None) == ("waiting", False)
    with pytest.raises(Refused, match="nothing to ask"):
        check_again(company, now=timezone.now())


def test_switched_off_nobody_is_asked(anna: User, register: Any, settings: Any) -> None:
    settings.VIES_CHECK = "off"
    company = asked_about(anna)
    assert (company.vat_check, company.vat_due_at, register.asked) == ("formal", None, [])
    with pytest.raises(Refused):
        check_again(company, now=timezone.now())


def test_a_country_outside_the_register_is_not_asked_about(anna: User, register: Any) -> None:
    company = found_company(Details("Ltd", "GB", "GB333289454"), by=anna, now=timezone.now())
    assert (company.vat_check, company.vat_due_at) == ("formal", None)


def page_of(client: Client, company: Company) -> str:
    return client.get(reverse("companies:detail", args=[company.key])).content.decode()
