"""People in the admin: named by address and role, without a password to hand over."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User
from portal.notifications.actions import store_mail
from tests.portal.test_signing_in import last_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(as_user) -> Client:
    return as_user(User.objects.create_superuser("boss@example.com"))


def test_a_new_agent_signs_in_with_a_code(operator: Client, client: Client):
    assert "first_name" not in operator.get("/admin/users/new/").content.decode()
    group = Group.objects.get(name="Agents")
    operator.post(
        "/admin/users/new/", {"email": "Nina@Example.com", "name": "Nina", "language": "pl", "groups": [group.pk]}
    )
    nina = User.objects.get(email="nina@example.com")
    assert (nina.is_staff, nina.is_superuser, nina.has_usable_password(), nina.language) == (True, False, False, "pl")
    client.post("/account/login/", {"login": "nina@example.com", "by_code": "1"})
    assert client.post("/account/login/code/confirm/", {"code": last_code("nina@example.com")}).url == "/admin/"


def test_an_agent_who_leaves_loses_role_and_flag_and_keeps_the_address(operator: Client, mia: User):
    page = operator.get(f"/admin/users/edit/{mia.pk}/").content.decode()
    assert "password1" not in page
    operator.post(
        f"/admin/users/edit/{mia.pk}/",
        {"email": "evil@example.com", "name": "Mia", "language": "en", "is_active": "on", "groups": []},
    )
    mia.refresh_from_db()
    assert (mia.email, mia.is_staff) == ("mia@example.com", False)
    assert not mia.has_perm("wagtailadmin.access_admin")


def test_an_address_that_is_taken_is_refused(operator: Client, anna: User):
    answer = operator.post("/admin/users/new/", {"email": "ANNA@example.com", "name": "A", "language": "en"})
    assert answer.status_code == 200
    assert EmailAddress.objects.filter(email=anna.email).count() == 1


def test_the_list_of_people_opens(operator: Client, anna: User):
    assert anna.email in operator.get("/admin/users/").content.decode()


def test_operators_see_which_mails_went_out_and_never_what_they_say(operator: Client):
    mail = store_mail(to="anna@example.com", subject="Your code", text="1234-5678", kind="login_code", secret=True)
    for path in ("/admin/mails/", f"/admin/mails/inspect/{mail.pk}/"):
        page = operator.get(path).content.decode()
        assert "anna@example.com" in page
        assert "1234-5678" not in page
    for path in ("new/", f"edit/{mail.pk}/", f"delete/{mail.pk}/"):
        assert operator.get(f"/admin/mails/{path}").status_code in {302, 403, 404}


@pytest.mark.parametrize("person", ["mia", "eva"])
def test_agents_and_editors_see_neither_people_nor_mails(request, as_user, person: str):
    client = as_user(request.getfixturevalue(person))
    for path in ("/admin/mails/", "/admin/users/", "/admin/users/new/"):
        assert client.get(path).status_code in {302, 403, 404}
