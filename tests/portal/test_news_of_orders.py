"""What customers are mailed about orders: once, while it is news, in their language, and only what they want."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from orders.actions import record_tracking_event
from orders.models import CompanyMember, Invoice, Order, Refund, Shipment, ShipmentStage
from orders.signals import invoice_rendered, order_imported, refund_recorded, shipment_delayed
from portal.accounts.models import User
from portal.notifications.choices import choose
from portal.notifications.missed import tell_missed_news
from portal.notifications.models import Mail, MailChoice, MailSettings
from portal.notifications.order_news import mail_order_news
from tests.orders.test_a_company_shares_its_orders import make_company
from tests.portal.test_linking_orders import make_order

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "pl", "ru")
AGO = timedelta(minutes=10)


@pytest.fixture
def order(anna: User) -> Order:
    """Anna's, placed an hour ago."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    return make_order(anna.email, customer=anna, paid_at=timezone.now())


@pytest.fixture(autouse=True)
def placed_lately(request: pytest.FixtureRequest) -> None:
    if "order" in request.fixturenames:
        request.getfixturevalue("order")
        Order.objects.update(placed_at=timezone.now() - timedelta(hours=1), total=Decimal("141.99"))


def parcel(order: Order, **fields: Any) -> Shipment:
    return Shipment.objects.create(order=order, external_id="1", carrier="inpost", tracking_number="6200", **fields)


def moves(shipment: Shipment, status: str, ago: timedelta = timedelta(0)) -> None:
    record_tracking_event(shipment, occurred_at=timezone.now() - ago, status=status, carrier_code=status)


def kinds() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def switch(**fields: bool) -> None:
    settings = MailSettings.load()
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()


def test_a_parcel_is_told_stage_by_stage_and_each_once(order: Order, django_capture_on_commit_callbacks: Any) -> None:
    shipment = parcel(order)
    for status in ("announced", "accepted", "in_transit", "in_transit", "out_for_delivery", "delivered", "delivered"):
        with django_capture_on_commit_callbacks(execute=True):
            moves(shipment, status)
    assert kinds() == ["parcel_shipped", "parcel_out_for_delivery", "parcel_delivered"]


def test_a_parcel_on_its_way_back_and_old_news_are_no_news(
    order: Order, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        moves(parcel(order, direction="return"), "delivered")
    Shipment.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        moves(parcel(order), "delivered", timedelta(days=4))
    assert kinds() == []


def test_a_parcel_to_pick_up_says_where_and_until_when(order: Order, django_capture_on_commit_callbacks: Any) -> None:
    point = {"name": "KRA01M", "address": "ul. Prosta 1, Kraków", "latitude": "50.06", "code": "998877"}
    until = datetime(2026, 11, 30, 19, tzinfo=UTC)
    with django_capture_on_commit_callbacks(execute=True):
        moves(parcel(order, pickup_point=point, pickup_until=until, pickup_code="998877"), "ready_for_pickup")
    text = Mail.objects.get().text
    assert "KRA01M\nul. Prosta 1, Kraków" in text
    assert "until 30 November 2026, 20:00" in text
    assert "50.06" not in text
    assert "998877" not in text


def test_a_delivered_parcel_says_how_many_are_still_to_come(
    order: Order, django_capture_on_commit_callbacks: Any
) -> None:
    first = parcel(order)
    for number in (2, 3):
        Shipment.objects.create(order=order, external_id=str(number))
    with django_capture_on_commit_callbacks(execute=True):
        moves(first, "delivered")
    assert "2 more parcels of this order are still to come." in Mail.objects.get().text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_late_parcel_is_told_once_in_her_language(order: Order, language: str) -> None:
    User.objects.update(language=language)
    shipment = parcel(order, late_why="promise", promised_to=datetime(2026, 11, 20, tzinfo=UTC).date())
    for _ in range(2):
        shipment_delayed.send(Shipment, shipment=shipment)
    mail = Mail.objects.get()
    assert (mail.kind, mail.language) == ("parcel_delayed", language)
    assert {"en": "20 November", "pl": "20 listopada", "ru": "20 ноября"}[language] in mail.text


def test_the_carriers_own_word_and_our_notice_of_a_delay_are_one_mail(
    order: Order, django_capture_on_commit_callbacks: Any
) -> None:
    shipment = parcel(order)
    with django_capture_on_commit_callbacks(execute=True):
        moves(shipment, "delayed")
    shipment_delayed.send(Shipment, shipment=shipment)
    assert kinds() == ["parcel_delayed"]


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "€10.50"), ("pl", "10,50\N{NO-BREAK SPACE}€"), ("ru", "10,50\N{NO-BREAK SPACE}€")]
)
def test_money_back_says_how_much_as_the_reader_writes_it(order: Order, language: str, amount: str) -> None:
    User.objects.update(language=language)
    now = timezone.now()
    refund = Refund.objects.create(
        order=order, external_id="1", amount=Decimal("10.50"), currency="EUR", refunded_at=now, said_at=now
    )
    for _ in range(2):
        refund_recorded.send(Refund, refund=refund, created=True)
    mail = Mail.objects.get()
    assert amount in mail.text
    assert amount.replace("\N{NO-BREAK SPACE}", " ") in mail.subject


def test_a_received_order_is_mailed_only_where_the_shop_does_not_do_it(order: Order) -> None:
    order_imported.send(Order, order=order, created=True)
    assert kinds() == []
    switch(order_received=True)
    order_imported.send(Order, order=order, created=True)
    assert kinds() == []
    Order.objects.update(placed_at=timezone.now() + timedelta(seconds=1))
    order.refresh_from_db()
    for _ in range(2):
        order_imported.send(Order, order=order, created=True)
    assert "141.99" in Mail.objects.get().text


