"""Mia at the desk: label, receipt, counting, looking, paying; every mistake is named and nothing typed is lost."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup

from returns.actions import close, keep_uploads
from returns.logistics.actions import send_proof
from returns.models import Case, ReturnLabel
from returns.models.files import private_storage
from tests.returns.makers import NOW, make_order, make_question, make_return, pdf, upload
from tests.returns.sending_back import INPOST, returning, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(private_storage()), name, str(tmp_path))
    with time_machine.travel(NOW, tick=True):
        yield


def page_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def filled(page: BeautifulSoup, **changes: Any) -> dict[str, Any]:
    """The step's form as the browser would send it."""
    form = page.select_one(".desk-step form")
    assert form is not None
    sent: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") == "radio" and not field.has_attr("checked"):
            continue
        sent[str(field["name"])] = field.get("value") or (field.text if field.name == "textarea" else "")
    return sent | changes


def at(case: Case, step: str = "") -> str:
    return f"/admin/cases/{case.reference}/{f'{step}/' if step else ''}"


def lines_of(case: Case) -> list[int]:
    return list(case.lines.order_by("pk").values_list("pk", flat=True))


def test_the_case_shows_where_the_goods_are(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia)
    page = page_of(as_user(mia).get(at(case)))
    assert page.find(id="desk-way-back") is not None
    assert page.select_one(f'a[href="{at(case, "label")}"]') is not None
    assert page_of(as_user(mia).get(at(make_question(anna)))).find(id="desk-way-back") is None


def test_mia_gives_a_label_and_takes_it_back(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = returning(anna, mia), as_user(mia)
    sent = filled(page_of(client.get(at(case, "label"))), carrier="inpost", tracking_number=INPOST)
    answer = client.post(at(case, "label"), {**sent, "file": upload(pdf(), "label.pdf")})
    assert answer.status_code == 302
    assert ReturnLabel.objects.get().carrier == "inpost"
    client.post(at(case, "label/back"))
    assert ReturnLabel.objects.get().replaced_at is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [({}, "Please choose the file."), ({"tracking_number": "abc"}, "does not look like a tracking number")],
)
def test_a_label_with_a_mistake_is_named(anna: Any, mia: Any, as_user: Any, changes: Any, words: str) -> None:
    case, client = returning(anna, mia), as_user(mia)
    answer = client.post(at(case, "label"), filled(page_of(client.get(at(case, "label"))), **changes))
    assert words in answer.content.decode()
    assert not ReturnLabel.objects.exists()


