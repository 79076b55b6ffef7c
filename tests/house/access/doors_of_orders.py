"""Articles, orders, invoices and companies: what their doors let whom have. Asked by test_doors_say_who.py."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone

from kb.access import visible_to
from kb.rules import audiences_for
from orders import access as orders
from orders.access import Guest
from orders.companies import access as companies
from orders.door import for_readers, reader
from orders.models import Company, CompanyInvitation, CompanyMember, Invoice, Order, OrderLink
from tests.house.access.asking_doors import NOBODY, UNKEPT, asking, let_in, person, refused, undone
from tests.house.access.conftest import House
from tests.orders.makers import make_order


def articles_are_for_their_readers(house: House) -> None:
    assert audiences_for(None) == audiences_for(AnonymousUser()) == ["public"]
    assert audiences_for(person(house, "A")) == ["public", "signed_in"]
    assert audiences_for(person(house, "E")) == ["public", "signed_in", "agents"]
    for user, sees in (
        (None, False),
        (AnonymousUser(), False),
        (person(house, "A"), False),
        (person(house, "M"), True),
    ):
        assert visible_to(user).filter(slug="staff-only").exists() is sees
        assert visible_to(user).filter(slug="return").exists()


def orders_are_their_owners(house: House) -> None:
    with undone():
        a, b, c = (person(house, letter) for letter in "ABC")
        firm = Company.objects.get(name="CompanyCanaryAnna")
        hers = make_order(a, 910000001)
        of_c = in_company(make_order(c, 910000002), firm)
        of_a = in_company(make_order(a, 910000003), firm)
        left = in_company(make_order(b, 910000004), firm)
        nobodys = make_order(None, 910000005)
        gone = make_order(a, 910000006)
        all_of_them = [hers, of_c, of_a, left, nobodys, gone]
        Order.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())

        def seen(rows: Any) -> set[str]:
            return set(rows.filter(pk__in=[each.pk for each in all_of_them]).values_list("external_id", flat=True))

        own = {each.external_id for each in (hers, of_c, of_a, left)}
        assert seen(orders.orders_of(a)) == own
        assert seen(orders.orders_of(c)) == own - {hers.external_id}
        assert seen(orders.orders_of(b)) == set(), "who left sees nothing, also not what he placed"
        assert seen(orders.own_shelf(a)) == {hers.external_id, of_a.external_id}
        assert seen(orders.own_shelf(b)) == set()
        assert seen(orders.own_shelf(c)) == {of_c.external_id}
        (shelf,) = orders.company_shelves(c)
        assert seen(shelf) == own - {hers.external_id}
        assert orders.company_shelves(b) == [] or all(
            firm.pk != one.company_id for s in orders.company_shelves(b) for one in s
        )
        assert seen(orders.orders_to_act_on(a)) == own, "an administrator acts for all of the company"
        assert seen(orders.orders_to_act_on(c)) == {of_c.external_id}
        assert seen(orders.orders_placed_by(a)) == {hers.external_id, of_a.external_id}
        assert [orders.may_act_on(a, each) for each in (hers, of_a, of_c, nobodys)] == [True, True, True, False]
        assert [orders.may_act_on(c, each) for each in (hers, of_a, of_c, nobodys)] == [False, False, True, False]
        for somebody in NOBODY:
            for rows in (orders.orders_of, orders.orders_to_act_on, orders.orders_placed_by, orders.documents_of):
                assert not rows(somebody).exists()
            assert not orders.invoices_of(somebody).exists()
            assert not orders.may_act_on(somebody, nobodys)
            assert refused(orders.get_order, somebody, nobodys.slug)
        for user, found in ((a, {hers, of_c, of_a, left}), (c, {of_c, of_a, left}), (b, set())):
            assert {each for each in all_of_them if let_in(orders.get_order, user, each.slug)} == found
            assert {each for each in all_of_them if let_in(orders.get_order_to_act_on, user, each.slug)} == {
                each for each in found if user == a or each == of_c
            }
        assert not orders.is_somebody(AnonymousUser())
        assert not orders.is_somebody(UNKEPT)
        assert not orders.is_somebody(SimpleNamespace(is_authenticated=False, pk=1))
        assert orders.is_somebody(a)


def in_company(order: Order, firm: Company) -> Order:
    Order.objects.filter(pk=order.pk).update(company=firm)
    order.refresh_from_db()
    return order


def guests_read_the_one_order_of_their_link(house: House) -> None:
    with undone():
        order, now = house.world.order, timezone.now()
        link = OrderLink.objects.filter(order=order).latest("pk")
        guest = Guest(link.pk)
        assert list(orders.orders_of(guest)) == [order]
        assert let_in(orders.get_order, guest, order.slug)
        assert refused(orders.get_order, guest, house.world.ben.places["order"])
        assert set(orders.documents_of(guest).values_list("order", flat=True)) == {order.pk}
        assert let_in(orders.get_invoice, guest, order.slug, house.world.anna.places["invoice"])
        assert not orders.may_act_on(guest, order)
        inside = SimpleNamespace(opened={order.slug: link.pk})
        assert isinstance(reader(asking(AnonymousUser(), opened=inside.opened), order.slug), Guest)
        assert isinstance(reader(asking(person(house, "B"), opened=inside.opened), order.slug), Guest)
        assert reader(asking(person(house, "A"), opened=inside.opened), order.slug) == person(house, "A")
        for opened in ({}, {"other": link.pk}, {order.slug: str(link.pk)}, {order.slug: 987654}, [], "x", None):
            assert isinstance(reader(asking(AnonymousUser(), opened=opened), order.slug), AnonymousUser)
        assert isinstance(
            reader(asking(AnonymousUser(), opened={house.world.ben.places["order"]: link.pk}),
                   house.world.ben.places["order"]), AnonymousUser)  # fmt: skip
        view = for_readers(lambda request, who, slug: HttpResponse("in"))
        for user, opened, status in (
            (AnonymousUser(), {}, 302),
            (AnonymousUser(), inside.opened, 200),
            (UNKEPT, {}, 302),
            (person(house, "B"), {}, 200),
        ):
            assert view(asking(user, opened=opened), slug=order.slug).status_code == status
        for ended in ({"revoked_at": now}, {"expires_at": now - timedelta(minutes=1)}):
            with undone():
                OrderLink.objects.filter(pk=link.pk).update(**ended)
                assert not orders.orders_of(guest).exists()
                assert not orders.documents_of(guest).exists()
                assert isinstance(reader(asking(AnonymousUser(), opened=inside.opened), order.slug), AnonymousUser)
        Order.objects.filter(pk=order.pk).update(company=Company.objects.create(name="Theirs", country="PL"))
        assert not orders.orders_of(guest).exists(), "its buyer is not in the company any more"
        CompanyMember.objects.create(
            company=Company.objects.get(name="Theirs"), user=house.world.users["B"], role="buyer", joined_at=now
        )
        assert not orders.orders_of(guest).exists(), "somebody else is"
        CompanyMember.objects.create(
            company=Company.objects.get(name="Theirs"), user=house.world.users["A"], role="buyer", joined_at=now
        )
        assert orders.orders_of(guest).exists()


def invoices_are_for_who_may_have_them(house: House) -> None:
    with undone():
        a, b, c = (person(house, letter) for letter in "ABC")
        slug, paper = house.world.anna.places["order"], house.world.anna.places["invoice"]
        invoice = Invoice.objects.get(slug=paper)
        papers = Invoice.objects.filter(pk=invoice.pk)
        for user in (b, c, AnonymousUser(), UNKEPT):
            assert refused(orders.get_invoice, user, slug, paper)
        assert refused(orders.get_invoice, a, house.world.ben.places["order"], paper)
        assert refused(orders.get_invoice, a, slug, house.world.ben.places["invoice"])
        assert let_in(orders.get_invoice, a, slug, paper)
        with undone():
            papers.update(state=Invoice.State.HELD, rendered_at=None)
            assert refused(orders.get_invoice, a, slug, paper)
            assert orders.find_invoice(a, slug, paper) == invoice
            assert invoice not in orders.invoices_of(a)
            assert invoice in orders.documents_of(a)
        firm = Company.objects.get(name="CompanyCanaryAnna")
        in_company(invoice.order, firm)
        assert refused(orders.get_invoice, c, slug, paper), "a buyer sees no colleague's invoice"
        assert let_in(orders.get_order, c, slug)
        CompanyMember.objects.filter(company=firm, user=c).update(role="accountant")
        assert let_in(orders.get_invoice, c, slug, paper)
        Order.objects.filter(pk=invoice.order_id).update(customer=c)
        CompanyMember.objects.filter(company=firm, user=c).update(role="buyer")
        assert let_in(orders.get_invoice, c, slug, paper), "of what she placed"
        Order.objects.filter(pk=invoice.order_id).update(customer=None, company=None)
        for somebody in NOBODY:
            assert not orders.documents_of(somebody).exists()


def companies_are_their_peoples(house: House) -> None:
    with undone():
        a, b, c = (person(house, letter) for letter in "ABC")
        firm, now = Company.objects.get(name="CompanyCanaryAnna"), timezone.now()
        assert companies.get_membership(c, firm.key).user == c
        assert refused(companies.get_membership, b, firm.key)
        assert refused(companies.get_membership, c, uuid4())
        assert companies.get_leading(a, firm.key).user == a
        assert refused(companies.get_leading, c, firm.key)
        assert refused(companies.get_leading, b, firm.key)
        CompanyMember.objects.filter(user=c).delete()
        assert refused(companies.get_membership, c, firm.key)
        for somebody in NOBODY:
            assert not companies.memberships_of(somebody).exists()
            assert companies.verified_addresses(somebody) == []
            assert not companies.invitations_for(somebody).exists()
        with pytest.MonkeyPatch.context() as patch:
            # Without a number she is not even looked up.
            patch.setattr(CompanyMember.objects, "filter", lambda **fields: CompanyMember.objects.all())
            patch.setattr(EmailAddress.objects, "filter", lambda **fields: EmailAddress.objects.all())
            assert not companies.memberships_of(UNKEPT).exists()
            assert companies.verified_addresses(UNKEPT) == []
        EmailAddress.objects.create(user=b, email="guessed@example.com", verified=False)
        EmailAddress.objects.create(user=b, email="proven@example.com", verified=True)
        assert {b.email, "proven@example.com"} <= set(companies.verified_addresses(b))
        assert "guessed@example.com" not in companies.verified_addresses(b)
        assert a.email not in companies.verified_addresses(b)
        rows = {
            word: CompanyInvitation.objects.create(
                company=firm, email=email, role="buyer", invited_by=a, sent_at=now, expires_at=now + timedelta(days=7),
                **{**fields, "token_hash": f"{number:064}"},
            )
            for number, (word, email, fields) in enumerate((
                ("open", "proven@example.com", {}), ("unproven", "guessed@example.com", {}),
                ("another's", a.email, {}),
            ))
        }  # fmt: skip
        assert list(companies.invitations_for(b).filter(company=firm)) == [rows["open"]]
        for ended in ({"accepted_at": now}, {"revoked_at": now}):
            with undone():
                CompanyInvitation.objects.filter(pk=rows["open"].pk).update(**ended)
                assert not companies.invitations_for(b).filter(company=firm).exists()
