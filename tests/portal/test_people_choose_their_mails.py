"""The page of preferences, and the link that stops one kind of mail without signing in."""

from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from orders.companies.actions import inviting
from orders.models import Shipment
from orders.signals import shipment_delayed
from portal.accounts.models import User
from portal.notifications.choices import stop_token, wants
from portal.notifications.kinds import ALL_GROUPS, GROUPS, KINDS
from portal.notifications.models import Mail, MailChoice, MailSettings
from tests.orders.test_a_company_shares_its_orders import make_company
from tests.portal.test_linking_orders import make_order

pytestmark = pytest.mark.django_db
PAGE = reverse("notifications:choices")


def stop(user: User, group: str = "delays") -> str:
    return reverse("notifications:stop", args=[stop_token(user, group)])


def test_anna_switches_two_kinds_off_and_one_on_again(anna: User, as_user: Any) -> None:
    client = as_user(anna)
    page = client.get(PAGE).content.decode()
    assert page.count("checked") == len(GROUPS)
    client.post(PAGE, dict.fromkeys(set(GROUPS) - {"parcels", "tips"}, "on"))
    assert [group for group in GROUPS if not wants(anna, group)] == ["parcels", "tips"]
    client.post(PAGE, dict.fromkeys(set(GROUPS) - {"tips"}, "on"))
    assert [group for group in GROUPS if not wants(anna, group)] == ["tips"]
    assert client.get(PAGE).content.decode().count("checked") == len(GROUPS) - 1


def test_all_of_them_can_be_switched_off(anna: User, as_user: Any) -> None:
    as_user(anna).post(PAGE, {})
    assert not any(wants(anna, group) for group in GROUPS)


def test_what_has_to_be_sent_is_shown_with_the_reason(anna: User, as_user: Any) -> None:
    page = as_user(anna).get(PAGE).content.decode()
    assert "Always on" in page
    assert "The law wants our confirmations" in page


def test_the_choice_is_hers_alone(anna: User, ben: User, as_user: Any) -> None:
    as_user(ben).post(PAGE, {"user": anna.pk})
    assert wants(anna, "delays")
    assert Client().get(PAGE).status_code == 302


def test_a_kind_the_shop_never_sends_has_no_switch(anna: User, as_user: Any) -> None:
    settings = MailSettings.load()
    settings.invoice_ready = False
    settings.save()
    page = as_user(anna).get(PAGE).content.decode()
    assert 'name="invoices"' not in page
    assert 'name="orders"' in page


def test_looking_at_the_link_changes_nothing(anna: User) -> None:
    client = Client()
    page = client.get(stop(anna)).content.decode()
    assert "Delays" in page
    assert anna.email not in page
    assert client.head(stop(anna)).status_code == 200
    assert wants(anna, "delays")
    assert client.cookies == {}


def test_a_mail_program_stops_one_kind_with_one_post(anna: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(stop(anna), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [choice.group for choice in MailChoice.objects.filter(user=anna, wanted=False)] == ["delays"]
    assert strict.post(stop(anna), {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_changing_ones_mind_is_one_click_more(anna: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post(stop(anna), {"do": "stop"})
    assert not wants(anna, "delays")
    client.post(stop(anna), {"do": "start"})
    assert wants(anna, "delays")


@pytest.mark.parametrize("change", [lambda token: token[:-2] + "xx", lambda token: "x", lambda token: token[2:]])
def test_a_link_that_was_changed_stops_nothing(anna: User, change: Any) -> None:
    token = change(stop_token(anna, "delays"))
    for method in ("get", "post"):
        assert getattr(Client(), method)(reverse("notifications:stop", args=[token])).status_code == 404
    assert wants(anna, "delays")


def test_a_link_of_somebody_who_is_gone_is_none(anna: User) -> None:
    url = stop(anna)
    anna.delete()
    assert Client().post(url).status_code == 404


def test_an_optional_mail_carries_the_link_in_header_and_foot(
    anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(anna.email, customer=anna)
    with django_capture_on_commit_callbacks(execute=True):
        shipment_delayed.send(Shipment, shipment=Shipment.objects.create(order=order, external_id="1"))
    message = outbox.outbox[0]
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("https://testserver/account/notifications/stop/")
    mail = Mail.objects.get()
    assert link in mail.text
    assert link in mail.html
    Client(enforce_csrf_checks=True).post(link.removeprefix("https://testserver"), {"List-Unsubscribe": "One-Click"})
    assert not wants(anna, "delays")


def test_mails_that_have_to_be_sent_carry_no_such_link(anna: User) -> None:
    inviting.invite(make_company(administrator=anna), "zoe@example.com", "buyer", "pl", by=anna, now=anna.date_joined)
    mail = Mail.objects.get()
    assert (mail.kind, mail.language, mail.secret, mail.headers) == ("company_invitation", "pl", True, {})
    assert "/pl/account/company/join/" in mail.text
    assert "/stop/" not in mail.text


def test_every_kind_is_in_a_group_that_exists_or_always_goes() -> None:
    assert {kind.group for kind in KINDS.values()} - {""} == set(ALL_GROUPS)


def test_operators_switch_kinds_in_the_admin(admin_client: Client) -> None:
    url = reverse("wagtailsettings:edit", args=["notifications", "mailsettings"])
    page = admin_client.get(url, follow=True)
    assert b"order received" in page.content.lower()