def test_mia_counts_looks_and_pays(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = withdrawn(anna, make_order(anna, (2, 1), shop_status="delivered")), as_user(mia)
    first, second = lines_of(case)
    client.post(at(case, "receive"), filled(page_of(client.get(at(case, "receive"))), **{f"pieces_{second}": "0"}))
    assert [line.received_quantity for line in case.lines.order_by("pk")] == [2, 0]
    more = page_of(client.get(at(case, "more")))
    assert client.post(at(case, "more"), filled(more)).status_code == 302
    look = page_of(client.get(at(case, "inspect")))
    sent = filled(look, **{f"outcome_{first}": "reduced", f"reduction_{first}": "10"})
    refused = client.post(at(case, "inspect"), sent)
    assert "The customer reads the reason" in refused.content.decode()
    assert client.post(at(case, "inspect"), {**sent, f"reason_{first}": "Chipped."}).status_code == 302
    pay = page_of(client.get(at(case, "refund")))
    assert "Chipped." in pay.text
    sent = filled(pay)
    assert sent["amount"] == "139.97"
    other = client.post(at(case, "refund"), {**sent, "amount": "100"})
    assert (other.status_code, "Please tell the customer why" in other.content.decode()) == (409, True)
    assert client.post(at(case, "refund"), {**sent, "amount": "100", "why": "Agreed."}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.refunded_amount) == ("refunded", Decimal(100))
    assert "Agreed." in client.get(at(case)).content.decode()


def test_who_pays_reads_what_has_not_come(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = withdrawn(anna, make_order(anna, (2,), shop_status="delivered")), as_user(mia)
    warning = "Not here yet: 1 × "
    (line,) = lines_of(case)
    client.post(at(case, "receive"), filled(page_of(client.get(at(case, "receive"))), **{f"pieces_{line}": "1"}))
    assert warning in client.get(at(case, "refund")).content.decode()
    case.lines.update(received_quantity=2)
    assert warning not in client.get(at(case, "refund")).content.decode()


def test_a_reduction_without_an_amount_is_named(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = withdrawn(anna), as_user(mia)
    client.post(at(case, "receive"), filled(page_of(client.get(at(case, "receive")))))
    (line,) = lines_of(case)
    look = page_of(client.get(at(case, "inspect")))
    sent = filled(look, **{f"outcome_{line}": "reduced", f"reason_{line}": "Worn."})
    assert "Say how much less is paid back." in client.post(at(case, "inspect"), sent).content.decode()
    for less in ("-1", "50", "x"):
        answer = client.post(at(case, "inspect"), {**sent, f"reduction_{line}": less})
        assert answer.status_code == 200
    case.refresh_from_db()
    assert case.status == "received"


def test_mia_looks_at_the_receipt(anna: Any, mia: Any, as_user: Any) -> None:
    case, client, key = withdrawn(anna), as_user(mia), uuid4()
    assert keep_uploads(by=anna, key=key, files=[upload()], now=NOW) == []
    proof = send_proof(case, by=anna, handed_over=date(2026, 11, 23), key=key, now=NOW)
    url = at(case, f"proof/{proof.pk}")
    assert url in client.get(at(case)).content.decode()
    page = page_of(client.get(url))
    assert page.select(".desk-files img")
    refused = client.post(url, filled(page, refuse="on"))
    assert (refused.status_code, "Please tell the customer why" in refused.content.decode()) == (409, True)
    assert client.post(url, filled(page)).status_code == 302
    case.refresh_from_db()
    assert case.dispatched_at is not None
    assert client.get(url).status_code == 404


def test_a_receipt_of_a_finished_case_asks_for_no_look(anna: Any, mia: Any, as_user: Any) -> None:
    case, key = returning(anna, mia), uuid4()
    keep_uploads(by=anna, key=key, files=[upload()], now=NOW)
    send_proof(case, by=anna, handed_over=date(2026, 11, 23), key=key, now=NOW)
    asked = "Look at the customer"
    assert asked in as_user(mia).get(at(case)).content.decode()
    case.refresh_from_db()
    close(case, by=mia, version=case.version, now=NOW)
    assert asked not in as_user(mia).get(at(case)).content.decode()


def test_nobody_but_agents_and_never_for_ones_own_case(anna: Any, eva: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia)
    for step in ("label", "receive", "more", "proof/1"):
        assert as_user(anna).get(at(case, step)).status_code in {302, 403}
        assert as_user(eva).get(at(case, step)).status_code in {302, 403}
    own = make_return(mia)
    for step in ("label", "receive", "inspect", "refund"):
        assert as_user(mia).get(at(own, step)).status_code == 404
    assert as_user(mia).post(at(own, "label/back")).status_code == 404


def test_two_agents_at_once_lose_nothing(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = returning(anna, mia), as_user(mia)
    stale = filled(page_of(client.get(at(case, "label"))))
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    answer = client.post(at(case, "label"), {**stale, "carrier": "dpd", "file": upload(pdf(), "label.pdf")})
    assert answer.status_code == 409
    again = page_of(answer)
    assert filled(again)["version"] == str(case.version + 1)
    chosen = again.select_one('option[value="dpd"][selected]')
    assert chosen is not None


def test_the_customer_reads_on_the_page_why_it_is_another_amount(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = withdrawn(anna, make_order(anna, (2,), shop_status="delivered")), as_user(mia)
    client.post(at(case, "receive"), filled(page_of(client.get(at(case, "receive")))))
    sent = filled(page_of(client.get(at(case, "refund"))), amount="1", why="Agreed with <you>.")
    assert client.post(at(case, "refund"), sent).status_code == 302
    page = as_user(anna).get(f"/cases/{case.reference}/").content.decode()
    assert "Why this amount" in page
    assert "Agreed with &lt;you&gt;." in page
