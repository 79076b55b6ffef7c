"""Duplicates are merged: looked at first, refused where it is risky, done at once or not at all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.models import NoTrail
from orders.models import Company, CompanyMember, Order
from portal.accounts.models import User
from portal.accounts.privacy.registry import areas
from portal.accounts.privacy.subject import of_account
from portal.desk.customers.merging.actions import NotMerged, ask_to_merge
from portal.desk.customers.merging.moving import LEFT, ways_to_a_person
from portal.desk.customers.merging.queries import find_other, pair_of
from portal.desk.models import CustomerMerge, CustomerNote
from portal.notifications.models import Mail, MailChoice
from returns.models import Case, Message
from tests.portal.desk.conftest import ask

NOW = timezone.now


@pytest.fixture
def lea(db: None) -> User:
    """A senior agent."""
    user = User.objects.create_user("lea@example.com", name="Lea Sroka", is_staff=True)
    user.groups.add(Group.objects.get(name="Senior agents"))
    return user


@pytest.fixture
def twin(db: None) -> User:
    """Anna's second account; she never confirmed its address."""
    user = User.objects.create_user("anna2@example.com", name="Anna N.")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    return user


def confirm(user: User) -> None:
    EmailAddress.objects.filter(user=user).update(verified=True)


def links() -> dict[str, str]:
    """Address -> the path of the link that was mailed to it."""
    mails = Mail.objects.filter(kind="accounts_merge")
    return {mail.to: re.search(r"/account/merge/[\w-]+/", mail.text)[0] for mail in mails}  # type: ignore[index]


def test_what_the_other_account_had_belongs_to_the_first_now(anna: User, twin: User, lea: User, order: Order) -> None:
    case = ask(twin, subject="Mine too")
    Order.objects.filter(pk=order.pk).update(customer=twin)
    CustomerNote.objects.create(customer=twin, body="x", author=lea, written_at=NOW())
    merge = ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    case.refresh_from_db()
    order.refresh_from_db()
    assert (case.customer, order.customer, case.messages.get().user) == (anna, anna, anna)
    assert CustomerNote.objects.get().customer == anna
    assert not User.objects.filter(email="anna2@example.com").exists()
    assert (merge.asked_by, merge.moved["returns.Case"], merge.moved["orders.Order"]) == (lea, 1, 1)
    assert (merge.gone, merge.gone_email) == (None, "")


def test_history_keeps_every_row(anna: User, twin: User, lea: User) -> None:
    case = ask(twin)
    before = list(case.events.values_list("pk", "verb", "at"))
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    assert list(case.events.values_list("pk", "verb", "at")) == before
    assert set(case.events.values_list("actor", flat=True)) <= {anna.pk, None}


def test_a_no_stays_a_no(anna: User, twin: User, lea: User) -> None:
    MailChoice.objects.create(user=anna, group="parcels", wanted=True)
    MailChoice.objects.create(user=twin, group="parcels", wanted=False)
    NoTrail.objects.create(user=twin)
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    assert MailChoice.objects.get(user=anna).wanted is False
    assert NoTrail.objects.filter(user=anna).exists()


def test_two_confirmed_addresses_are_both_asked(anna: User, twin: User, lea: User) -> None:
    confirm(twin)
    case = ask(twin)
    merge = ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    assert merge.done_at is None
    assert Case.objects.get(pk=case.pk).customer == twin
    found = links()
    assert set(found) == {"anna@example.com", "anna2@example.com"}
    browser = Client()
    assert "a…@example.com" in browser.get(found["anna@example.com"]).content.decode()
    browser.post(found["anna@example.com"], {"do": "yes"})
    assert Case.objects.get(pk=case.pk).customer == twin
    browser.post(found["anna2@example.com"], {"do": "yes"})
    assert Case.objects.get(pk=case.pk).customer == anna
    address = EmailAddress.objects.get(email="anna2@example.com")
    assert (address.user, address.verified, address.primary) == (anna, True, False)
    assert browser.get(found["anna@example.com"]).status_code == 404


def test_one_mailbox_alone_merges_nothing(anna: User, twin: User, lea: User) -> None:
    confirm(twin)
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    for _again in range(2):
        Client().post(links()["anna2@example.com"], {"do": "yes"})
    assert User.objects.filter(pk=twin.pk).exists()


def test_looking_at_the_link_changes_nothing(anna: User, twin: User, lea: User) -> None:
    confirm(twin)
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    for path in links().values():
        Client().get(path)
    assert CustomerMerge.objects.get().kept_yes_at is None


def test_a_no_stops_both_links(anna: User, twin: User, lea: User) -> None:
    confirm(twin)
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    found = links()
    Client().post(found["anna2@example.com"], {"do": "no"})
    assert Client().post(found["anna@example.com"], {"do": "yes"}).status_code == 404
    assert User.objects.filter(pk=twin.pk).exists()


def test_links_end_after_three_days(anna: User, twin: User, lea: User) -> None:
    confirm(twin)
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW() - timedelta(days=3, minutes=1))
    assert Client().get(links()["anna@example.com"]).status_code == 404


