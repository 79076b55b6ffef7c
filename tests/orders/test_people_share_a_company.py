"""A company is set up, people are invited, roles change, people leave; each step by who may, and written down."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.companies.actions import inviting
from orders.companies.actions.members import change_role, remove
from orders.companies.rules import Refused
from orders.companies.signals import membership_changed, person_invited, person_joined
from orders.models import Company, CompanyInvitation, CompanyMember
from portal.accounts.models import User
from tests.conftest import PASSWORD, make_user
from tests.orders.makers import make_order
from tests.orders.test_a_company_shares_its_orders import make_company

pytestmark = pytest.mark.django_db
FORM = {"name": "Mill", "country": "PL", "vat_number": "526-000-12-46", "street": "", "postcode": "", "city": ""}
INVITE = {"email": "Zoe@Example.com", "role": "accountant", "language": "pl"}


@pytest.fixture
def zoe(db: None) -> User:
    return make_user("zoe@example.com", "Zoe Wilk")


def url(name: str, company: Company | None = None, *more: Any) -> str:
    return reverse(f"companies:{name}", args=[*([company.key] if company else []), *more])


@pytest.fixture
def sure(as_user: Any) -> Any:
    """A client whose person has just typed the password again."""

    def sign_in(user: User) -> Client:
        client = as_user(user)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        return client

    return sign_in


@pytest.fixture
def tokens() -> Any:
    """Tokens as they go into mails."""
    found: list[str] = []

    def hear(token: str, **kwargs: Any) -> None:
        found.append(token)

    person_invited.connect(hear, weak=False)
    yield found
    person_invited.disconnect(hear)


def invited(company: Company, by: User, email: str = "zoe@example.com", role: str = "buyer") -> CompanyInvitation:
    return inviting.invite(company, email, role, "en", by=by, now=timezone.now())


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_anna_sets_up_a_company_and_leads_it(anna: User, as_user: Any) -> None:
    client = as_user(anna)
    assert "Set up a company" in text(client, url("overview"))
    answer = client.post(url("new"), FORM)
    company = Company.objects.get()
    assert answer.url == url("detail", company)
    assert (company.vat_number, company.vat_check) == ("PL5260001246", "formal")
    assert company.members.get().role == "administrator"
    page = text(client, answer.url)
    assert "PL5260001246" in page
    assert "Invite somebody" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"vat_number": "5260001247"}, "One digit"),
        ({"vat_number": ""}, "required"),
        ({"country": "XX"}, "valid choice"),
        ({"name": "x" * 201}, "at most 200"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(anna: User, as_user: Any, change: dict, says: str) -> None:
    answer = as_user(anna).post(url("new"), FORM | {"city": "Łódź"} | change)
    page = answer.content.decode()
    assert says in page
    assert "Łódź" in page
    assert not Company.objects.exists()


def test_one_person_does_not_make_the_same_company_twice(anna: User, as_user: Any) -> None:
    client = as_user(anna)
    client.post(url("new"), FORM)
    assert "already are in a company" in client.post(url("new"), FORM).content.decode()
    assert Company.objects.count() == 1


def test_inviting_asks_for_the_password_first_and_then_does_it(anna: User, as_user: Any, tokens: list) -> None:
    company, client = make_company(administrator=anna), as_user(anna)
    answer = client.post(url("invite", company), INVITE)
    assert answer.url.startswith("/account/reauthenticate/")
    assert not CompanyInvitation.objects.exists()
    client.post(answer.url, {"password": PASSWORD, "next": url("invite", company)})
    assert CompanyInvitation.objects.get().email == "zoe@example.com"


def test_zoe_without_an_account_makes_one_and_joins(
    anna: User, sure: Any, tokens: list, django_capture_on_commit_callbacks: Any
) -> None:
    company = make_company(administrator=anna)
    with django_capture_on_commit_callbacks(execute=True):
        sure(anna).post(url("invite", company), INVITE)
    stranger = Client()
    link = url("open_invitation", None, tokens[0])
    assert stranger.get(link).url == url("join")
    page = text(stranger, url("join"))
    assert "Mill" in page
    assert "zoe@example.com" in page
    assert tokens[0] not in page
    assert CompanyInvitation.objects.get().token_hash != tokens[0]
    zoe = make_user("zoe@example.com", "Zoe")
    stranger.force_login(zoe)
    page = text(stranger, url("join"))
    action = re.search(r'action="(/account/company/invitations/\d+/)"', page)
    assert action
    assert stranger.post(action[1], {"do": "accept"}).url == url("detail", company)
    assert company.members.get(user=zoe).role == "accountant"
    assert stranger.post(action[1], {"do": "accept"}).status_code == 404
    assert "No open invitation" in text(Client(), url("join"))


def test_an_invitation_opens_nothing_for_another_address(anna: User, ben: User, as_user: Any) -> None:
    company = make_company(administrator=anna)
    invitation = invited(company, anna)
    EmailAddress.objects.create(user=ben, email="zoe@example.com", verified=False)
    client = as_user(ben)
    assert client.post(url("answer", None, invitation.pk), {"do": "accept"}).status_code == 404
    with pytest.raises(Refused):
        inviting.accept(invitation, by=ben, now=timezone.now())
    assert company.members.count() == 1
    assert "Mill" not in text(client, url("overview"))


def test_who_follows_the_link_signed_in_as_somebody_else_is_told(
    anna: User, ben: User, as_user: Any, tokens: list, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invited(make_company(administrator=anna), anna)
    client = as_user(ben)
    client.get(url("open_invitation", None, tokens[0]))
    page = text(client, url("join"))
    assert "you are signed in as ben@example.com" in page
    assert "/account/company/invitations/" not in page


def test_an_expired_used_or_taken_back_invitation_opens_nothing(anna: User, zoe: User, as_user: Any) -> None:
    company, client, later = make_company(administrator=anna), as_user(zoe), timezone.now() + timedelta(days=8)
    invitation = invited(company, anna)
    with pytest.raises(Refused, match="expired"):
        inviting.accept(invitation, by=zoe, now=later)
    CompanyInvitation.objects.update(expires_at=timezone.now())
    assert "Accept" not in text(client, url("overview"))
    inviting.take_invitation_back(invitation, by=anna, now=timezone.now())
    assert client.post(url("answer", None, invitation.pk), {"do": "accept"}).status_code == 404
    with pytest.raises(Refused):
        inviting.accept(invitation, by=zoe, now=timezone.now())
    assert company.members.count() == 1


def test_a_new_link_makes_the_old_one_worthless(
    anna: User, tokens: list, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invited(make_company(administrator=anna), anna)
        with pytest.raises(Refused, match="five minutes"):
            inviting.invite_again(invitation, by=anna, now=now)
        inviting.invite_again(invitation, by=anna, now=now + timedelta(minutes=6))
    first, second = (Client() for _ in range(2))
    first.get(url("open_invitation", None, tokens[0]))
    second.get(url("open_invitation", None, tokens[1]))
    assert "No open invitation" in text(first, url("join"))
    assert "Mill" in text(second, url("join"))


def test_declining_is_one_click(anna: User, zoe: User, as_user: Any) -> None:
    company = make_company(administrator=anna)
    invitation = invited(company, anna)
    as_user(zoe).post(url("answer", None, invitation.pk), {"do": "decline"})
    assert company.members.count() == 1
    assert company.events.first().verb == "invitation_declined"


def test_nobodys_mailbox_is_flooded(anna: User, zoe: User) -> None:
    now = timezone.now()
    for number in range(5):
        invited(make_company(f"Company {number}", administrator=anna), anna)
    with pytest.raises(Refused, match="several invitations"):
        invited(make_company("One more", administrator=anna), anna)
    many = make_company("Many", administrator=anna)
    for number in range(30):
        inviting.invite(many, f"p{number}@example.com", "buyer", "en", by=anna, now=now)
    with pytest.raises(Refused, match="30 invitations"):
        inviting.invite(many, "more@example.com", "buyer", "en", by=anna, now=now)


def test_the_same_answer_for_known_and_unknown_addresses(anna: User, ben: User, sure: Any) -> None:
    company, client = make_company(administrator=anna), sure(anna)
    answers = [
        client.post(url("invite", company), INVITE | {"email": email}, follow=True).content.decode()
        for email in ("ben@example.com", "nobody@example.com")
    ]
    assert answers[0].count("is on its way") == answers[1].count("is on its way") == 1


@pytest.mark.parametrize("role", ["buyer", "accountant"])
def test_only_administrators_change_anything(anna: User, zoe: User, sure: Any, role: str) -> None:
    company = make_company(administrator=anna, **{role: zoe})
    invitation, member = invited(company, anna, "new@example.com"), company.members.get(user=anna)
    client = sure(zoe)
    for address in (
        url("edit", company),
        url("invite", company),
        url("history", company),
        url("close", company),
        url("person", company, member.pk),
    ):
        assert client.get(address).status_code == 404
    for address in (
        url("edit", company),
        url("invite", company),
        url("close", company),
        url("check_again", company),
        url("person", company, member.pk),
        url("invitation", company, invitation.pk),
    ):
        assert client.post(address, INVITE | FORM | {"remove": "1"}).status_code == 404
    page = text(client, url("detail", company))
    assert "anna@example.com" not in page
    assert "new@example.com" not in page
    assert company.members.count() == 2


def test_ben_outside_finds_no_company(anna: User, ben: User, sure: Any) -> None:
    company, own = make_company(administrator=anna), make_company("Own", administrator=ben)
    member, invitation = company.members.get(), invited(company, anna)
    client = sure(ben)
    for name, more in (("detail", ()), ("edit", ()), ("leave", ()), ("history", ()), ("person", (member.pk,))):
        hers, none = url(name, company, *more), reverse(f"companies:{name}", args=[uuid4(), *more])
        answer, nothing = client.get(hers), client.get(none)
        assert answer.status_code == nothing.status_code == 404
        assert answer.content.replace(hers.encode(), b"") == nothing.content.replace(none.encode(), b"")
    # Numbers of another company's people and invitations, in his own company's address.
    assert client.get(url("person", own, member.pk)).status_code == 404
    assert client.post(url("person", own, member.pk), {"remove": "1"}).status_code == 404
    assert client.post(url("invitation", own, invitation.pk), {"do": "back"}).status_code == 404
    assert Company.objects.get(pk=company.pk).members.count() == 1


def test_an_administrator_changes_a_role_and_removes_a_person(anna: User, zoe: User, sure: Any) -> None:
    company = make_company(administrator=anna, buyer=zoe)
    address = url("person", company, company.members.get(user=zoe).pk)
    client = sure(anna)
    client.post(address, {"role": "accountant"})
    assert company.members.get(user=zoe).role == "accountant"
    assert "valid choice" in client.post(address, {"role": "owner"}).content.decode()
    assert client.post(address, {"remove": "1"}).url == url("detail", company)
    assert not company.members.filter(user=zoe).exists()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["", "accountant"])
def test_invitations_of_who_no_longer_leads_open_nothing(anna: User, ben: User, zoe: User, role: str) -> None:
    company = make_company(administrator=anna)
    former = CompanyMember.objects.create(company=company, user=ben, role="administrator", joined_at=timezone.now())
    invitation = invited(company, ben, role="administrator")
    if role:
        change_role(former, role, by=anna, now=timezone.now())
    else:
        remove(former, by=anna, now=timezone.now())
    with pytest.raises(Refused):
        inviting.accept(invitation, by=zoe, now=timezone.now())
    assert company.events.filter(verb="invitation_taken_back").count() == 1


def test_somebody_always_leads(anna: User, zoe: User, as_user: Any, sure: Any) -> None:
    company = make_company(administrator=anna, buyer=zoe)
    client, address = sure(anna), url("person", company, company.members.get(user=anna).pk)
    assert "needs an administrator" in client.post(address, {"role": "buyer"}).content.decode()
    assert "needs an administrator" in client.post(address, {"remove": "1"}).content.decode()
    assert "needs an administrator" in client.post(url("leave", company), follow=True).content.decode()
    assert company.members.get(user=anna).role == "administrator"
    now = timezone.now()
    change_role(company.members.get(user=zoe), "administrator", by=anna, now=now)
    assert client.post(url("leave", company)).url == url("overview")
    with pytest.raises(Refused):
        remove(company.members.get(), by=zoe, now=now)


def test_every_change_is_written_down_for_administrators(anna: User, zoe: User, as_user: Any) -> None:
    company, now = make_company(administrator=anna), timezone.now()
    inviting.accept(invited(company, anna), by=zoe, now=now)
    change_role(company.members.get(user=zoe), "accountant", by=anna, now=now)
    remove(company.members.get(user=zoe), by=anna, now=now)
    page = text(as_user(anna), url("history", company))
    for sentence in (
        "Anna Nowak invited zoe@example.com as buyer.",
        "Zoe Wilk joined with zoe@example.com as buyer.",
        "changed the role of Zoe Wilk from buyer to accountant.",
        "Anna Nowak removed Zoe Wilk.",
    ):
        assert sentence in page


def test_news_of_people_is_told_after_the_commit(
    anna: User, zoe: User, django_capture_on_commit_callbacks: Any
) -> None:
    company, heard, now = make_company(administrator=anna), [], timezone.now()

    def hear(signal: Any, **kwargs: Any) -> None:
        heard.append(kwargs.get("role", "joined"))

    for signal in (person_joined, membership_changed):
        signal.connect(hear, weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            member = inviting.accept(invited(company, anna), by=zoe, now=now)
            change_role(member, "accountant", by=anna, now=now)
            remove(member, by=anna, now=now)
    finally:
        for signal in (person_joined, membership_changed):
            signal.disconnect(hear)
    assert heard == ["joined", "accountant", ""]


def test_an_order_is_given_and_taken_out_on_its_page(anna: User, zoe: User, as_user: Any) -> None:
    company, order = make_company(administrator=zoe, buyer=anna), make_order(anna)
    hers, colleague = as_user(anna), as_user(zoe)
    page = reverse("orders:detail", args=[order.slug])
    give, out = url("give", None, order.slug), url("take_out", None, order.slug)
    assert "Give it to Mill" in text(hers, page)
    assert colleague.post(give, {"company": company.key}).status_code == 404
    assert hers.post(give, {"company": uuid4()}).status_code == 404
    assert hers.post(give, {"company": "\x00"}).status_code == 404
    hers.post(give, {"company": company.key})
    assert "Mill, ordered by Anna Nowak" in text(colleague, page)
    assert colleague.post(out).url == reverse("orders:list")
    assert colleague.get(page).status_code == 404
    assert "Give it to Mill" in text(hers, page)
    hers.post(give, {"company": company.key})
    CompanyMember.objects.filter(user=zoe).update(role="buyer")
    assert "Take it out" not in text(colleague, page)
    colleague.post(out)
    assert "Mill, ordered by Anna Nowak" in text(colleague, page)


def test_people_without_a_company_see_nothing_about_companies_on_an_order(anna: User, as_user: Any) -> None:
    page = text(as_user(anna), reverse("orders:detail", args=[make_order(anna).slug]))
    assert "company" not in page.split("<main", 1)[1].split("</main>", 1)[0].lower()


def test_more_people_do_not_add_queries(anna: User, as_user: Any, django_assert_max_num_queries: Any) -> None:
    company, client = make_company(administrator=anna), as_user(anna)
    for number in range(6):
        person = make_user(f"p{number}@example.com", f"P{number}")
        CompanyMember.objects.create(company=company, user=person, role="buyer", joined_at=timezone.now())
        invited(company, anna, f"i{number}@example.com")
    client.get(url("detail", company))
    with django_assert_max_num_queries(9):
        client.get(url("detail", company))
