import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from orders.actions import take_document
from orders.archives import actions
from orders.archives.actions import MOST_ATTEMPTS, ask_archive, make_archive, sweep_archives
from orders.models import Invoice, InvoiceArchive, Order
from portal.accounts.models import User
from tests.orders.makers import PLACED, make_order
from tests.orders.test_a_company_shares_its_orders import make_company
from tests.orders.test_accounting_hands_over_documents import plain_pdf

pytestmark = pytest.mark.django_db
YEAR = PLACED.year
ZIP = reverse("orders:archive", args=[YEAR])
ASK = reverse("orders:archive_ask", args=[YEAR])
YEARS = reverse("orders:invoice_years")


@pytest.fixture
def invoices(anna: User) -> list[Invoice]:
    order = make_order(anna)
    return [
        take_document(order, number=f"FV/{number}", issued_date=PLACED.date(), pdf=plain_pdf()) for number in (1, 2)
    ]


def packed(anna: User) -> InvoiceArchive:
    archive = ask_archive(anna, YEAR, timezone.now())
    assert archive
    assert make_archive.call(archive.pk) is True
    archive.refresh_from_db()
    return archive


def test_she_asks_waits_and_takes_it(invoices: list[Invoice], anna: User, as_user: Any) -> None:
    client = as_user(anna)
    assert "Pack as ZIP" in client.get(YEARS).content.decode()
    assert client.post(ASK)["Location"] == YEARS
    waiting = client.get(YEARS).content.decode()
    assert "<progress" in waiting
    assert "Look again" in waiting
    archive = InvoiceArchive.objects.get()
    assert make_archive.call(archive.pk) is True
    answer = client.get(ZIP)
    assert answer["Content-Disposition"] == f'attachment; filename="{YEAR}.zip"'
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as files:
        assert sorted(files.namelist()) == ["fv-1.pdf", "fv-2.pdf"]
        assert files.read("fv-1.pdf") == plain_pdf()


@pytest.mark.parametrize("year", [0, 10_000, 10**20])
def test_a_year_that_no_calendar_has_is_not_there(anna: User, as_user: Any, year: int) -> None:
    assert as_user(anna).post(reverse("orders:archive_ask", args=[year])).status_code == 404
    assert as_user(anna).get(reverse("orders:archive", args=[year])).status_code == 404


def test_a_double_click_packs_once(invoices: list[Invoice], anna: User, as_user: Any) -> None:
    as_user(anna).post(ASK)
    as_user(anna).post(ASK)
    archive = InvoiceArchive.objects.get()
    assert make_archive.call(archive.pk) is True
    assert make_archive.call(archive.pk) is False
    as_user(anna).post(ASK)
    assert InvoiceArchive.objects.get().state == "ready"


def test_what_is_held_is_left_out_and_said_so(invoices: list[Invoice], anna: User, as_user: Any) -> None:
    Invoice.objects.filter(number="FV/2").update(state="held", rendered_at=None)
    archive = packed(anna)
    assert (archive.done, archive.left_out) == (1, 1)
    with storages["private"].open(str(archive.file.name)) as file, zipfile.ZipFile(file) as files:
        assert sorted(files.namelist()) == ["fv-1.pdf", "left-out.txt"]
        assert "FV/2" in files.read("left-out.txt").decode()
    assert "1 is still being made or checked" in as_user(anna).get(YEARS).content.decode()


def test_two_orders_with_the_same_name_of_a_file_lose_none(anna: User) -> None:
    take_document(make_order(anna, 1), number="FV-1", issued_date=PLACED.date(), pdf=plain_pdf())
    take_document(make_order(anna, 2), number="FV/1", issued_date=PLACED.date(), pdf=plain_pdf())
    with storages["private"].open(str(packed(anna).file.name)) as file, zipfile.ZipFile(file) as files:
        assert sorted(files.namelist()) == ["fv-1-2.pdf", "fv-1.pdf"]


def test_nobody_takes_somebody_elses(invoices: list[Invoice], anna: User, ben: User, as_user: Any) -> None:
    packed(anna)
    assert as_user(ben).get(ZIP).status_code == 404
    assert as_user(ben).post(ASK).status_code == 404
    assert "FV/1" not in as_user(ben).get(YEARS).content.decode()


def test_who_may_no_longer_see_a_document_does_not_keep_it_in_the_archive(
    invoices: list[Invoice], anna: User, ben: User, as_user: Any
) -> None:
    packed(anna)
    other = make_order(anna, 7)
    take_document(other, number="FV/7", issued_date=PLACED.date(), pdf=plain_pdf())
    Invoice.objects.filter(number="FV/7").update(order=other)
    assert as_user(anna).get(ZIP)["Location"] == YEARS, "a new document: packed anew"
    assert make_archive.call(InvoiceArchive.objects.get().pk) is True
    assert b"".join(as_user(anna).get(ZIP).streaming_content).startswith(b"PK")
    other.customer = ben
    other.save()
    assert as_user(anna).get(ZIP)["Location"] == YEARS


def test_a_packer_that_died_is_replaced_and_one_that_always_dies_is_given_up(
    invoices: list[Invoice], anna: User
) -> None:
    archive = ask_archive(anna, YEAR, timezone.now())
    assert archive
    InvoiceArchive.objects.update(due_at=timezone.now() + timedelta(minutes=5), attempts=1)
    assert make_archive.call(archive.pk) is False
    InvoiceArchive.objects.update(due_at=timezone.now())
    assert make_archive.call(archive.pk) is True
    InvoiceArchive.objects.update(state="waiting", due_at=timezone.now(), attempts=MOST_ATTEMPTS)
    assert make_archive.call(archive.pk) is False
    assert InvoiceArchive.objects.get().state == "failed"


def test_a_day_later_it_is_gone(invoices: list[Invoice], anna: User) -> None:
    archive = packed(anna)
    name = str(archive.file.name)
    assert sweep_archives(timezone.now() + timedelta(hours=23)) == 0
    assert sweep_archives(timezone.now() + timedelta(hours=25)) == 1
    assert not storages["private"].exists(name)
    assert not InvoiceArchive.objects.exists()


def test_a_year_without_invoices_has_nothing_to_pack(anna: User, as_user: Any) -> None:
    assert as_user(anna).post(ASK).status_code == 404
    assert "No invoices yet" in as_user(anna).get(YEARS).content.decode()


def test_a_right_that_is_lost_while_it_is_packed_is_lost(
    anna: User, ben: User, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = make_company(accountant=ben, buyer=anna)
    for number in (1, 2):
        order = make_order(anna if number == 1 else ben, number)
        Order.objects.filter(pk=order.pk).update(company=company)
        take_document(order, number=f"FV/{number}", issued_date=PLACED.date(), pdf=plain_pdf())
    read = actions.documents_in

    def read_and_lose(*asked: Any) -> Any:
        found = read(*asked)
        assert len(found) == 2
        found.defer = lambda *_names: found
        company.members.filter(user=ben).update(role="buyer")
        return found

    archive = ask_archive(ben, YEAR, timezone.now())
    assert archive
    monkeypatch.setattr(actions, "documents_in", read_and_lose)
    assert make_archive.call(archive.pk) is True
    monkeypatch.undo()
    assert as_user(ben).get(ZIP)["Location"] == YEARS, "it is packed anew"
