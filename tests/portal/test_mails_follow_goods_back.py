"""Anna hears when the label is there, the parcel moves, the goods were checked and the money is out: once each."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine

from portal.notifications.missed import tell_missed_news
from portal.notifications.models import Mail
from returns.logistics.actions import give_label, tell_parcel
from returns.logistics.inspecting import receive
from returns.logistics.refunding import pay_back
from returns.logistics.reminding import remind
from returns.models import Case
from returns.models.files import private_storage
from tests.returns.makers import NOW, make_order, pdf, upload
from tests.returns.sending_back import INPOST, returning, scan, withdrawn
from tests.returns.test_goods_are_checked_and_paid import here, looked_at, told_by_shop

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)


@pytest.fixture(autouse=True)
def monday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(private_storage()), name, str(tmp_path))
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Whatever is done inside is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def mails(kind: str = "") -> list[Mail]:
    found = Mail.objects.filter(to="anna@example.com").order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


def test_a_label_is_announced_with_the_last_day(anna: Any, mia: Any, committed: Any) -> None:
    case = returning(anna, mia)
    with committed():
        give_label(case, by=mia, file=upload(pdf(), "label.pdf"), now=NOW)
    (mail,) = mails("return_label")
    assert "You pay nothing for it" in mail.text
    assert "Please hand the parcel over by 7 December 2026" in mail.text


def test_the_first_scan_is_told_once_with_the_day_of_the_money(anna: Any, committed: Any) -> None:
    case = withdrawn(anna)
    with committed():
        parcel = tell_parcel(case, by=anna, number=INPOST, carrier="", now=NOW)
        scan(parcel.shipment, "accepted", NOW - timedelta(hours=2))
        scan(parcel.shipment, "in_transit", NOW - timedelta(hours=1))
    (mail,) = mails("return_on_its_way")
    assert "Your money is back by 7 December 2026 at the latest" in mail.text
    assert not mails("parcel_shipped")


def test_what_was_found_is_told_with_its_reasons(anna: Any, mia: Any, committed: Any) -> None:
    case = here(withdrawn(anna, make_order(anna, (1, 1), shop_status="delivered")), mia)
    with committed():
        looked_at(case, mia, ("accepted", "", ""), ("reduced", "20.00", "The print is <gone>."))
    (mail,) = mails("case_inspected")
    assert "1 × Mug 1: PLN 20.00 less. The print is <gone>." in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "&lt;gone&gt;" in mail.html
    assert "Mug 0" not in mail.text


def test_all_fine_is_one_line(anna: Any, mia: Any, committed: Any) -> None:
    case = here(returning(anna, mia), mia)
    with committed():
        looked_at(case, mia, ("accepted", "", ""))
    assert "Everything is fine" in mails("case_inspected")[0].text


def test_the_money_mail_says_amount_lines_and_why(anna: Any, mia: Any, committed: Any) -> None:
    order = make_order(anna, (2,), shipping_total=Decimal("12.99"), total=Decimal("112.97"), shop_status="delivered")
    case = looked_at(here(withdrawn(anna, order), mia), mia, ("reduced", "10", "Scratched."))
    with committed():
        pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("105"), why="We meet you half way.")
    (mail,) = mails("case_refunded")
    said = mail.text.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "We have sent PLN 105.00 back",
        "2 × Mug 0: PLN 99.98, PLN 10.00 less (Scratched.)",
        "Standard delivery: PLN 12.99",
        "Worked out were PLN 102.97. Why it is another amount: We meet you half way.",
    ):
        assert words in said
    assert "PLN 105.00" in mail.subject.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("first", ["agent", "shop"])
def test_one_payment_is_one_mail_whoever_tells_of_it_first(anna: Any, mia: Any, committed: Any, first: str) -> None:
    case = here(returning(anna, mia), mia)
    assert case.order is not None
    with committed():
        if first == "agent":
            pay_back(case, by=mia, version=case.version, now=NOW, amount=Decimal("49.99"))
        told_by_shop(case.order, "49.99", at=NOW)
    tell_missed_news(LATER)
    assert [mail.kind for mail in mails() if "refund" in mail.kind] == ["case_refunded"]
    assert Case.objects.get(pk=case.pk).status == "refunded"


def test_money_told_before_the_goods_came_is_not_told_again(anna: Any, mia: Any, committed: Any) -> None:
    case = returning(anna, mia)
    assert case.order is not None
    with committed():
        told_by_shop(case.order, "49.99", at=NOW + timedelta(minutes=1))
    with committed():
        case = here(case, mia)
        pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("49.99"))
    assert [mail.kind for mail in mails() if "refund" in mail.kind] == ["refund_made"]


def test_a_refund_of_no_case_is_news_of_its_order(anna: Any, mia: Any, committed: Any) -> None:
    order = make_order(anna)
    with committed():
        told_by_shop(order, "10.00", at=NOW)
    assert [mail.kind for mail in mails()] == ["refund_made"]


def test_who_has_not_sent_it_is_reminded_once(anna: Any, mia: Any, committed: Any) -> None:
    case = withdrawn(anna)
    due = case.deadlines.get(name="send_back").due_at
    assert remind(due - timedelta(days=5)) == 0
    with committed():
        assert remind(due - timedelta(days=2)) == 1
        assert remind(due - timedelta(days=1)) == 0
    (mail,) = mails("return_reminder")
    assert "Please hand it to the carrier by 7 December 2026" in mail.text


def test_the_shop_hears_of_goods_that_do_not_arrive(anna: Any, mia: Any, committed: Any) -> None:
    case = withdrawn(anna)
    Case.objects.filter(pk=case.pk).update(dispatched_at=NOW, assignee=mia)
    with committed():
        assert remind(NOW + timedelta(days=9)) == 0
        assert remind(NOW + timedelta(days=11)) == 1
        assert remind(NOW + timedelta(days=12)) == 0
    mail = Mail.objects.get(kind="return_missing")
    assert mail.to == "mia@example.com"
    assert "sent the goods" in mail.text


def test_goods_that_are_here_are_not_missed(anna: Any, mia: Any) -> None:
    case = withdrawn(anna)
    receive(case, by=mia, now=LATER)
    assert remind(NOW + timedelta(days=13)) == 0
    assert remind(NOW + timedelta(days=20)) == 0


def test_a_mail_the_process_never_wrote_is_written_by_tick(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    looked_at(case, mia, ("accepted", "", ""))
    tell_missed_news(LATER + timedelta(hours=1))
    assert mails("case_inspected")
