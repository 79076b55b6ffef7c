"""Erase: what goes is gone everywhere, what stays is locked with a reason and a day, and nobody comes back."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from kb.models import ArticlePage
from orders.actions import link_orders, record_refund, save_order, update_parcel
from orders.actions.shop_parcels import save_parcel
from orders.ingest import canonical
from orders.models import CompanyEvent, Envelope, Invoice, Order
from portal.accounts.models import DataRequest, Erasure, Kept, PrivacySettings, User
from portal.accounts.privacy import erasing
from portal.accounts.privacy.actions import answer_request
from portal.accounts.privacy.areas.statements import StatementArea
from portal.accounts.privacy.drawer import end_kept, finish_open
from portal.accounts.privacy.journal import journal_path
from portal.accounts.privacy.subject import of_account
from portal.notifications.missed import tell_missed_news
from portal.notifications.models import Mail
from portal.notifications.privacy import forget_mails
from returns.models import CaseEvent, Message, Withdrawal, WithdrawalMatch
from returns.withdrawing.actions import Sender, submit
from returns.withdrawing.statement import Statement
from returns.withdrawing.verifying import faults
from tests.conftest import make_user
from tests.kb.makers import make_article, make_topic
from tests.orders.makers import CANONICAL, PARCEL, PLACED, later, make_order
from tests.portal.canaries import (
    LOCKED,
    canaries,
    canary,
    everything_in_the_database,
    everything_on_disk,
    finish,
    plant,
)
from tests.portal.test_people_take_their_data import signed_in
from tests.returns.makers import make_order as make_delivered
from tests.returns.makers import make_question, make_return

pytestmark = pytest.mark.django_db
ERASE = "/account/data/erase/"


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Any) -> None:
    """And no files of tests before."""
    settings.DATA_DIR = tmp_path
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


@pytest.fixture
def article(db: None) -> ArticlePage:
    return make_article(make_topic())


def erase(user: User, commit: Any) -> None:
    with commit(execute=True):
        erasing.erase(of_account(user, timezone.now()), None, timezone.now())


def test_before_the_click_she_reads_what_goes_what_stays_and_until_when(anna: User, as_user: Any, article: Any):
    plant(anna, article)
    page = as_user(anna).get(ERASE).content.decode()
    for said in ("Tips you left", "invoice with what it says", "31 December 2031", "finished return", "GDPR"):
        assert said in page, said
    assert User.objects.filter(pk=anna.pk).exists()


def test_the_click_asks_who_she_is_and_nothing_happens_for_a_week(anna: User, as_user: Any):
    assert "/account/reauthenticate/" in as_user(anna).post(ERASE).url
    assert not DataRequest.objects.exists()
    assert signed_in(anna).post(ERASE).url == "/account/data/"
    request = DataRequest.objects.get()
    assert request.due_at is not None
    assert request.due_at - request.asked_at == timedelta(days=7)
    assert not answer_request.call(request.pk)
    assert User.objects.filter(pk=anna.pk).exists()


def test_she_takes_it_back_on_the_page(anna: User, django_capture_on_commit_callbacks: Any):
    client = signed_in(anna)
    client.post(ERASE)
    assert "Your account is going" in client.get("/account/data/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/data/keep/")
    assert DataRequest.objects.get().state == DataRequest.State.STOPPED
    assert Mail.objects.filter(kind="erasure_stopped", to=anna.email).exists()


def test_she_takes_it_back_by_the_link_in_the_mail_without_signing_in(
    anna: User, client: Client, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(anna).post(ERASE)
    link = next(word for word in Mail.objects.get(kind="erasure_planned").text.split() if "/privacy/keep/" in word)
    path = link.removeprefix("https://testserver")
    assert "Keep your account" in client.get(path).content.decode()
    assert DataRequest.objects.get().state == DataRequest.State.WAITING
    assert "Your account stays" in client.post(path).content.decode()
    assert DataRequest.objects.get().state == DataRequest.State.STOPPED
    assert client.post(path).status_code == 404


def test_a_made_up_link_keeps_nothing(client: Client, anna: User):
    signed_in(anna).post(ERASE)
    assert client.post("/privacy/keep/made-up/").status_code == 404
    assert DataRequest.objects.get().state == DataRequest.State.WAITING


def test_after_a_week_she_is_erased_and_hears_what_stayed(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna)
    email = anna.email
    signed_in(anna).post(ERASE)
    with (
        time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert answer_request.call(DataRequest.objects.get().pk)
    assert not User.objects.filter(email=email).exists()
    mail = Mail.objects.get(kind="data_erased")
    assert mail.to == email
    assert "stay locked for the books" in mail.text
    request = DataRequest.objects.get()
    assert (request.state, request.email, request.user) == (DataRequest.State.DONE, "", None)


def test_an_operator_may_do_without_the_week(anna: User, django_capture_on_commit_callbacks: Any):
    PrivacySettings.objects.create(undo_days=0)
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(anna).post(ERASE).url == "/privacy/erasing/"
    assert not User.objects.filter(pk=anna.pk).exists()


def test_nothing_of_hers_is_left_but_what_is_locked(
    anna: User, ben: User, article: Any, django_capture_on_commit_callbacks: Any
):
    plant(anna, article, 7001)
    plant(ben, article, 7002)
    hers, email = canaries(anna), anna.email
    erase(anna, django_capture_on_commit_callbacks)
    forget_mails(timezone.now(), PrivacySettings.load())
    left = everything_in_the_database(without={Kept, Invoice})
    on_disk = everything_on_disk("kept", "invoices")
    assert [word for word, text in hers.items() if text.lower() in (left + on_disk).lower()] == []
    assert email not in left + on_disk
    assert [word for word, text in canaries(ben).items() if text.lower() not in (left + on_disk).lower()] == [
        "buyer",
        "paper",
    ]


def test_what_is_locked_is_the_books_and_the_words_of_a_return(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna)
    hers = canaries(anna)
    erase(anna, django_capture_on_commit_callbacks)
    locked = everything_in_the_database() + everything_on_disk()
    assert {word for word, text in hers.items() if text in locked} == LOCKED
    assert {kept.reason for kept in Kept.objects.all()} == {Kept.Reason.BOOKKEEPING, Kept.Reason.CLAIMS}
    assert all(kept.until and kept.basis for kept in Kept.objects.all())
    paper = Kept.objects.get(label="orders.invoice")
    # Tax of March is due in April: five years from the end of 2026.
    assert paper.until == date(2031, 12, 31)


def test_search_index_and_pages_know_her_tip_no_more(
    anna: User, own_index: Any, client: Client, django_capture_on_commit_callbacks: Any
):
    article = make_article(make_topic())
    plant(anna, article)
    said = canary(anna, "tip")
    erase(anna, django_capture_on_commit_callbacks)
    assert said not in client.get(article.get_url()).content.decode()
    on_disk = b"".join(file.read_bytes() for file in own_index.rglob("*") if file.is_file())
    assert said.lower().encode() not in on_disk.lower()


def test_an_open_return_is_finished_first_then_locked(anna: User, django_capture_on_commit_callbacks: Any):
    order = make_delivered(anna)
    case = make_return(anna, order, now=timezone.now())
    erase(anna, django_capture_on_commit_callbacks)
    case.refresh_from_db()
    order.refresh_from_db()
    assert (case.customer, case.email, order.email) == (None, "anna@example.com", "anna@example.com")
    assert Message.objects.filter(case=case).exclude(body="").exists()
    assert finish_open(timezone.now()) == 0
    finish(case, timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert finish_open(timezone.now()) == 2
    case.refresh_from_db()
    order.refresh_from_db()
    assert (case.email, order.email) == ("", "")
    kept = Kept.objects.get(label="returns.case")
    assert kept.reason == Kept.Reason.CLAIMS
    assert kept.content["Case"][0]["email"] == "anna@example.com"


def test_who_was_erased_is_not_told_again_what_she_was_told(anna: User, django_capture_on_commit_callbacks: Any):
    """Her case is still open, so news of it goes on; what was mailed before the erasure is no news."""
    make_return(anna, now=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        tell_missed_news(timezone.now())
    Mail.objects.update(state=Mail.State.SENT)
    assert Mail.objects.filter(to=anna.email).exists()
    erase(anna, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        tell_missed_news(timezone.now())
    assert set(Mail.objects.filter(to="anna@example.com").values_list("kind", flat=True)) <= {"data_erased"}
    assert not Mail.objects.exclude(kind="data_erased").exclude(text="", html="", subject="–").exists()


def test_history_keeps_its_rows_and_loses_its_words(anna: User, django_capture_on_commit_callbacks: Any):
    case = make_question(anna, now=timezone.now() - timedelta(hours=1))
    finish(case, timezone.now())
    rows = list(CaseEvent.objects.filter(case=case).values_list("pk", "verb"))
    erase(anna, django_capture_on_commit_callbacks)
    assert list(CaseEvent.objects.filter(case=case).values_list("pk", "verb")) == rows
    assert not Message.objects.filter(case=case).exclude(body="").exists()
    assert not Kept.objects.filter(label="returns.case").exists()


def test_the_shops_news_do_not_bring_her_back(anna: User, django_capture_on_commit_callbacks: Any):
    order = make_order(anna, 1, email=anna.email)
    erase(anna, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        save_order(later(CANONICAL, 5, email="anna@example.com", status="shipped"))
    order = Order.objects.get(external_id="1")
    assert (order.status, order.email, order.customer, order.billing_address) == ("shipped", "", None, {})
    again = make_user("anna@example.com", "Anna")
    assert link_orders(again, again.email) == 0


def test_nor_does_what_hangs_on_her_order(anna: User, django_capture_on_commit_callbacks: Any):
    hers = replace(
        CANONICAL.lines[0], properties=(("engraving", "For Ola"),), serial_numbers=("SN-OLA",),
        withdrawal_exception="made_to_order", withdrawal_evidence={"specification": "For Ola"},
    )  # fmt: skip
    said = replace(CANONICAL, lines=(hers,), parcels=(PARCEL,))
    order, _outcome = save_order(said)
    Order.objects.filter(pk=order.pk).update(customer=anna)
    erase(anna, django_capture_on_commit_callbacks)
    for minutes in (None, 5):
        if minutes:
            with django_capture_on_commit_callbacks(execute=True):
                save_order(later(said, minutes, status="completed"))
        everything = everything_in_the_database()
        assert not [word for word in ("For Ola", "SN-OLA", PARCEL.tracking_number) if word in everything]
    update_parcel(order, "p1", tracking_number=PARCEL.tracking_number, pickup_code="4711-OLA")
    save_parcel(order, PARCEL, timezone.now())
    money = canonical.Refund(
        external_id="r1", amount=Decimal(1), currency="PLN", refunded_at=timezone.now(), reason="For Ola",
        shipping_amount=None, tax_amount=None, lines=(), payload={"who": "Ola"},
    )  # fmt: skip
    record_refund(order, money)
    everything = everything_in_the_database()
    assert not [word for word in ("For Ola", "'Ola'", "4711-OLA", PARCEL.tracking_number) if word in everything]


def test_an_old_order_that_comes_for_the_first_time_stays_nameless(
    anna: User, django_capture_on_commit_callbacks: Any
):
    erase(anna, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        make_order(None, 5, email="anna@example.com", placed_at=PLACED)
        make_order(None, 6, email="anna@example.com", placed_at=timezone.now() + timedelta(days=1))
    assert Order.objects.get(external_id="5").email == ""
    assert Order.objects.get(external_id="6").email == "anna@example.com"


def test_messages_of_the_shop_that_name_her_go(anna: User, django_capture_on_commit_callbacks: Any):
    for number, body in enumerate((b'{"email": "Anna@example.com"}', b'{"email": "ben@example.com"}')):
        Envelope.objects.create(
            source="generic", delivery_id=str(number), sha256="", body=body, received_at=timezone.now()
        )
    PrivacySettings.objects.create(undo_days=0)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(anna).post(ERASE)
    assert [bytes(each.body) for each in Envelope.objects.all()] == [b'{"email": "ben@example.com"}']


def test_a_companys_history_forgets_the_name_and_keeps_the_fact(
    anna: User, ben: User, django_capture_on_commit_callbacks: Any
):
    plant(anna)
    company = anna.company_memberships.get().company
    company.members.create(user=ben, role="administrator", joined_at=PLACED)
    CompanyEvent.objects.create(
        company=company, at=PLACED, actor=anna, verb="invited", data={"by": str(anna), "email": "c@example.com"}
    )
    erase(anna, django_capture_on_commit_callbacks)
    assert CompanyEvent.objects.get(verb="invited").data == {"by": "–", "email": "c@example.com"}
    assert list(company.members.values_list("user", flat=True)) == [ben.pk]


def test_when_its_day_comes_what_is_locked_goes_for_good(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna)
    hers = canaries(anna)
    erase(anna, django_capture_on_commit_callbacks)
    with time_machine.travel("2032-01-01T12:00:00Z", tick=False):
        while end_kept(timezone.now()):
            pass
    assert not Kept.objects.exists()
    assert not Invoice.objects.exists()
    left = everything_in_the_database() + everything_on_disk()
    assert [word for word, text in hers.items() if text in left] == []


def test_photos_go_sooner_than_words(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna)
    erase(anna, django_capture_on_commit_callbacks)
    kept = Kept.objects.get(label="returns.case")
    assert storages["private"].exists(kept.files[0]["file"])
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=False):
        end_kept(timezone.now())
    assert not storages["private"].exists(kept.files[0]["file"])
    kept.refresh_from_db()
    assert kept.files == []
    assert kept.content


def test_staff_cannot_erase_themselves(mia: User, as_user: Any):
    assert as_user(mia).get(ERASE).status_code == 404
    assert "a colleague who looks after accounts" in as_user(mia).get("/account/data/").content.decode()


def test_an_erasure_that_fails_leaves_everything_as_it_was(
    anna: User, monkeypatch: Any, django_capture_on_commit_callbacks: Any
):
    plant(anna)
    PrivacySettings.objects.create(undo_days=0)

    def breaks(user: User) -> None:
        raise RuntimeError

    monkeypatch.setattr("portal.accounts.privacy.areas.account._forget_in_the_log", breaks)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(anna).post(ERASE)
    request = DataRequest.objects.get()
    assert (request.state, request.error) == (DataRequest.State.WAITING, "RuntimeError")
    assert Order.objects.get().customer == anna
    assert not Kept.objects.exists()
    assert not Erasure.objects.exists()
    assert not journal_path().exists()


def test_papers_of_an_erased_person_are_for_the_books_alone(
    anna: User, as_user: Any, django_capture_on_commit_callbacks: Any
):
    plant(anna)
    erase(anna, django_capture_on_commit_callbacks)
    paper = Invoice.objects.get()
    clerk = make_user("clerk@example.com", "Clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", "view_invoice")))
    pages = ("/admin/invoices/", f"/admin/invoices/inspect/{paper.pk}/")
    seen = [as_user(clerk).get(page).content.decode() for page in pages]
    assert paper.buyer_name not in "".join(seen)
    assert paper.number not in seen[0]
    clerk.user_permissions.add(Permission.objects.get(codename="open_kept"))
    assert paper.buyer_name in as_user(User.objects.get(pk=clerk.pk)).get(pages[1]).content.decode()


def test_the_overview_asks_a_fixed_number_of_questions(anna: User, as_user: Any, django_assert_max_num_queries: Any):
    for number in range(5):
        make_order(anna, number)
    client = as_user(anna)
    client.get("/account/data/")
    with django_assert_max_num_queries(12):
        client.get("/account/data/")


def test_a_withdrawal_is_handed_out_then_locked_when_it_is_answered_and_the_chain_holds(
    anna: User, client: Client, django_capture_on_commit_callbacks: Any
):
    said = Statement("Anna Canary", "1001", "Anna@Example.com", "en")
    submit(said, key=uuid4(), sender=Sender("203.0.113.1", anna), now=timezone.now())
    submit(said, key=uuid4(), sender=Sender("203.0.113.1"), now=timezone.now())
    subject = of_account(anna, timezone.now())
    area = StatementArea()
    assert len(list(area.records(subject))) == 2, "also the one she sent without signing in"
    erase(anna, django_capture_on_commit_callbacks)
    assert {kept.reason for kept in Kept.objects.filter(label="returns.withdrawal")} == {Kept.Reason.OPEN}
    assert Withdrawal.objects.filter(erased_at=None).count() == 2, "somebody has to find its order first"
    WithdrawalMatch.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert finish_open(timezone.now()) == 2
    assert not Withdrawal.objects.exclude(content={}).exists()
    assert Kept.objects.first().content["Withdrawal"][0]["name"] == "Anna Canary"  # type: ignore[union-attr]
    assert list(faults()) == []
