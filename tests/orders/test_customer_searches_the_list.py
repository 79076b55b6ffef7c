from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.actions import save_order
from orders.ingest.canonical import Address
from orders.listing import PAGE_SIZE, Wanted, order_page
from orders.models import Company, CompanyMember, CompanyRole, Order
from orders.words import fold, order_text, searched
from portal.accounts.models import User
from returns.actions import open_question
from tests.orders.makers import CANONICAL, MUG, PARCEL, PLACED, later, make_order

pytestmark = pytest.mark.django_db
LIST = reverse("orders:list")


def numbers(user: User, **asked: Any) -> list[str]:
    question = QueryDict(mutable=True)
    question.update({name: str(value) for name, value in asked.items()})
    return [row.order.number for row in order_page(user, Wanted.read(question)).rows]


@pytest.mark.parametrize(
    "words",
    [
        "1042",
        "104",
        "kubek",
        "KUBEK",
        "kub",
        "łąkowa kubek",
        "lakowa",
        "Jürgen",
        "jurgen müller",
        "wien",
    ],
)
def test_an_order_is_found_by_its_number_products_and_recipient(anna: User, words: str) -> None:
    mug = replace(MUG, name="Kubek ceramiczny „Łąkowa”")
    to = Address(name="Jürgen Müller", city="Wien", country="AT")
    make_order(anna, 1042, lines=(mug,), shipping_address=to)
    make_order(anna, 7, lines=(replace(MUG, name="Herbata"),))
    assert numbers(anna, q=words) == ["1042"]


def test_every_word_must_be_in_the_order(anna: User) -> None:
    make_order(anna, 1)
    assert numbers(anna, q="kubek herbata") == ["1"]
    assert numbers(anna, q="kubek spodek") == []


def test_a_parcels_number_finds_its_order(anna: User) -> None:
    make_order(anna, 1, parcels=(PARCEL,))
    make_order(anna, 2)
    assert numbers(anna, q="6200 0000 0000 0000 0000 0001") == ["1"]


def test_an_order_that_changes_is_found_by_its_new_words(anna: User) -> None:
    make_order(anna, 1)
    said = replace(CANONICAL, external_id="1", number="1")
    save_order(later(said, lines=(replace(MUG, name="Samowar"),)))
    assert numbers(anna, q="samowar") == ["1"]
    assert numbers(anna, q="herbata") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "%%%", "\x00", "🧶", "a" * 500, "-- ;", " "])
def test_signs_find_nothing_by_accident_and_break_nothing(anna: User, as_user: Any, words: str) -> None:
    make_order(anna, 1)
    assert as_user(anna).get(LIST, {"q": words}).status_code == 200


def test_nobody_finds_somebody_elses_order(anna: User, ben: User) -> None:
    make_order(ben, 1042, parcels=(PARCEL,))
    assert numbers(anna, q="1042") == []
    assert numbers(anna, q=PARCEL.tracking_number) == []


def test_open_and_delivered_orders_are_shown_apart(anna: User) -> None:
    for number, status in enumerate(Order.Status.values):
        make_order(anna, number + 1, status=status, placed_at=PLACED + timedelta(days=number))
    statuses = dict(Order.objects.values_list("number", "status"))
    shown = [statuses[number] for number in numbers(anna, show="open")]
    assert shown == ["shipped", "processing", "pending"]
    assert {statuses[number] for number in numbers(anna, show="delivered")} == {"delivered", "completed"}


