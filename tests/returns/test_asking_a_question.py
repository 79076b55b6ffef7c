"""A question reaches us with an order and files, from people with and without an account."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from returns.models import Case
from tests.returns.makers import make_order, upload

pytestmark = pytest.mark.django_db

# github.com/minimaxir/big-list-of-naughty-strings, MIT; see data/LICENSE.blns
BIG_LIST: list[str] = json.loads(Path(__file__).with_name("data").joinpath("blns.json").read_text("utf-8"))
NAUGHTY = [
    *BIG_LIST[::12],
    "</textarea><script>window.__xss=1</script>",
    '"><img src=x onerror=window.__xss=1>',
    "{{ 7*7 }}{% debug %}",
    "\x1b[31mred",
    "line\r\nbreak\rlone\nend",
    "a" * 10_000,
    "a" * 10_001,
    "\ufeffBOM\u2028\u2029\u202e\u200b",
]


def ask(client: Client, **fields: Any) -> Any:
    values = {"submission_key": str(uuid4()), "subject": "Mug", "body": "Is it blue?", "order": ""}
    return client.post(reverse("cases:contact"), {**values, **fields}, follow=True)


def test_a_question_about_an_order_ends_on_its_case(as_user: Any, anna: Any) -> None:
    order = make_order(anna)
    client = as_user(anna)
    address = reverse("cases:contact") + f"?order={order.slug}"
    assert f'value="{order.slug}" selected' in client.get(address).content.decode()
    page = ask(client, order=order.slug, photos=[upload()]).content.decode()
    case = Case.objects.get()
    assert (case.kind, case.order, case.email, case.subject) == ("question", order, anna.email, "Mug")
    assert "Done. We have your question" in page
    assert "Our turn: by <strong>" in page
    assert "Wed 25 Nov" in page


def test_the_page_says_by_when_we_answer_before_anything_is_written(as_user: Any, anna: Any) -> None:
    assert "within 2 working days" in as_user(anna).get(reverse("cases:contact")).content.decode()


def test_the_same_question_twice_is_one_case(as_user: Any, anna: Any) -> None:
    client, key = as_user(anna), str(uuid4())
    assert ask(client, submission_key=key).redirect_chain == ask(client, submission_key=key).redirect_chain
    assert Case.objects.count() == 1


def test_another_persons_order_is_no_choice(as_user: Any, anna: Any, ben: Any) -> None:
    make_order(anna)
    foreign = make_order(ben)
    client = as_user(anna)
    page = client.get(reverse("cases:contact") + f"?order={foreign.slug}").content.decode()
    assert f'value="{foreign.slug}"' not in page
    assert ask(client, order=foreign.slug).status_code == 200
    assert not Case.objects.exists()


def test_what_is_not_on_the_form_cannot_be_set(as_user: Any, anna: Any, ben: Any) -> None:
    ask(
        as_user(anna),
        status="refunded",
        customer=ben.pk,
        email="x@example.com",
        version=9,
        kind="return",
        due_at="2000",
    )
    case = Case.objects.get()
    assert (case.status, case.customer, case.email, case.version, case.kind) == (
        "open",
        anna,
        anna.email,
        1,
        "question",
    )


def test_a_guest_is_shown_how_to_reach_us(client: Client) -> None:
    page = client.get(reverse("cases:contact")).content.decode()
    assert "Sign in and ask" in page
    assert reverse("kb:search") in page
    assert ask(client).status_code == 200
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_strange_text_is_kept_as_it_is_and_shown_as_text(as_user: Any, anna: Any, text: str) -> None:
    client = as_user(anna)
    response = ask(client, body=text, subject=text[:150], note=text)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert not page.find_all("script", src=False)
    assert not page.select("[onerror], [onload]")
    if case := Case.objects.first():
        expected = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        assert case.messages.get().body == expected
        shown = page.select_one(".message__text")
        assert shown is not None
        assert "".join(shown.get_text().split()) == "".join(expected.split())
    else:
        assert "field__error" in response.content.decode()


@pytest.mark.parametrize("key", ["", "x", "\0", "00000000-0000-0000-0000-00000000000g", "1" * 5000])
def test_a_broken_form_key_asks_to_open_the_page_again(as_user: Any, anna: Any, key: str) -> None:
    response = ask(as_user(anna), submission_key=key)
    assert response.status_code == 200
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_zero_bytes_are_refused_with_words(as_user: Any, anna: Any, text: str) -> None:
    response = ask(as_user(anna), body=text, subject=text)
    assert response.status_code == 200
    assert "Null characters are not allowed" in response.content.decode()
    assert as_user(anna).get(reverse("cases:contact"), {"order": text}).status_code == 200
    assert as_user(anna).get(reverse("cases:list"), {"before": text}).status_code == 200