def test_a_guests_case_under_a_confirmed_address_moves_at_once(anna: User, lea: User, question: Case) -> None:
    Case.objects.filter(pk=question.pk).update(customer=None)
    pair = find_other(anna, "ANNA@example.com")
    assert pair
    assert pair.gone is None
    assert ask_to_merge(pair, by=lea, now=NOW()).done_at
    assert Case.objects.get(pk=question.pk).customer == anna


def test_a_guests_other_address_is_asked_first(anna: User, lea: User, question: Case) -> None:
    Case.objects.filter(pk=question.pk).update(customer=None, email="guest@example.com")
    pair = find_other(anna, "guest@example.com")
    assert pair
    ask_to_merge(pair, by=lea, now=NOW())
    assert Case.objects.get(pk=question.pk).customer is None
    for path in links().values():
        Client().post(path, {"do": "yes"})
    assert Case.objects.get(pk=question.pk).customer == anna
    assert EmailAddress.objects.get(email="guest@example.com").user == anna


def test_a_member_of_a_company_is_not_ended(anna: User, twin: User, lea: User) -> None:
    company = Company.objects.create(name="ACME", vat_number="PL1", country="PL")
    CompanyMember.objects.create(company=company, user=twin, role="buyer", joined_at=NOW())
    with pytest.raises(NotMerged, match="company"):
        ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    assert CompanyMember.objects.get().user == twin


def test_colleagues_are_not_merged(anna: User, eva: User, lea: User) -> None:
    for pair in (pair_of(anna, eva, ""), pair_of(eva, anna, "")):
        with pytest.raises(NotMerged, match="colleague"):
            ask_to_merge(pair, by=lea, now=NOW())


def test_an_account_is_not_merged_with_itself(anna: User, lea: User) -> None:
    with pytest.raises(NotMerged):
        ask_to_merge(pair_of(anna, anna, ""), by=lea, now=NOW())


def test_nothing_half_done_is_left(anna: User, twin: User, lea: User, monkeypatch: Any) -> None:
    case = ask(twin)

    def breaks(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("portal.desk.customers.merging.actions._take_guest", breaks)
    confirm(twin)
    EmailAddress.objects.filter(user=anna).update(verified=True)
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    paths = list(links().values())
    Client().post(paths[0], {"do": "yes"})
    with pytest.raises(RuntimeError):
        Client().post(paths[1], {"do": "yes"})
    assert Case.objects.get(pk=case.pk).customer == twin
    assert EmailAddress.objects.get(email="anna2@example.com").user == twin


def test_a_copy_of_the_data_holds_both_and_erasure_takes_both(anna: User, twin: User, lea: User) -> None:
    confirm(twin)
    ask(anna, subject="First account")
    ask(twin, subject="Second account")
    ask_to_merge(pair_of(anna, twin, ""), by=lea, now=NOW())
    for path in links().values():
        Client().post(path, {"do": "yes"})
    subject = of_account(anna, NOW())
    assert subject.addresses == ("anna2@example.com", "anna@example.com")
    (area,) = [each for each in areas() if each.name == "cases"]
    told = {fact.value for row in area.records(subject) for fact in row if fact.key == "subject"}
    assert told == {"First account", "Second account"}
    (desk,) = [each for each in areas() if each.name == "desk"]
    desk.erase(subject, None, NOW())  # type: ignore[arg-type]
    assert not CustomerMerge.objects.exists()


def test_only_senior_agents_merge(anna: User, twin: User, mia: User, lea: User, as_user: Any) -> None:
    url = reverse("desk:merge_customers", args=[anna.pk])
    assert as_user(mia).get(url).status_code in (302, 403)
    as_user(mia).post(url, {"email": twin.email})
    assert User.objects.filter(pk=twin.pk).exists()
    assert as_user(lea).get(url).status_code == 200


def test_what_moves_is_shown_before_the_click(anna: User, twin: User, lea: User, as_user: Any) -> None:
    ask(twin)
    url = reverse("desk:merge_customers", args=[anna.pk])
    page = as_user(lea).get(url, {"email": twin.email}).content.decode()
    assert "anna2@example.com" in page
    assert "Merge now" in page
    assert User.objects.filter(pk=twin.pk).exists()
    assert as_user(lea).post(url, {"email": twin.email}).status_code == 302
    assert not User.objects.filter(pk=twin.pk).exists()


def test_an_address_nobody_used_is_said_so(anna: User, lea: User, as_user: Any) -> None:
    url = reverse("desk:merge_customers", args=[anna.pk])
    assert "Nobody ordered or wrote" in as_user(lea).get(url, {"email": "no@example.com"}).content.decode()


def test_nothing_that_names_a_person_is_forgotten_in_a_merge() -> None:
    """Models of other rooms move by themselves; what is left out is named with a reason."""
    moved = {model._meta.label for model, _name in ways_to_a_person()}
    assert {"orders.Order", "returns.Case", "returns.Message", "returns.Withdrawal", "kb.Tip"} <= moved
    assert not moved & LEFT
    assert Message in {model for model, _name in ways_to_a_person()}
