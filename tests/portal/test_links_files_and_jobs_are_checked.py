"""Files without rows, cases without their orders, gaps, jobs that stand still: each is named, and how to mend it."""

import json
import os
import time
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from orders.files import discard, keep
from orders.models import Invoice, InvoiceSeries, Order, SellerSettings
from portal.management.commands.check_invariants import CHECKS
from portal.notifications.models import Mail
from portal.operations.invariants.mending import MENDS
from returns.models import Attachment, CaseLine, Message
from tests.orders.makers import make_order
from tests.returns.makers import make_question, make_return

# Other tests leave pages in the index they share; here it is looked at.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]
DAY = date(2026, 11, 2)


def found(capsys: pytest.CaptureFixture[str], only: str) -> list[str]:
    """The sentences, as a program reads them; the exit tells the same."""
    try:
        call_command("check_invariants", "--only", only, "--json")
        is_broken = False
    except CommandError:
        is_broken = True
    said = json.loads(capsys.readouterr().out)
    (check,) = said["checks"]
    assert (said["broken"] > 0) is is_broken
    assert bool(check["mend"]) is is_broken
    return list(check["found"])


def test_every_check_says_how_to_mend_what_it_finds() -> None:
    assert {check.__name__ for check in CHECKS} == MENDS.keys()


def test_a_person_reads_the_way_to_mend_under_the_fault(capsys: pytest.CaptureFixture[str]) -> None:
    make_order()
    Order.objects.update(total="1")
    with pytest.raises(CommandError, match=r"Not true any more: 1\."):
        call_command("check_invariants")
    assert f"  → {MENDS['amounts_are_the_shops']}" in capsys.readouterr().err


def test_an_old_file_of_no_row_is_named_and_a_new_one_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = keep("cases", ".jpg", b"old"), keep("cases", ".jpg", b"new")
    long_ago = time.time() - 51 * 3600
    os.utime(storages["private"].path(old), (long_ago, long_ago))
    try:
        assert found(capsys, "files_have_rows") == [f"File {old} belongs to no row."]
    finally:
        discard(old)
        discard(new)
    assert found(capsys, "files_have_rows") == []


def test_a_case_with_a_line_of_another_order_is_named(anna: Any, capsys: pytest.CaptureFixture[str]) -> None:
    case = make_return(anna)
    assert found(capsys, "case_lines_are_of_their_orders") == []
    other = make_order(number=77).lines.all()[0]
    CaseLine.objects.filter(case=case).update(order_line=other)
    (said,) = found(capsys, "case_lines_are_of_their_orders")
    assert said == f"Case {case.reference} holds line {other.pk} of an order that it is not about."
    assert other.order is not None
    case.more_orders.add(other.order)
    assert found(capsys, "case_lines_are_of_their_orders") == []


def test_a_file_whose_message_is_of_another_case_is_named(anna: Any, capsys: pytest.CaptureFixture[str]) -> None:
    case, other = make_question(anna), make_question(anna, body="Another question.")
    file = Attachment.objects.create(
        case=case, message=Message.objects.filter(case=other).first(), file="cases/1", name="1", content_type="x",
        size=1, sha256="", created_at=timezone.now(),
    )  # fmt: skip
    assert found(capsys, "files_are_in_their_threads") == [
        f"File {file.pk} is of case {case.reference}, its message is of another."
    ]


def test_a_gap_in_our_own_numbers_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    seller = SellerSettings.load()
    seller.series_pattern, seller.series_reset = "FV/{year}/{seq:04}", SellerSettings.Reset.YEARLY
    seller.save()
    order = make_order()
    InvoiceSeries.objects.create(period="2026", last=5)
    for seq in (2, 3, 5):
        Invoice.objects.create(
            order=order, number=f"FV/2026/{seq:04}", slug=f"{seq}", language="en", issued_date=DAY, currency="PLN",
            total=1,
        )  # fmt: skip
    # The first may have been deleted in its time.
    assert found(capsys, "invoice_numbers_have_no_gap") == [
        "Number 4 of the series 2026 was given out and no invoice has it."
    ]


def test_jobs_and_mails_that_nobody_works_on_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="a.b", backend_name="default", queue_name="default"
    )
    assert found(capsys, "jobs_are_worked_on") == []
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=timezone.now() - timedelta(hours=2))
    assert found(capsys, "jobs_are_worked_on") == ["1 jobs a.b have waited for more than an hour."]
    Mail.objects.create(
        kind="k", to="anna@example.com", sender="s@example.com", subject="S", text="T", message_id=uuid4().hex,
        due_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    assert found(capsys, "mails_go_out") == ["1 mails have been due for more than an hour."]
