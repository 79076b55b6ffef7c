"""The desk, its customers, the API and the second factor: whom their doors let in."""

from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import timezone

from orders.models import Order
from portal.accounts.middleware import StaffNeedSecondFactor
from portal.accounts.models import User
from portal.api.door import find_shipment, order_of, shipment_of, shop_of
from portal.api.models import ApiKey
from portal.api.problems import Problem
from portal.desk.access import AgentsOnly
from portal.desk.customers.access import ADDRESS, get_customer, get_guest
from portal.desk.reports.access import FiguresOnly, may_open_cases, may_see_agents, may_see_figures
from portal.live import door as live
from returns.models import Case
from tests.house.access.asking_doors import asking, person, refused, undone
from tests.house.access.conftest import House
from tests.orders.makers import make_order
from tests.returns.makers import make_question


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
