"""What customers read when something happens: in their language, with links that lead home."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from orders.models import Invoice, Shipment
from orders.signals import invoice_rendered, shipment_updated
from portal.accounts.models import User
from portal.notifications.compose import Words, words
from portal.notifications.kinds import KINDS
from portal.notifications.models import Mail
from returns.models import Case, CaseEvent, Message
from returns.signals import case_changed, case_opened, message_posted
from tests.portal.test_linking_orders import make_order

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LANGUAGES = ("en", "pl", "ru")
FACTS = {
    "name": "Anna",
    "reference": "R-ABCDE",
    "about": "Blue <b>cup</b>",
    "number": "1001",
    "invoice": "FV/1/2026",
    "url": "https://testserver/cases/R-ABCDE/",
    "words": "It's <script>alert(1)</script> & more\nhttps://testserver/a/abc/",
    "answer_by": NOW,
    "is_return": True,
    "return_address": "Shop\nStreet 1",
    "place": "Locker WAW01",
    "carrier": "InPost",
    "tracking_number": "6200",
    "expected": "26 November 2026",
    "others": 2,
    "why": "silence",
    "silent_days": 5,
    "return_until": "6 December 2026",
    "total": "€12",
    "amount": "€10",
    "is_paid": True,
    "company": "O'Mill & Sons",
    "person": "Zoe",
    "role": "buyer",
    "stop_url": "https://testserver/account/notifications/stop/x/",
    "stop_title": "Your parcels",
    "choices_url": "https://testserver/account/notifications/",
    "question": "It was easy.",
    "choices": [(7, "Yes", "https://testserver/cases/R-ABCDE/")],
    "since": NOW,
    "until": NOW,
    "breached": 1,
    "waiting": 2,
    "late": 1,
    "unhappy": 5,
    "answers_url": "https://testserver/admin/reports/surveys/",
}


def make_case(user: User | None, **fields) -> Case:
    defaults = {
        "kind": "return",
        "reference": uuid4().hex[:10],
        "customer": user,
        "email": "guest@example.com",
        "language": "ru",
        "subject": "Blue cup",
        "opened_at": NOW,
        "submission_key": uuid4(),
    }
    return Case.objects.create(**{**defaults, **fields})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_mail_can_be_written_in_every_language(kind: str, language: str):
    mail = words(kind, language, FACTS)
    assert mail.subject
    assert "\n" not in mail.subject
    assert FACTS["url"] in mail.text
    assert FACTS["url"] in mail.html
    assert f'<html lang="{language}">' in mail.html
    assert "<script>" not in mail.html
    assert "&#x27;" not in mail.text
    assert "src=" not in mail.html
    begins_well(mail)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["survey", "tip_accepted", "tip_rejected"])
def test_other_first_sentences_begin_with_a_capital_too(kind: str, language: str):
    begins_well(words(kind, language, {**FACTS, "reference": "", "used": True, "name": ""}))


def begins_well(mail: Words) -> None:
    greeting, first, *_ = [line for line in mail.text.splitlines() if line.strip()]
    assert not first[0].islower(), (greeting, first)
    assert not mail.subject[0].islower()


def test_every_kind_has_its_templates_and_every_folder_its_kind():
    folder = Path("portal/notifications/templates/notifications/mail")
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_case_is_confirmed_in_the_customers_language(anna: User, language: str):
    User.objects.filter(pk=anna.pk).update(language=language)
    anna.refresh_from_db()
    case = make_case(anna, due_at=NOW)
    case_opened.send(Case, case=case)
    mail = Mail.objects.get()
    assert (mail.to, mail.language, mail.kind) == (anna.email, language, "case_opened")
    prefix = "" if language == "en" else f"/{language}"
    assert f"https://testserver{prefix}/cases/{case.reference}/" in mail.text
    assert case.reference in mail.text


def test_a_guest_reads_the_language_of_the_case(db: None):
    case_opened.send(Case, case=make_case(None))
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == ("guest@example.com", "ru")


def test_a_guest_is_not_told_to_add_photos_where_that_takes_an_account(anna: User):
    for customer in (None, anna):
        case_opened.send(Case, case=make_case(customer, email="x@example.com", language="en"))
    hers, guests = Mail.objects.get(to=anna.email), Mail.objects.get(to="x@example.com")
    assert "add photos" in hers.text
    assert "add photos" in hers.html
    assert "photos" not in guests.text + guests.html
    assert "write to us at any time" in guests.text


def test_an_answer_arrives_with_its_words_and_its_article_link(anna: User):
    body = "It's easy: https://testserver/a/xyz/"
    message = Message.objects.create(case=make_case(anna), author="agent", body=body, created_at=NOW)
    for _ in range(2):
        message_posted.send(Message, message=message)
    mail = Mail.objects.get()
    assert body in mail.text
    assert '<a href="https://testserver/a/xyz/"' in mail.html


@pytest.mark.parametrize("fields", [{"author": "customer"}, {"author": "agent", "internal": True}])
def test_her_own_words_and_internal_notes_are_not_mailed(anna: User, fields: dict):
    message = Message.objects.create(case=make_case(anna), body="x", created_at=NOW, **fields)
    message_posted.send(Message, message=message)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("status", ["approved", "declined", "received", "refunded", "cancelled"])
def test_each_decision_is_told_once_with_its_reason(anna: User, status: str):
    case = make_case(anna, status=status)
    said = Message.objects.create(case=case, author="agent", body="Because of the scratch", created_at=NOW)
    event = CaseEvent.objects.create(case=case, at=NOW, verb="x", data={"to": status, "message": said.pk})
    for _ in range(2):
        case_changed.send(Case, case=case, event=event)
    mail = Mail.objects.get()
    assert mail.kind == f"case_{status}"
    assert status == "cancelled" or "Because of the scratch" in mail.text


def test_closing_without_a_word_mails_nothing_and_with_one_does(anna: User):
    case = make_case(anna, status="closed")
    silent = CaseEvent.objects.create(case=case, at=NOW, verb="close", data={"to": "closed"})
    case_changed.send(Case, case=case, event=silent)
    assert not Mail.objects.exists()
    said = Message.objects.create(case=case, author="agent", body="All done", created_at=NOW)
    event = CaseEvent.objects.create(case=case, at=NOW, verb="close", data={"to": "closed", "message": said.pk})
    case_changed.send(Case, case=case, event=event)
    assert "All done" in Mail.objects.get().text


@pytest.mark.parametrize("status", ["ready_for_pickup", "out_for_delivery", "delivered"])
def test_each_stage_of_a_parcel_is_told_once(anna: User, status: str):
    order = make_order(anna.email, customer=anna)
    shipment = Shipment.objects.create(order=order, external_id="1", status=status, pickup_point={"name": "Locker 1"})
    for _ in range(2):
        shipment_updated.send(Shipment, shipment=shipment, event=SimpleNamespace(occurred_at=timezone.now()))
    mail = Mail.objects.get()
    assert mail.kind == f"parcel_{status}"
    assert "https://testserver/orders/1001/" in mail.text


def test_old_news_strangers_and_other_stages_are_not_mailed(anna: User):
    fresh, old = (SimpleNamespace(occurred_at=timezone.now() - timedelta(days=days)) for days in (0, 30))
    hers = Shipment.objects.create(order=make_order("x@example.com", customer=anna), external_id="1")
    nobodys = Shipment.objects.create(order=make_order("y@example.com", "2"), external_id="2", status="delivered")
    shipment_updated.send(Shipment, shipment=hers, event=fresh)
    hers.status = "delivered"
    shipment_updated.send(Shipment, shipment=hers, event=old)
    shipment_updated.send(Shipment, shipment=nobodys, event=fresh)
    assert not Mail.objects.exists()


def test_an_invoice_is_announced_once_it_can_be_downloaded(anna: User):
    invoice = Invoice.objects.create(
        order=make_order(anna.email, customer=anna),
        number="FV/7",
        slug="fv-7",
        language="pl",
        issued_date=NOW.date(),
        currency="PLN",
        total=1,
        state="ready",
        rendered_at=NOW,
    )
    for _ in range(2):
        invoice_rendered.send(Invoice, invoice=invoice)
    assert "FV/7" in Mail.objects.get().subject


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a\\b"])
def test_a_foreign_host_is_refused_and_reaches_no_mail(anna: User, host: str):
    answer = Client().post("/account/login/", {"login": anna.email, "by_code": "1"}, HTTP_HOST=host)
    assert answer.status_code == 400
    assert not Mail.objects.exists()


def test_links_in_mail_start_with_the_configured_address_whatever_host_was_asked(db: None):
    for header in ({"HTTP_HOST": "localhost"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
        Client().post("/account/login/", {"login": "nobody@example.com", "by_code": "1"}, **header)
    for mail in Mail.objects.all():
        assert "https://testserver/account/signup/" in mail.text
        assert "localhost" not in mail.text + mail.html
        assert "evil" not in mail.text + mail.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_arrive_in_the_language_the_person_chose(anna: User, language: str):
    User.objects.filter(pk=anna.pk).update(language=language)
    Client().post("/ru/account/login/", {"login": anna.email, "by_code": "1"})
    mail = Mail.objects.get()
    assert (mail.kind, mail.language, mail.secret) == ("login_code", language, True)
    assert f'<html lang="{language}">' in mail.html


def test_a_code_is_not_kept_after_it_was_sent(anna: User, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/account/login/", {"login": anna.email, "by_code": "1"})
    mail = Mail.objects.get()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")
    assert "ten minutes" in mailoutbox[0].body


def test_changes_to_the_account_are_told(as_user, anna: User):
    client = as_user(anna)
    new = "green teapot orchestra"
    client.post(
        "/account/password/change/", {"oldpassword": "correct horse battery", "password1": new, "password2": new}
    )
    mail = Mail.objects.get()
    assert (mail.kind, mail.secret) == ("password_changed", False)
    assert "127.0.0.1" in mail.text
