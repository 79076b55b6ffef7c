"""Finding a customer, and everything about one on one page."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.accounts.privacy.registry import areas
from portal.accounts.privacy.subject import of_account
from portal.desk.customers.access import url_of
from portal.desk.customers.finding import find_customers
from portal.desk.customers.phones import read_phones
from portal.desk.models import CustomerNote, OrderPhone
from portal.notifications.models import Mail, MailChoice
from returns.models import Case, ReadArticle
from returns.models.kept import HistoryIsKept
from tests.portal.desk.conftest import ask


def test_everything_stands_on_one_page(question: Case, order: Order, anna: User, mia: User, as_user: Any) -> None:
    ReadArticle.objects.create(case=question, article_id=1, title="How to return", url="/help/x/", language="en")
    MailChoice.objects.create(user=anna, group="parcels", wanted=False)
    page = as_user(mia).get(url_of(anna.pk, anna.email)).content.decode()
    for expected in (
        "Anna Nowak",
        "anna@example.com",
        "2026-1001",
        question.reference,
        "How to return",
        "No mails about",
    ):
        assert expected in page


def test_another_customers_things_are_not_on_it(
    question: Case, anna: User, ben: User, mia: User, as_user: Any
) -> None:
    case = ask(ben, subject="Bens own matter")
    page = as_user(mia).get(url_of(anna.pk, anna.email)).content.decode()
    assert case.reference not in page
    assert "Bens own matter" not in page


def test_it_costs_the_same_however_much_there_is(
    question: Case, order: Order, anna: User, mia: User, as_user: Any
) -> None:
    client = as_user(mia)
    client.get(url_of(anna.pk, anna.email))
    with CaptureQueriesContext(connection) as few:
        client.get(url_of(anna.pk, anna.email))
    for number in range(3):
        ask(anna, subject=f"More {number}", order=order)
        order.shipments.create(external_id=f"p{number}")
        CustomerNote.objects.create(customer=anna, body="x", author=mia, written_at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        client.get(url_of(anna.pk, anna.email))
    assert len(many) <= len(few) + 1  # the parcels' carriers, once there is one


def test_a_guest_has_one_too_and_her_address_is_in_no_link(
    question: Case, anna: User, mia: User, as_user: Any
) -> None:
    Case.objects.filter(pk=question.pk).update(customer=None, email="guest@example.com")
    url = url_of(None, "guest@example.com")
    assert "guest@" not in url
    page = as_user(mia).get(url).content.decode()
    assert question.reference in page
    assert "writes and orders as a guest" in page
    assert as_user(mia).get(reverse("desk:guest", args=["forged"])).status_code == 404
    assert as_user(mia).get(url_of(None, "nobody@example.com")).status_code == 404


def test_colleagues_are_no_customers(eva: User, mia: User, as_user: Any) -> None:
    assert as_user(mia).get(url_of(eva.pk, eva.email)).status_code == 404


def test_only_agents_look(question: Case, anna: User, eva: User, as_user: Any) -> None:
    for person in (anna, eva):
        assert as_user(person).get(url_of(anna.pk, "")).status_code in (302, 403)
        assert as_user(person).get(reverse("desk:customers")).status_code in (302, 403)


@pytest.mark.parametrize("text", ["anna", "Nowak Anna", "ANNA@example.com", "2026-1001", "#2026-1001", "600-100-200"])
def test_she_is_found(text: str, question: Case, order: Order, anna: User) -> None:
    Order.objects.filter(pk=order.pk).update(billing_address={"phone": "+48 600 100 200"})
    read_phones()
    assert [found.email for found in find_customers(text)] == ["anna@example.com"]


def test_she_is_found_by_her_case(question: Case, anna: User) -> None:
    (found,) = find_customers(question.reference.lower())
    assert (found.email, found.by) == ("anna@example.com", question.reference)


@pytest.mark.parametrize("text", ["", "a", "zz", "%", "600"])
def test_nobody_is_found_by_nothing(text: str, question: Case) -> None:
    assert find_customers(text) == []


def test_a_changed_telephone_is_read_again(order: Order) -> None:
    read_phones()
    order.billing_address = {"phone": "0048 22 555 66 77"}
    order.save()
    read_phones()
    assert OrderPhone.objects.get().digits == "225556677"


def test_a_note_is_added_and_never_changed(question: Case, anna: User, mia: User, as_user: Any) -> None:
    as_user(mia).post(url_of(anna.pk, ""), {"body": "Prefers to be called"})
    note = CustomerNote.objects.get()
    assert (note.author, note.customer) == (mia, anna)
    with pytest.raises(HistoryIsKept):
        note.save()
    with pytest.raises(HistoryIsKept):
        note.delete()


def test_an_empty_note_is_none(anna: User, mia: User, as_user: Any) -> None:
    as_user(mia).post(url_of(anna.pk, ""), {"body": " "})
    assert not CustomerNote.objects.exists()


def test_mails_are_there_by_date_without_their_text(question: Case, anna: User, mia: User, as_user: Any) -> None:
    Mail.objects.create(
        kind="x",
        to=anna.email,
        sender="s@example.com",
        subject="Your parcel",
        text="private words",
        message_id="<1@x>",
        due_at=timezone.now(),
    )
    page = as_user(mia).get(url_of(anna.pk, "")).content.decode()
    assert "Your parcel" in page
    assert "private words" not in page


def test_notes_and_telephones_go_with_the_person(order: Order, anna: User, mia: User) -> None:
    CustomerNote.objects.create(customer=anna, body="x", author=mia, written_at=timezone.now())
    Order.objects.filter(pk=order.pk).update(billing_address={"phone": "600100200"})
    read_phones()
    (area,) = [each for each in areas() if each.name == "desk"]
    subject = of_account(anna, timezone.now())
    assert [line.count for line in area.goes(subject)] == [1]
    area.erase(subject, None, timezone.now())  # type: ignore[arg-type]
    assert not CustomerNote.objects.exists()
    assert not OrderPhone.objects.exists()


def test_the_case_leads_to_the_customer(question: Case, anna: User, mia: User, as_user: Any, own_index: Any) -> None:
    assert url_of(anna.pk, "") in as_user(mia).get(f"/admin/cases/{question.reference}/").content.decode()
