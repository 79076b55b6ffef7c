"""Each door asked by itself, without a page around it: what it lets whom have, of own, foreign, lost and ended things.

Every function takes the world and nothing else: the mutation run (mutants.py) asks them as well.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import timezone

from kb.access import visible_to
from kb.rules import audiences_for
from orders import access as orders
from orders.access import Guest
from orders.companies import access as companies
from orders.door import OPENED, for_readers, reader
from orders.models import Company, CompanyInvitation, CompanyMember, Invoice, Order, OrderLink
from portal.accounts.middleware import StaffNeedSecondFactor
from portal.accounts.models import User
from portal.api.door import find_shipment, order_of, shipment_of, shop_of
from portal.api.models import ApiKey
from portal.api.problems import Problem
from portal.callbacks.models import Callback
from portal.callbacks.tokens import callback_of, token_of
from portal.desk.access import AgentsOnly
from portal.desk.customers.access import ADDRESS, get_customer, get_guest
from portal.desk.reports.access import FiguresOnly, may_open_cases, may_see_agents, may_see_figures
from portal.live import door as live
from portal.proactive.access import get_nudge
from portal.proactive.models import Nudge
from portal.surveys.door import invitation_of
from returns import access as returns
from returns.complaints.access import get_decision
from returns.logistics.access import get_case_to_read, get_label
from returns.models import Attachment, Case, Decision, Draft, Message, ReturnLabel, Upload
from returns.rules import Role
from returns.starting.access import drafts_of, get_draft
from tests.house.access.conftest import House
from tests.orders.makers import make_order
from tests.returns.makers import make_question

# Somebody whose account was never kept: signed in by what she says of herself, and without a number.
UNKEPT: Any = SimpleNamespace(pk=None, id=None, is_authenticated=True, has_perm=lambda perm, row=None: False)
NOBODY = (AnonymousUser(), UNKEPT)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def person(house: House, letter: str) -> User:
    """As the next request has her: nothing remembered."""
    return User.objects.get(pk=house.world.users[letter].pk)


def asking(user: Any, method: str = "GET", path: str = "/", **session: Any) -> Any:
    request = RequestFactory().generic(method, path)
    request.user = user
    request.session = {OPENED: session.get("opened", {})} if "opened" in session else {}
    return request


def refused(ask: Callable[..., Any], *arguments: Any, kind: type[Exception] = Http404) -> bool:
    try:
        ask(*arguments)
    except kind:
        return True
    return False


def let_in(ask: Callable[..., Any], *arguments: Any) -> bool:
    return not refused(ask, *arguments, kind=Exception)


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
        for opened in ({}, {"other": link.pk}, {order.slug: "1"}, {order.slug: 987654}, [], "x", None):
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


def cases_are_their_owners_and_agents(house: House) -> None:
    with undone():
        a, b, m, e = (person(house, letter) for letter in "ABME")
        case = Case.objects.get(reference=house.world.anna.places["case"])
        nobodys = Case.objects.get(reference=make_question(b, now=timezone.now()).reference)
        Case.objects.filter(pk=nobodys.pk).update(customer=None)
        nobodys.refresh_from_db()
        assert case in returns.cases_of(a)
        assert case not in returns.cases_of(b)
        assert returns.get_case(a, case.reference) == case
        assert refused(returns.get_case, b, case.reference)
        assert refused(returns.get_case, m, case.reference), "at her work, not as its customer"
        assert returns.get_case_to_work(m, case.reference) == case
        for user in (a, b, e, *NOBODY):
            assert refused(returns.get_case_to_work, user, case.reference)
            assert not returns.cases_to_work(user).exists()
        unsigned = SimpleNamespace(pk=a.pk, is_authenticated=False, has_perm=lambda perm, row=None: False)
        for somebody in (*NOBODY, unsigned):
            assert not returns.cases_of(somebody).exists()
            assert refused(returns.get_case, somebody, nobodys.reference)
            assert returns.role_of(somebody, nobodys) is None
            assert returns.role_of(somebody, case) is None
            assert not returns.uploads_of(somebody, uuid4()).exists()
            assert not drafts_of(somebody, timezone.now()).exists()
            assert refused(get_case_to_read, somebody, case.reference)
        assert [returns.role_of(user, case) for user in (a, b, m, e)] == [Role.CUSTOMER, None, Role.AGENT, None]
        Case.objects.filter(pk=case.pk).update(customer=m)
        case.refresh_from_db()
        assert returns.role_of(m, case) is Role.CUSTOMER
        assert refused(returns.member, asking(AnonymousUser()))
        assert returns.member(asking(a)) == a


def uploads_and_drafts_are_whose_they_are(house: House) -> None:
    with undone():
        a, b, now = person(house, "A"), person(house, "B"), timezone.now()
        key = uuid4()
        kept = [
            Upload.objects.create(
                owner=owner, key=each, name="a.jpg", content_type="image/jpeg", size=1, file="x", sha256="0" * 64,
                created_at=now,
            )
            for owner, each in ((a, key), (a, uuid4()), (b, uuid4()))
        ]  # fmt: skip
        assert list(returns.uploads_of(a, key)) == kept[:1]
        assert not returns.uploads_of(b, key).exists()
        assert not returns.uploads_of(a, uuid4()).exists()
        draft = Draft.objects.get(key=house.world.anna.places["draft"])
        assert get_draft(a, draft.key, now) == draft
        assert refused(get_draft, b, draft.key, now)
        assert refused(get_draft, a, uuid4(), now)
        assert refused(get_draft, a, draft.key, draft.expires_at + timedelta(minutes=1))


def files_are_for_who_sees_their_case(house: House) -> None:
    with undone():
        a, b, m = (person(house, letter) for letter in "ABM")
        case = Case.objects.get(reference=house.world.anna.places["case"])
        pk, other = int(house.world.anna.places["file"]), house.world.ben.places["case"]
        assert returns.get_attachment(a, case.reference, pk).pk == pk
        assert returns.get_attachment(m, case.reference, pk).pk == pk
        for user in (b, *NOBODY):
            assert refused(returns.get_attachment, user, case.reference, pk)
        for user in (a, m):
            assert refused(returns.get_attachment, user, other, pk)
            assert refused(returns.get_attachment, user, case.reference, 987654321)
        said = Message.objects.filter(case=case).first() or Message.objects.create(
            case=case, author=Role.AGENT, body="x", written_at=timezone.now(), key=uuid4()
        )
        for internal in (False, True):
            Message.objects.filter(pk=said.pk).update(internal=internal)
            Attachment.objects.filter(pk=pk).update(message=said)
            assert let_in(returns.get_attachment, a, case.reference, pk) is not internal
            assert let_in(returns.get_attachment, m, case.reference, pk)
            assert returns.is_internal(Attachment.objects.get(pk=pk)) is internal
        Case.objects.filter(pk=case.pk).update(customer=m)
        assert refused(returns.get_attachment, m, case.reference, pk), "she is the customer here"
        Attachment.objects.filter(pk=pk).update(message=None)
        assert let_in(returns.get_attachment, m, case.reference, pk)


def papers_are_for_the_owner_and_agents(house: House) -> None:
    with undone():
        a, b, m, e = (person(house, letter) for letter in "ABME")
        case = Case.objects.get(reference=house.world.anna.places["case"])
        decision = Decision.objects.get(pk=house.world.anna.places["decision"])
        for user, allowed in ((a, True), (m, True), (b, False), (e, False)):
            assert let_in(get_case_to_read, user, case.reference) is allowed
            assert let_in(get_label, user, case.reference) is allowed
            assert let_in(get_decision, user, case.reference, decision.pk) is allowed
        for user in (a, m):
            assert refused(get_decision, user, house.world.ben.places["case"], decision.pk)
            assert refused(get_decision, user, case.reference, int(house.world.ben.places["decision"]))
        assert refused(get_case_to_read, a, house.world.ben.places["case"])
        assert refused(get_case_to_read, m, "R-000000")
        ReturnLabel.objects.filter(case=case).update(replaced_at=timezone.now())
        assert refused(get_label, a, case.reference)
        Decision.objects.filter(pk=decision.pk).update(file="")
        assert refused(get_decision, a, case.reference, decision.pk)
        assert refused(get_decision, m, case.reference, decision.pk)


def offers_are_for_whom_they_were_made(house: House) -> None:
    with undone():
        a, b = person(house, "A"), person(house, "B")
        own = Nudge.objects.get(pk=house.world.anna.places["nudge"])
        assert get_nudge(asking(a), own.pk) == own
        for user in (b, AnonymousUser()):
            assert refused(get_nudge, asking(user), own.pk)
            assert refused(get_nudge, asking(user), 987654321)
        order, link = house.world.order, OrderLink.objects.latest("pk")
        link = OrderLink.objects.filter(order=order).latest("pk")
        Nudge.objects.filter(pk=own.pk).update(person=None, order=order, email=order.email.strip().lower())
        opened = {order.slug: link.pk}
        assert get_nudge(asking(AnonymousUser(), opened=opened), own.pk) == own
        assert get_nudge(asking(b, opened=opened), own.pk) == own, "signed in, and with the link to this order"
        for user in (AnonymousUser(), b, a):
            assert refused(get_nudge, asking(user, opened={}), own.pk)
        assert refused(get_nudge, asking(AnonymousUser(), opened=opened), own.pk + 1)
        Nudge.objects.filter(pk=own.pk).update(person=b)
        assert refused(get_nudge, asking(AnonymousUser(), opened=opened), own.pk)
        Nudge.objects.filter(pk=own.pk).update(person=None, order=None)
        assert refused(get_nudge, asking(AnonymousUser(), opened=opened), own.pk)


def the_desk_is_for_who_works_there(house: House) -> None:
    for letter in "ABCOMTSEPR":
        user = person(house, letter)
        works, leads, sees = letter in "MTSR", letter in "SR", letter in "MTSEPR"
        for view in (AgentsOnly, FiguresOnly):
            shown = type("Shown", (view,), {"get": lambda self, request: HttpResponse("in")}).as_view()
            allowed = works if view is AgentsOnly else may_see_figures(user)
            assert refused(shown, asking(user), kind=PermissionDenied) is not allowed
            assert refused(shown, asking(AnonymousUser()), kind=PermissionDenied)
            assert refused(shown, asking(SimpleNamespace(has_perm=lambda perm: True)), kind=PermissionDenied)
        assert may_open_cases(user) is works
        assert may_see_agents(user) is leads
        assert may_see_figures(user) <= sees
        assert refused(live.agent, asking(user), kind=PermissionDenied) is not works
    assert refused(live.agent, asking(AnonymousUser()), kind=PermissionDenied)
    assert refused(live.agent, asking(SimpleNamespace(has_perm=lambda perm: True)), kind=PermissionDenied)


def customers_pages_are_about_customers(house: House) -> None:
    with undone():
        a, m = person(house, "A"), person(house, "M")
        EmailAddress.objects.create(user=a, email="Guessed@example.com", verified=False)
        EmailAddress.objects.create(user=a, email="Proven@example.com", verified=True)
        found = get_customer(a.pk)
        assert found.user == a
        assert {a.email, "proven@example.com"} <= set(found.addresses)
        assert not {"guessed@example.com", person(house, "B").email} & set(found.addresses)
        assert refused(get_customer, m.pk)
        assert refused(get_customer, 987654321)
        case = make_question(a, now=timezone.now())
        Case.objects.filter(pk=case.pk).update(email="proven@example.com")
        assert case in Case.objects.filter(found.owns())
        assert refused(get_guest, ADDRESS.sign_object(["proven@example.com"])), "it is in an account"
        Case.objects.filter(pk=case.pk).update(customer=None)
        assert case in Case.objects.filter(found.owns()), "from before she had an account"
        guest = get_guest(ADDRESS.sign_object(["proven@example.com"]))
        assert (guest.user, guest.addresses, guest.name) == (None, ("proven@example.com",), "proven@example.com")
        assert list(Case.objects.filter(guest.owns())) == [case]
        other = make_question(a, now=timezone.now())
        Case.objects.filter(pk=other.pk).update(customer=None, email="else@example.com")
        assert other not in Case.objects.filter(found.owns())
        assert other not in Case.objects.filter(guest.owns())
        order = make_order(None, 920000001, email="buyer@example.com")
        assert get_guest(ADDRESS.sign_object(["buyer@example.com"])).addresses == ("buyer@example.com",)
        assert order in Order.objects.filter(get_guest(ADDRESS.sign_object(["buyer@example.com"])).owns())
        for wrong in ("proven@example.com", "", ADDRESS.sign_object(["a", "b"]), ADDRESS.sign_object(["x@y.example"])):
            assert refused(get_guest, wrong)
        assert found.url != guest.url
        assert found.name == a.get_full_name()


def conversations_are_their_parties(house: House) -> None:
    with undone():
        a, b, m = (person(house, letter) for letter in "ABM")
        case = Case.objects.get(reference=house.world.anna.places["question"])
        assert live.party(asking(a), case.reference).user == a
        for user in (b, m, AnonymousUser()):
            assert refused(live.party, asking(user), case.reference)
        assert live.key_of(case) == case.reference
        assert refused(live.party, asking(AnonymousUser()), live.guest_key(case)), "it is in an account"
        Case.objects.filter(pk=case.pk).update(customer=None)
        case.refresh_from_db()
        key = live.key_of(case)
        assert ":" in key
        assert live.party(asking(AnonymousUser()), key).case == case
        assert live.party(asking(b), key).user is None
        forged = signing.dumps(case.submission_key.hex, salt="another")
        unknown = signing.dumps(uuid4().hex, salt=live.SALT)
        for wrong in (key[:-1] + ("A" if key[-1] != "A" else "B"), forged, unknown, "a:b", "\0", case.reference):
            assert refused(live.party, asking(AnonymousUser()), wrong)
        assert refused(live.member, asking(AnonymousUser()))
        heard = asking(m, path=f"/?case={case.reference}")
        heard.session = SimpleNamespace(session_key="s")
        assert (live.ear_of_agent(heard).case, live.ear_of_agent(heard).is_agent) == (case.pk, True)
        Case.objects.filter(pk=case.pk).update(customer=m)
        assert live.ear_of_agent(heard).case is None
        heard = asking(m)
        heard.session = SimpleNamespace(session_key="s")
        assert live.ear_of_agent(heard).case is None
        heard = asking(m, path="/?case=R-000000")
        heard.session = SimpleNamespace(session_key="s")
        assert refused(live.ear_of_agent, heard)
        for user in (a, AnonymousUser()):
            assert refused(live.ear_of_agent, asking(user), kind=PermissionDenied)


def keys_open_their_own_shop(house: House) -> None:
    key = ApiKey.objects.get(name="first")
    request = RequestFactory().get("/")
    vars(request)["auth"] = key
    places = house.world.anna.places
    order = order_of(request, "test", places["external"])
    assert order.slug == places["order"]
    assert shipment_of(request, "test", places["external"], places["shipment"]).order == order
    assert shop_of(request, "test") == key
    for source in ("other", ""):
        assert refused(shop_of, request, source, kind=Problem)
        assert refused(order_of, request, source, places["external"], kind=Problem)
        assert refused(shipment_of, request, source, places["external"], places["shipment"], kind=Problem)
    assert refused(order_of, request, "test", "none", kind=Problem)
    theirs = ApiKey.objects.get(name="second")
    foreign = Order.objects.exclude(source="test").exclude(external_id=order.external_id).first()
    assert foreign is not None
    assert refused(order_of, request, "test", foreign.external_id, kind=Problem)
    assert refused(find_shipment, theirs, places["external"], places["shipment"], kind=Problem)
    assert refused(find_shipment, key, "none", places["shipment"], kind=Problem)
    assert refused(find_shipment, key, places["external"], "none", kind=Problem)
    with undone():
        # Two orders of a shop may name their parcels alike, and two shops their orders.
        twin = make_order(None, 930000001, source="test")
        same = make_order(None, int(order.external_id), source="other")
        for each in (twin, same):
            parcel = order.shipments.get(external_id=places["shipment"])
            parcel.pk, parcel.order = None, each
            parcel._state.adding = True
            type(parcel)._base_manager.bulk_create([parcel])
        assert find_shipment(key, places["external"], places["shipment"]).order == order
        assert find_shipment(key, twin.external_id, places["shipment"]).order == twin
        assert find_shipment(theirs, order.external_id, places["shipment"]).order == same


def links_of_mails_open_one_thing(house: House) -> None:
    call = Callback.objects.get(pk=house.world.anna.places["callpk"])
    other = Callback.objects.get(pk=house.world.ben.places["callpk"])
    assert callback_of(token_of(call)) == call
    for wrong in (call.key.hex, token_of(call)[:-1], call.key.hex + token_of(other)[32:], "x" * 54, "", uuid4().hex):
        assert callback_of(wrong) is None
    survey = house.world.anna.places["survey"]
    found = invitation_of(survey)
    assert found is not None
    assert found.token == survey
    for wrong in (survey[:-1], survey + "a", "\0", survey + "\0", "x" * 60, ""):
        assert invitation_of(wrong) is None


def staff_bring_a_second_factor(house: House) -> None:
    let_through = StaffNeedSecondFactor(lambda request: HttpResponse("in"))

    def status(user: Any, path: str, view: str = "") -> int:
        request = asking(user, path=path)
        request.resolver_match = SimpleNamespace(view_name=view) if view else None
        if view:
            answer = let_through.process_view(request)
            return answer.status_code if answer else 200
        return let_through(request).status_code

    m, a = person(house, "M"), person(house, "A")
    with override_settings(STAFF_MFA="required"):
        assert status(m, "/admin/") == 302
        assert status(m, "/orders/") == 200
        assert status(m, "/x", "cases:attachment") == 302
        assert status(m, "/x", "cases:list") == 200
        assert status(m, "/x") == 200
        assert status(a, "/x", "cases:attachment") == 200
        assert status(AnonymousUser(), "/admin/") == 200, "Wagtail asks her to sign in"
        with undone():
            from_app(m)
            assert status(m, "/admin/") == 200
            assert status(m, "/x", "cases:attachment") == 200
    with override_settings(STAFF_MFA="optional"):
        assert status(m, "/admin/") == 200
        assert refused(let_through, asking(a, path="/admin/"), kind=PermissionDenied)


def from_app(user: User) -> None:
    user.authenticator_set.create(type="totp", data={"secret": "x"})  # type: ignore[attr-defined]


DOORS: tuple[Callable[[House], None], ...] = (
    articles_are_for_their_readers,
    orders_are_their_owners,
    guests_read_the_one_order_of_their_link,
    invoices_are_for_who_may_have_them,
    companies_are_their_peoples,
    cases_are_their_owners_and_agents,
    uploads_and_drafts_are_whose_they_are,
    files_are_for_who_sees_their_case,
    papers_are_for_the_owner_and_agents,
    offers_are_for_whom_they_were_made,
    the_desk_is_for_who_works_there,
    customers_pages_are_about_customers,
    conversations_are_their_parties,
    keys_open_their_own_shop,
    links_of_mails_open_one_thing,
    staff_bring_a_second_factor,
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_door_says(house: House, door: Callable[[House], None]) -> None:
    door(house)
