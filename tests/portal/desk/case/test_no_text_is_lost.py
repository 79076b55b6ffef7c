"""What an agent has begun to write waits on the server, is seen by colleagues, and goes when it was sent."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.case.drafts import keep_draft, sweep_drafts
from portal.desk.case.facts import parted
from portal.desk.models import Desk, ReplyDraft
from returns.actions import post_message
from returns.models import Case
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ola(db: None) -> User:
    user = make_user("ola@example.com", "Ola Wrona", is_staff=True)
    user.groups.add(Group.objects.get(name="Agents"))
    return user


def soup(client: Any, case: Case, *more: str) -> BeautifulSoup:
    name = "desk:step" if more else "desk:case"
    return BeautifulSoup(client.get(reverse(name, args=[case.reference, *more])).content, "html.parser")


def test_a_draft_is_found_again_and_seen_by_colleagues(question: Case, mia: User, ola: User, as_user: Any) -> None:
    url = reverse("desk:draft", args=[question.reference])
    answer = as_user(mia).post(url, {"body": "Dear Anna, I", "internal": "note", "script": "1"})
    assert answer.json() == {"said": "Draft saved"}
    page = soup(as_user(mia), question)
    assert page.select_one("#reply_body").text.strip() == "Dear Anna, I"
    assert page.select_one("[value=note]").has_attr("checked")
    assert "Mia has a draft" not in page.text
    other = soup(as_user(ola), question)
    assert "Mia has a draft" in other.text
    assert other.select_one("#reply_body").text.strip() == ""


def test_a_sent_answer_has_no_draft(question: Case, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    keep_draft(question, mia, "Dear Anna", timezone.now())
    hidden = {
        each["name"]: each.get("value", "")
        for each in soup(client, question).select("form[data-articles] [type=hidden]")
    }
    client.post(reverse("desk:case", args=[question.reference]), hidden | {"body": "Dear Anna, yes."})
    assert question.messages.last().body == "Dear Anna, yes."
    assert not ReplyDraft.objects.exists()


def test_an_answer_that_came_too_late_stays_also_on_the_server(
    question: Case, mia: User, anna: User, as_user: Any
) -> None:
    client = as_user(mia)
    hidden = {
        each["name"]: each.get("value", "")
        for each in soup(client, question).select("form[data-articles] [type=hidden]")
    }
    post_message(question, by=anna, body="One more thing", now=timezone.now())
    answer = client.post(reverse("desk:case", args=[question.reference]), hidden | {"body": "Long words"})
    assert answer.status_code == 409
    assert ReplyDraft.objects.get().body == "Long words"


def test_words_for_a_step_wait_as_well(sent_back: Case, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    sent = {"message": "Because it was worn", "what": "decline"}
    client.post(reverse("desk:draft", args=[sent_back.reference]), sent)
    assert soup(client, sent_back, "decline").select_one("textarea").text.strip() == "Because it was worn"
    assert soup(client, sent_back).select_one("#reply_body").text.strip() == ""


def test_no_words_are_no_draft_and_old_ones_go(question: Case, mia: User, as_user: Any) -> None:
    now = timezone.now()
    keep_draft(question, mia, "Hello", now - timedelta(days=91))
    assert sweep_drafts(now) == 1
    keep_draft(question, mia, "Hello", now)
    as_user(mia).post(reverse("desk:draft", args=[question.reference]), {"body": "  "})
    assert not ReplyDraft.objects.exists()


def test_a_customer_keeps_no_draft_at_the_desk(question: Case, anna: User, as_user: Any) -> None:
    answer = as_user(anna).post(reverse("desk:draft", args=[question.reference]), {"body": "Hello"})
    assert answer.status_code in {302, 403, 404}
    assert not ReplyDraft.objects.exists()


def test_answers_are_signed_and_notes_are_not(question: Case, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    client.post(reverse("desk:desk"), {"signature": "Mia, your support", "keys": ""})
    assert (Desk.objects.get().signature, Desk.objects.get().keys) == ("Mia, your support", False)
    page = soup(client, question)
    assert page.select_one("[data-keys]")["data-keys"] == "off"
    for body, more in (("Yes.", {}), ("A note", {"internal": "note"})):
        hidden = {
            each["name"]: each.get("value", "")
            for each in soup(client, question).select("form[data-articles] [type=hidden]")
        }
        client.post(reverse("desk:case", args=[question.reference]), hidden | {"body": body} | more)
    bodies = list(question.messages.values_list("body", flat=True))
    assert bodies[1:] == ["Yes.\n\nMia, your support", "A note"]


def test_quoted_mail_is_folded() -> None:
    quoted = "> one\n> two\n> three"
    assert parted(f"Yes, please.\n\n{quoted}") == ("Yes, please.", quoted)
    assert parted("> only a quote\n> of two") == ("> only a quote\n> of two", "")
    assert parted("Hello") == ("Hello", "")


def test_a_zero_byte_that_was_pasted_along_loses_no_draft(question: Case, mia: User, as_user: Any) -> None:
    url = reverse("desk:draft", args=[question.reference])
    as_user(mia).post(url, {"body": "Dear\0 Anna", "script": "1"})
    assert ReplyDraft.objects.get().body == "Dear Anna"


def test_a_zero_byte_is_no_number_of_a_case(question: Case, mia: User, as_user: Any) -> None:
    answer = as_user(mia).post(reverse("desk:join", args=[question.reference]), {"do": "link", "number": "Q-\0"})
    assert answer.status_code == 409
