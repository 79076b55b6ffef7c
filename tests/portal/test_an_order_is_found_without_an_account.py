import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.actions import issue_invoice
from orders.finding import actions
from orders.models import Order, OrderLink, OrderQuery
from portal.accounts.models import User
from portal.notifications.models import Mail
from tests.orders.makers import PLACED, make_order
from tests.orders.test_a_company_shares_its_orders import make_company

pytestmark = pytest.mark.django_db
FIND = reverse("finding:find")
GUEST = "jan@example.com"


@pytest.fixture
def order() -> Order:
    return make_order(None, 1042, email=GUEST)


def ask(client: Client, number: str = "1042", email: str = GUEST, **extra: Any) -> Any:
    """As the form is sent; what follows a commit happens at once."""
    return client.post(FIND, {"number": number, "email": email}, **extra)


@pytest.fixture
def letters(django_capture_on_commit_callbacks: Any) -> Any:
    """letters(client, …) asks and gives the mails that went out."""

    def send(client: Client, *details: str) -> list[Any]:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            assert ask(client, *details).status_code == 302
        return mail.outbox[before:]

    return send


def link_in(letter: Any) -> str:
    found = re.search(r"https?://[^/\s]+(/\S*orders/open/[\w-]{43}/)", letter.body)
    assert found, letter.body
    return found[1]


def opened(client: Client, letters: Any) -> None:
    [letter] = letters(client)
    assert client.post(link_in(letter)).status_code == 302


def detail(order: Order) -> str:
    return reverse("orders:detail", args=[order.slug])


def test_the_link_comes_by_mail_and_opens_the_order(order: Order, letters: Any) -> None:
    client = Client()
    [letter] = letters(client)
    assert letter.to == [GUEST]
    page = client.get(link_in(letter))
    assert page.status_code == 200
    assert client.get(detail(order)).status_code == 302, "looking at the link opens nothing: mail programs look too"
    answer = client.post(link_in(letter))
    assert answer["Location"] == detail(order)
    page = client.get(detail(order))
    assert page.status_code == 200
    assert "Kubek ceramiczny" in page.content.decode()
    assert reverse("account_signup") in page.content.decode()
    assert reverse("cases:return", args=[order.slug]) not in page.content.decode()


@pytest.mark.parametrize("number", ["1042", " #1042 ", "10-42"])
def test_the_number_may_be_written_as_people_write_it(order: Order, letters: Any, number: str) -> None:
    [letter] = letters(Client(), number, GUEST.upper())
    assert "link to your order 1042" in letter.subject


def test_the_page_answers_the_same_whether_there_is_an_order_or_not(order: Order) -> None:
    answers = [ask(Client(), *details) for details in (("1042", GUEST), ("9", GUEST), ("1042", "eve@example.com"))]
    assert {(answer.status_code, answer["Location"], len(answer.content)) for answer in answers} == {
        (302, reverse("finding:sent"), 0)
    }


def test_the_same_work_is_done_before_the_answer(order: Order, django_assert_max_num_queries: Any) -> None:
    """The order is looked up by a job: in the request there is nothing whose duration could tell."""
    for number, email in (("1042", GUEST), ("9", "eve@example.com")):
        with django_assert_max_num_queries(10) as asked:
            ask(Client(), number, email)
        assert not [query for query in asked.captured_queries if '"orders_order"' in query["sql"]]


def test_whoever_mistyped_is_told_by_mail(order: Order, letters: Any) -> None:
    [letter] = letters(Client(), "1043", GUEST)
    assert letter.to == [GUEST]
    assert "did not find" in letter.subject
    assert OrderLink.objects.count() == 0


def test_who_left_the_company_gets_no_link_and_a_link_from_before_opens_nothing(
    order: Order, anna: User, letters: Any
) -> None:
    company = make_company(buyer=anna)
    Order.objects.filter(pk=order.pk).update(customer=anna, company=company)
    client = Client()
    opened(client, letters)
    assert client.get(detail(order)).status_code == 200
    company.members.all().delete()
    assert client.get(detail(order)).status_code == 302
    [letter] = letters(client)
    assert "did not find" in letter.subject


def test_an_order_that_the_shop_deleted_gets_no_link(order: Order, letters: Any) -> None:
    Order.objects.filter(pk=order.pk).update(deleted_at=timezone.now())
    [letter] = letters(Client())
    assert "did not find" in letter.subject


def test_a_stranger_writes_no_address_into_a_mail(letters: Any) -> None:
    """What is typed as a number goes to anybody's mailbox: no mail program may make a link of it."""
    [letter] = letters(Client(), "Win at https://evil.example/a?b=c@d", "eve@example.com")
    for words in (letter.body, letter.alternatives[0].content):
        assert not [sign for sign in ("evil.example", "https://evil", "c@d") if sign in words]


def test_another_address_gets_no_link(order: Order, letters: Any) -> None:
    [letter] = letters(Client(), "1042", "eve@example.com")
    assert letter.to == ["eve@example.com"]
    assert "/orders/open/" not in letter.body


def test_a_link_works_once(order: Order, letters: Any) -> None:
    first, second = Client(), Client()
    [letter] = letters(first)
    first.post(link_in(letter))
    for answer in (second.get(link_in(letter)), second.post(link_in(letter))):
        assert answer.status_code == 404
        assert FIND in answer.content.decode()
    assert second.get(detail(order)).status_code == 302


