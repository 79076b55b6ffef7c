"""Mia answers a complaint in the desk: forms that ask what the law needs, a clock she cannot overlook."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from returns.complaints import actions
from returns.complaints.actions import guard
from returns.models import Case, ReturnSettings
from tests.returns.complaints.makers import ARBITER, make_claim
from tests.returns.makers import NOW

QUEUE = "/admin/cases/"


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def address(case: Case, verb: str) -> str:
    return reverse("desk:step", args=[case.reference, verb])


def steps(client: Any, case: Case) -> list[str]:
    page = soup(client.get(reverse("desk:case", args=[case.reference])))
    return [link["href"].split("/")[-2] for link in page.select(".desk-actions a") if case.reference in link["href"]]


def send(client: Any, case: Case, verb: str, **fields: Any) -> Any:
    case.refresh_from_db()
    return client.post(address(case, verb), {"version": case.version, **fields})


def test_the_case_shows_the_locked_demand_the_last_days_and_the_notice(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_claim(anna, now=NOW - timedelta(days=5), demand="replacement")
    text = soup(as_user(mia).get(reverse("desk:case", args=[case.reference]))).select_one("#desk-claim").parent.text
    assert "replacement" in text
    assert "locked when it was sent" in text
    assert "Wed 2 Dec" in text
    assert "12 months" in text


def test_what_can_be_done_follows_the_claim(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna)
    assert steps(client, case)[:3] == ["accept", "offer", "decline"]
    send(client, case, "accept", message="Of course.")
    assert {"receive", "resolve", "switch"} <= set(steps(client, case))
    money = make_claim(anna, demand="withdrawal")
    send(client, money, "accept")
    assert "resolve" not in steps(client, money)


def test_accepting_asks_only_for_what_is_not_known(anna: Any, mia: Any, as_user: Any) -> None:
    client = as_user(mia)

    def fields(case: Case) -> set[str]:
        page = soup(client.get(address(case, "accept")))
        return {each["name"] for each in page.select(".desk-step form [name]")} - {"csrfmiddlewaretoken", "version"}

    assert fields(make_claim(anna)) == {"loan", "message"}
    assert fields(make_claim(anna, demand="reduction", amount=Decimal(20))) == {"amount", "message"}
    assert fields(make_claim(anna, demand="withdrawal")) == {"message"}
    assert fields(make_claim(anna, demand="")) == {"remedy", "amount", "loan", "message"}


def test_a_reduction_is_accepted_with_its_amount(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna, demand="")
    page = send(client, case, "accept", remedy="reduction")
    assert "Say by how much" in page.content.decode()
    send(client, case, "accept", remedy="reduction", amount="12.50")
    assert case.decisions.get().amount == Decimal("12.50")
    summed = soup(as_user(mia).get(address(case, "refund"))).select_one(".desk-sum tbody tr:last-child").text
    assert "Lower price" in summed, "12.50 is not what the pieces come to together"


def test_declining_starts_with_what_the_shop_says_about_disputes_and_keeps_what_was_typed(
    anna: Any, mia: Any, as_user: Any
) -> None:
    own = ReturnSettings.load()
    own.dispute_stance, own.dispute_body = "agrees", ARBITER
    own.save()
    client, case = as_user(mia), make_claim(anna)
    page = soup(client.get(address(case, "decline")))
    assert page.select_one("[name=stance][checked]")["value"] == "agrees"
    assert "Inspekcja" in page.select_one("[name=body]").text
    refused = soup(send(client, case, "decline", message="It was dropped.", body="x"))
    assert "This field is required" in refused.text
    assert refused.select_one("[name=message]").text.strip() == "It was dropped."
    nameless = send(client, case, "decline", message="It was dropped.", stance="asks", body=" ")
    assert "Name the body" in nameless.content.decode()
    assert send(client, case, "decline", message="It was dropped.", stance="refuses").status_code == 302
    case.refresh_from_db()
    assert (case.status, case.decisions.get().statement["stance"]) == ("declined", "refuses")


def test_another_remedy_can_only_be_chosen_with_a_reason_of_the_law(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna)
    page = soup(client.get(address(case, "offer")))
    choices = {each["value"] for each in page.select("[name=choice]")}
    assert {"replacement:impossible", "replacement:disproportionate", "withdrawal:neither"} <= choices
    assert not any(each.startswith("repair:") for each in choices)
    wrong = send(client, case, "offer", choice="withdrawal:impossible", message="x", stance="refuses")
    assert "valid choice" in wrong.content.decode()
    mute = send(client, case, "offer", choice="replacement:impossible", message="No glaze.")
    assert "Say whether you take part" in mute.content.decode()
    send(client, case, "offer", choice="replacement:impossible", message="No glaze.", stance="refuses")
    assert case.decisions.get().why == "impossible"
    assert "agree" in steps(client, case)


def test_a_suggestion_needs_no_statement(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna)
    send(client, case, "offer", choice="withdrawal:suggestion", message="Quicker.", stance="refuses", body="x")
    decision = case.decisions.get()
    assert (decision.is_answer, decision.statement) == (False, {})


def test_serial_numbers_of_a_replacement_are_asked_for_line_by_line(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna, demand="replacement", quantities=(1, 2))
    send(client, case, "accept")
    lines = list(case.lines.order_by("pk"))
    names = {f"serials_{line.order_line_id}" for line in lines}
    assert names <= {each.get("name") for each in soup(client.get(address(case, "resolve"))).select("textarea")}
    send(client, case, "resolve", **{f"serials_{lines[1].order_line_id}": "A1\nA2"})
    assert case.done_remedies.get(order_line_id=lines[1].order_line_id).serials == ["A1", "A2"]


def test_after_the_last_day_the_desk_says_why_no_is_not_possible(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_claim(anna, now=NOW - timedelta(days=30))
    page = send(as_user(mia), case, "decline", message="No.", stance="refuses")
    assert page.status_code == 409
    assert "By law the complaint is accepted as demanded" in page.content.decode()


def test_the_queue_marks_complaints_whose_clock_runs_out(anna: Any, mia: Any, as_user: Any) -> None:
    for days in (2, 8, 12, 13):
        make_claim(anna, now=NOW - timedelta(days=days))
    guard(NOW)
    marks = sorted(each.text.strip() for each in soup(as_user(mia).get(QUEUE)).select(".desk-mark"))
    assert marks == [
        "Complaint, day 12 of 14, escalated",
        "Complaint, day 13 of 14, escalated",
        "Complaint, day 8 of 14",
    ]


def test_what_the_law_accepted_is_a_task_on_the_desk(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_claim(anna, now=NOW - timedelta(days=30))
    guard(NOW)
    client = as_user(mia)
    assert case.reference in client.get(QUEUE).content.decode()
    page = client.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "nobody answered in time. Carry out what was demanded" in page
    assert "resolve" in steps(client, case)
    Case.objects.filter(pk=case.pk).update(status="resolved", closed_at=NOW)
    page = client.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Carry out what was demanded" not in page, "it is done"


@pytest.mark.parametrize("person", ["anna", "ben", "eva"])
def test_only_agents_enter(anna: Any, ben: Any, eva: Any, as_user: Any, person: str) -> None:
    case = make_claim(anna)
    client = as_user({"anna": anna, "ben": ben, "eva": eva}[person])
    for verb in ("accept", "offer", "decline"):
        assert client.get(address(case, verb)).status_code in {302, 403, 404}
        assert send(client, case, verb, message="x").status_code in {302, 403, 404}
    case.refresh_from_db()
    assert case.status == "open"


def test_guarantee_and_delivery_have_their_own_forms(anna: Any, mia: Any, as_user: Any) -> None:
    client = as_user(mia)
    claim, parcel = make_claim(anna, "guarantee"), make_claim(anna, "delivery")
    line = claim.lines.get().order_line
    line.guarantor = "Kiln AG"
    line.save()
    assert soup(client.get(address(claim, "forward"))).select_one("[name=guarantor]")["value"] == "Kiln AG"
    send(client, claim, "forward", guarantor="Kiln AG", number="G-1")
    send(client, parcel, "trace", carrier="InPost")
    for case, status in ((claim, "forwarded"), (parcel, "tracing")):
        case.refresh_from_db()
        assert case.status == status
    send(client, parcel, "resolve", outcome="found", tracking="63")
    send(client, claim, "decline", message="Wear and tear.")
    for case, status in ((claim, "declined"), (parcel, "resolved")):
        case.refresh_from_db()
        assert case.status == status


def test_a_customer_who_agreed_on_the_phone_is_noted(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(mia), make_claim(anna)
    assert "agree" not in steps(client, case)
    assert client.get(address(case, "agree")).status_code == 404
    actions.offer(
        case, by=mia, version=case.version, now=NOW, remedy="replacement", why="impossible", reason="x",
        stance="refuses",
    )  # fmt: skip
    send(client, case, "agree", message="By phone.")
    case.refresh_from_db()
    assert (case.status, case.remedy) == ("accepted", "replacement")