def test_pages_of_a_filter_follow_each_other(anna: User) -> None:
    for number in range(PAGE_SIZE + 5):
        make_order(anna, number + 1, status=("pending", "processing", "shipped")[number % 3],
                   placed_at=PLACED + timedelta(hours=number // 4))  # fmt: skip
    first = order_page(anna, Wanted(show="open"))
    second = order_page(anna, Wanted.read(QueryDict(first.older.removeprefix("?"))))
    seen = [row.order.pk for page in (first, second) for row in page.rows]
    assert seen == list(Order.objects.order_by("-placed_at", "-id").values_list("pk", flat=True))
    back = order_page(anna, Wanted.read(QueryDict(second.newer.removeprefix("?"))))
    assert [row.order.pk for row in back.rows] == seen[:PAGE_SIZE]


def test_orders_with_a_case_are_shown_alone(anna: User, ben: User) -> None:
    asked, _quiet = make_order(anna, 1), make_order(anna, 2)
    open_question(
        by=anna, order=asked, subject="?", body="?", submission_key=uuid4(),
        language="en", now=timezone.now(),
    )  # fmt: skip
    assert numbers(anna, show="case") == ["1"]
    assert numbers(ben, show="case") == []


def test_a_year_is_the_shops_year(anna: User) -> None:
    make_order(anna, 1, placed_at=datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    make_order(anna, 2, placed_at=datetime(2025, 12, 31, 23, 1, tzinfo=UTC))  # 2026 in Warsaw
    assert numbers(anna, year=2025) == ["1"]
    assert numbers(anna, year=2026) == ["2"]
    assert order_page(anna).years[-1] == 2025


@pytest.mark.parametrize("asked", [{"year": "0"}, {"year": "٢٠٢٦"}, {"show": "x"}, {"show": "\x00"}])
def test_what_is_no_question_asks_for_everything(anna: User, asked: dict[str, str]) -> None:
    make_order(anna, 1)
    assert numbers(anna, **asked) == ["1"]


def test_nothing_found_says_what_to_do_next(anna: User, as_user: Any) -> None:
    make_order(anna, 1)
    page = as_user(anna).get(LIST, {"q": "<b>samowar"}).content.decode()
    assert "&lt;b&gt;samowar" in page
    assert reverse("finding:add") in page
    assert "Show all orders" in page


def test_words_and_filter_stay_while_paging(anna: User) -> None:
    for number in range(PAGE_SIZE + 1):
        make_order(anna, number + 1)
    page = order_page(anna, Wanted(text="kubek", show="open", year=2026))
    assert "q=kubek&show=open&year=2026&before=" in page.older


@pytest.fixture
def company(anna: User) -> Company:
    company = Company.objects.create(name="Firma", vat_number="PL5260250274", country="PL")
    CompanyMember.objects.create(company=company, user=anna, role=CompanyRole.BUYER, joined_at=timezone.now())
    return company


def test_orders_of_the_company_stand_among_her_own(anna: User, ben: User, company: Company) -> None:
    for number in range(6):
        order = make_order((anna, ben, anna)[number % 3], number + 1, placed_at=PLACED + timedelta(hours=number))
        if number % 3:
            Order.objects.filter(pk=order.pk).update(company=company)
    make_order(ben, 99)
    assert numbers(anna) == ["6", "5", "4", "3", "2", "1"]
    assert numbers(anna, show="open", q="kubek") == ["6", "5", "4", "3", "2", "1"]


def test_who_left_the_company_no_longer_lists_its_orders(anna: User, company: Company) -> None:
    make_order(anna, 1)
    Order.objects.update(company=company)
    assert numbers(anna) == ["1"]
    CompanyMember.objects.all().delete()
    assert numbers(anna) == []


@pytest.mark.parametrize("asked", [{}, {"show": "open"}, {"q": "kubek"}, {"show": "case"}, {"year": "2026"}])
def test_every_question_takes_four_queries(anna: User, as_user: Any, asked: dict[str, str]) -> None:
    client = as_user(anna)
    for number in range(3):
        order = make_order(anna, number + 1)
    open_question(
        by=anna, order=order, subject="?", body="?", submission_key=uuid4(),
        language="en", now=timezone.now(),
    )  # fmt: skip
    client.get(LIST, asked)
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST, asked)
    assert len(captured) == 4


def test_the_page_is_a_plain_form_that_htmx_makes_quicker(anna: User, as_user: Any) -> None:
    make_order(anna, 1)
    page = as_user(anna).get(LIST, {"show": "open"}).content.decode()
    assert 'method="get"' in page
    assert 'hx-select="#found"' in page
    assert '<input type="hidden" name="show" value="open" form="find-orders">' in page
    assert "htmx-2" in page


def test_words_are_folded_alike() -> None:
    assert fold("Żółć „ŁĄKA” #AC-1042 Straße İstanbul Ёжик") == [
        "zolc", "laka", "ac", "1042", "strasse", "istanbul", "ежик",
    ]  # fmt: skip
    assert searched("a bbb cc bbb") == ["bbb", "cc", "a"]
    assert order_text("1", ["Tea", "tea"], [{"name": "Jan"}, {"name": None}]) == " 1 tea jan "