def test_a_link_ends_after_a_day_and_so_does_what_it_opened(order: Order, letters: Any) -> None:
    client = Client()
    opened(client, letters)
    OrderLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(detail(order)).status_code == 302
    _link, token = actions.make_link(order, timezone.now() - timedelta(hours=24, seconds=1))
    assert Client().post(reverse("finding:open", args=[token])).status_code == 404


def test_a_link_taken_back_shuts_the_door_at_once(order: Order, letters: Any) -> None:
    client = Client()
    opened(client, letters)
    assert actions.revoke_links(order, timezone.now()) == 1
    assert client.get(detail(order)).status_code == 302


def test_somebody_done_on_a_shared_computer_closes_the_order(order: Order, letters: Any) -> None:
    client = Client()
    opened(client, letters)
    assert client.get(reverse("finding:close", args=[order.slug])).status_code == 405
    assert client.post(reverse("finding:close", args=[order.slug])).status_code == 302
    assert client.get(detail(order)).status_code == 302
    assert OrderLink.objects.get().revoked_at


def test_a_guest_sees_this_order_and_nothing_else(order: Order, letters: Any) -> None:
    client, other = Client(), make_order(None, 7, email=GUEST)
    opened(client, letters)
    assert client.get(detail(other)).status_code == 302
    assert client.get(reverse("orders:list")).status_code == 302
    assert client.get(reverse("cases:return", args=[order.slug])).status_code == 302


def test_a_guest_takes_the_invoice(order: Order, letters: Any) -> None:
    invoice = issue_invoice(order, "FV/1", PLACED.date())
    url = reverse("orders:invoice", args=[order.slug, invoice.slug])
    client = Client()
    assert client.get(url).status_code == 302
    opened(client, letters)
    assert client.get(url).status_code in (200, 202)


def test_only_a_hash_of_the_token_is_kept_and_the_mail_is_emptied(order: Order, letters: Any) -> None:
    [letter] = letters(Client())
    token = link_in(letter).rstrip("/").rpartition("/")[2]
    assert token not in str(list(OrderLink.objects.values()))
    assert token not in str(list(Mail.objects.values()))


def test_the_address_of_a_link_is_told_to_nobody(order: Order) -> None:
    _link, token = actions.make_link(order, timezone.now())
    page = Client().get(reverse("finding:open", args=[token]))
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00" * 43, "ą" * 43])
def test_a_made_up_link_opens_nothing(token: str) -> None:
    assert Client().post(reverse("finding:open", args=[token])).status_code == 404


@pytest.mark.parametrize("number", ["\x00", "", " ", "9" * 65])
def test_nonsense_gets_a_message(number: str) -> None:
    page = ask(Client(), number)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert OrderQuery.objects.count() == 0


def test_nobodys_mailbox_is_flooded(order: Order) -> None:
    answers = [ask(Client(REMOTE_ADDR=f"10.0.0.{turn}")) for turn in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [200]
    assert "a lot of tries" in answers[-1].content.decode()


def test_one_visitor_asks_ten_times_a_minute_at_most() -> None:
    answers = [ask(Client(), "1", f"somebody{turn}@example.com").status_code for turn in range(11)]
    assert answers == [302] * 10 + [200]


def test_a_question_the_queue_lost_is_answered_later(order: Order) -> None:
    query = actions.ask("1042", GUEST, "en", timezone.now())
    actions.answer(query.pk, timezone.now())
    assert OrderLink.objects.filter(order=order).count() == 1
    assert OrderQuery.objects.count() == 0
    actions.answer(query.pk, timezone.now())
    assert OrderLink.objects.count() == 1, "a job that runs twice sends one link"


def test_a_question_that_cannot_be_answered_is_given_up(order: Order) -> None:
    query = actions.ask("1042", GUEST, "en", timezone.now())
    for _try in range(5):
        actions.put_back(query.pk, timezone.now())
    assert OrderQuery.objects.count() == 0


def test_the_mail_speaks_the_language_of_the_page(order: Order, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(f"/pl{FIND}", {"number": "1042", "email": GUEST})
    assert "/pl/orders/open/" in mail.outbox[-1].body


def test_somebody_signed_in_keeps_the_order(order: Order, letters: Any, anna: User, as_user: Any) -> None:
    client = as_user(anna)
    opened(client, letters)
    page = client.get(detail(order)).content.decode()
    assert reverse("finding:keep", args=[order.slug]) in page
    assert client.post(reverse("finding:keep", args=[order.slug])).status_code == 302
    order.refresh_from_db()
    assert order.customer == anna
    assert reverse("finding:keep", args=[order.slug]) not in client.get(detail(order)).content.decode()


def test_an_order_somebody_has_is_not_taken_over_by_a_link(
    order: Order, letters: Any, anna: User, ben: User, as_user: Any
) -> None:
    client = as_user(anna)
    opened(client, letters)
    Order.objects.update(customer=ben)
    client.post(reverse("finding:keep", args=[order.slug]))
    order.refresh_from_db()
    assert order.customer == ben


def test_without_the_link_there_is_nothing_to_keep(order: Order, anna: User, as_user: Any) -> None:
    assert as_user(anna).post(reverse("finding:keep", args=[order.slug])).status_code == 404
    order.refresh_from_db()
    assert order.customer is None