def test_an_order_finds_its_owner_before_the_mail_is_written(anna: User) -> None:
    switch(order_received=True)
    order = make_order(anna.email)
    Order.objects.update(placed_at=timezone.now() + timedelta(seconds=1))
    order.refresh_from_db()
    order_imported.send(Order, order=order, created=True)
    assert Mail.objects.get().to == anna.email


def test_a_cancelled_order_is_told_once_and_an_old_one_never(anna: User, order: Order) -> None:
    Order.objects.update(status="cancelled", external_updated_at=timezone.now())
    order.refresh_from_db()
    for _ in range(2):
        order_imported.send(Order, order=order, created=False)
    assert "What you have paid comes back" in Mail.objects.get().text
    old = make_order(anna.email, "7", customer=anna, status="cancelled")
    order_imported.send(Order, order=old, created=True)
    old.external_updated_at = timezone.now()
    old.save()
    order_imported.send(Order, order=old, created=False)
    tell_missed_news(timezone.now() + AGO)
    assert Mail.objects.filter(state="ready").count() == 1


def make_invoice(order: Order, **fields: Any) -> Invoice:
    return Invoice.objects.create(
        order=order, number="FV/7", slug="fv-7", language="pl", issued_date=timezone.localdate(), currency="PLN",
        total=1, **fields,
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "says"), [("invoice", "Your invoice FV/7"), ("correction", "A correction")])
def test_an_invoice_and_its_correction_are_announced_by_what_they_are(order: Order, kind: str, says: str) -> None:
    invoice_rendered.send(Invoice, invoice=make_invoice(order, kind=kind, state="ready", rendered_at=timezone.now()))
    assert says in Mail.objects.get().subject


def test_a_document_that_is_held_is_not_announced(order: Order) -> None:
    invoice_rendered.send(Invoice, invoice=make_invoice(order, state="held"))
    assert kinds() == []


def test_what_the_operator_switched_off_is_not_sent_and_not_told_later(order: Order) -> None:
    switch(parcel_delayed=False)
    shipment = parcel(order, delayed_notified_at=timezone.now() - AGO)
    shipment_delayed.send(Shipment, shipment=shipment)
    tell_missed_news(timezone.now())
    switch(parcel_delayed=True)
    tell_missed_news(timezone.now())
    assert kinds() == []
    shipment_delayed.send(Shipment, shipment=Shipment.objects.create(order=order, external_id="2"))
    assert kinds() == ["parcel_delayed"]


def test_what_a_person_does_not_want_is_noted_and_not_sent(
    anna: User, order: Order, django_capture_on_commit_callbacks: Any, mailoutbox: list
) -> None:
    choose(anna, {"delays": False})
    shipment = parcel(order, delayed_notified_at=timezone.now() - AGO)
    with django_capture_on_commit_callbacks(execute=True):
        shipment_delayed.send(Shipment, shipment=shipment)
    mail = Mail.objects.get()
    assert (mail.state, mail.text) == ("unwanted", "")
    MailChoice.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        shipment_delayed.send(Shipment, shipment=shipment)
        tell_missed_news(timezone.now())
    assert Mail.objects.count() == 1
    assert mailoutbox == []


def test_who_left_the_company_hears_nothing_of_its_orders(anna: User, order: Order) -> None:
    order.company = make_company(buyer=anna)
    order.save()
    shipment_delayed.send(Shipment, shipment=parcel(order))
    assert kinds() == ["parcel_delayed"]
    CompanyMember.objects.all().delete()
    shipment_delayed.send(Shipment, shipment=Shipment.objects.create(order=order, external_id="2"))
    assert kinds() == ["parcel_delayed"]


def test_a_killed_process_leaves_no_news_untold(order: Order) -> None:
    """Nothing is committed in this test, so no receiver has run."""
    switch(order_received=True)
    MailSettings.objects.update(since={})
    ago = timezone.now() - AGO
    shipment = parcel(order, status="out_for_delivery")
    late = Shipment.objects.create(order=order, external_id="2", delayed_notified_at=ago, late_why="silence")
    for each, status in ((shipment, "in_transit"), (shipment, "out_for_delivery"), (late, "announced")):
        ShipmentStage.objects.create(shipment=each, status=status, reached_at=ago)
    Refund.objects.create(order=order, external_id="1", amount=1, currency="PLN", refunded_at=ago, said_at=ago)
    Refund.objects.update(created_at=ago)
    make_invoice(order, state="ready", rendered_at=ago)
    Order.objects.update(created_at=ago, updated_at=ago)
    for _ in range(2):
        tell_missed_news(timezone.now())
    told = ["invoice_ready", "order_received", "parcel_delayed", "parcel_out_for_delivery", "refund_made"]
    assert sorted(kinds()) == told
    Order.objects.update(status="cancelled", updated_at=ago, cancelled_at=ago)
    tell_missed_news(timezone.now())
    assert kinds()[-1] == "order_cancelled"


def test_who_joined_later_is_not_told_what_was_before(anna: User, order: Order) -> None:
    ago = timezone.now() - AGO
    ShipmentStage.objects.create(shipment=parcel(order, status="delivered"), status="delivered", reached_at=ago)
    User.objects.update(date_joined=timezone.now())
    tell_missed_news(timezone.now())
    assert kinds() == []


def test_an_import_of_old_orders_mails_nobody_and_asks_nothing(anna: User, django_assert_num_queries: Any) -> None:
    switch(order_received=True)
    old = make_order(anna.email, customer=anna)
    with django_assert_num_queries(0):
        mail_order_news(order=old, created=True)
    assert kinds() == []


def test_guests_hear_from_the_shop(db: None) -> None:
    shipment_delayed.send(Shipment, shipment=parcel(make_order("guest@example.com")))
    assert kinds() == []
