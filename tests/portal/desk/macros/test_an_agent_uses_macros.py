"""Canned replies: filled in for the case, marked where a value is missing, never sent with a hole in them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from portal.accounts.models import User
from portal.desk.macros.queries import filled, macros_of, to_edit
from portal.desk.macros.rules import fill, in_language, left_open, unknown
from portal.desk.models import Macro, MacroText
from returns.models import Case, Tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def macro(db: None) -> Macro:
    made = Macro.objects.create(name="box", folder="Returns", assign="me", priority=3)
    made.tags.add(Tag.objects.create(name="returns"))
    body = "Hello {{ customer.first_name }}, pack {{ order.number }} well. {{agent.first_name}}"
    MacroText.objects.create(macro=made, language="en", body=body)
    MacroText.objects.create(macro=made, language="pl", body="Dzień dobry {{ customer.first_name }}!")
    return made


def page(client: Any, case: Case) -> dict[str, str]:
    form = BeautifulSoup(client.get(reverse("desk:case", args=[case.reference])).content, "html.parser")
    fields = form.select("form[data-articles] input[type=hidden]")
    return {field["name"]: field.get("value", "") for field in fields}


def send(client: Any, case: Case, **fields: Any) -> Any:
    return client.post(reverse("desk:case", args=[case.reference]), page(client, case) | fields)


def test_a_variable_without_a_value_stays_marked() -> None:
    assert fill("{{ a.b }} {{c}} {{ d }}", {"a.b": "1", "c": ""}) == "1 {{c}} {{ d }}"
    assert left_open("{{ a }} {{ b }} {{ a }} { c }") == ["{{ a }}", "{{ b }}"]
    assert unknown("{{ shop }} {{ shoop }}", ["shop"]) == ["{{ shoop }}"]


def test_the_customers_language_comes_first_then_the_shops() -> None:
    assert in_language({"en": "a", "pl": "b"}, "pl", "en") == ("b", "pl")
    assert in_language({"en": "a", "pl": "b"}, "ru", "en") == ("a", "en")
    assert in_language({"pl": "b"}, "ru", "en") == ("b", "pl")
    assert in_language({}, "ru", "en") == ("", "")


def test_a_macro_knows_the_case(question: Case, macro: Macro, mia: User, as_user: Any) -> None:
    url = reverse("desk:macro", args=[question.reference, macro.pk])
    answer = as_user(mia).get(url).json()
    assert answer == {"text": "Hello Anna, pack 2026-1001 well. Mia", "internal": False, "hint": ""}
    Case.objects.filter(pk=question.pk).update(language="ru")
    assert "no text in the customer's language" in as_user(mia).get(url).json()["hint"]


def test_nothing_is_sent_with_a_hole_in_it(question: Case, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    answer = send(client, question, body="Your parcel: {{ tracking }}")
    assert "Fill in or remove first: {{ tracking }}" in answer.content.decode().replace("&#x27;", "'")
    assert question.messages.count() == 1
    # Between colleagues it may stand.
    send(client, question, body="use {{ tracking }}", internal="note")
    assert question.messages.count() == 2


def test_what_else_a_macro_does_is_done_once_it_was_sent(
    question: Case, macro: Macro, mia: User, as_user: Any
) -> None:
    send(as_user(mia), question, body="Hello Anna", macros=str(macro.pk))
    question.refresh_from_db()
    macro.refresh_from_db()
    assert (question.assignee, question.priority, question.tags.get().name) == (mia, 3, "returns")
    assert (macro.used, macro.used_at is not None) == (1, True)


def test_without_javascript_a_button_brings_the_text(question: Case, macro: Macro, mia: User, as_user: Any) -> None:
    answer = send(as_user(mia), question, body="Good morning", macro=macro.pk, use_macro="1")
    form = BeautifulSoup(answer.content, "html.parser").select_one("form[data-articles]")
    assert form is not None
    assert form.select_one("textarea").text.split() == [
        "Good",
        "morning",
        "Hello",
        "Anna,",
        "pack",
        "2026-1001",
        "well.",
        "Mia",
    ]
    assert form.select_one("[name=macros]")["value"] == str(macro.pk)
    assert question.messages.count() == 1


def test_own_macros_are_nobody_elses(question: Case, macro: Macro, mia: User, eva: User, as_user: Any) -> None:
    other = User.objects.create_user("ola@example.com", is_staff=True)
    hers = Macro.objects.create(name="mine", owner=other)
    assert list(macros_of(mia)) == [macro]
    assert as_user(mia).get(reverse("desk:macro", args=[question.reference, hers.pk])).status_code == 404
    assert list(to_edit(mia)) == []
    mia.groups.add(Group.objects.get(name="Senior agents"))
    assert list(to_edit(User.objects.get(pk=mia.pk))) == [macro]


def test_agents_write_their_own_and_senior_agents_share(mia: User, macro: Macro, as_user: Any) -> None:
    client = as_user(mia)
    fields = {
        "name": "thanks", "folder": "", "is_shared": "on", "assign": "", "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0", "texts-MIN_NUM_FORMS": "0", "texts-MAX_NUM_FORMS": "1000",
        "texts-0-language": "en", "texts-0-body": "Thank you, {{ customer.nmae }}",
    }  # fmt: skip
    answer = client.post(reverse("desk_macros:add"), fields)
    assert "Nobody knows these variables" in answer.content.decode()
    client.post(reverse("desk_macros:add"), fields | {"texts-0-body": "Thank you, {{ customer.name }}"})
    made = Macro.objects.get(name="thanks")
    # She may not share: it is her own.
    assert (made.owner, made.texts.get().body) == (mia, "Thank you, {{ customer.name }}")
    assert client.get(reverse("desk_macros:edit", args=[made.pk])).status_code == 200
    assert client.get(reverse("desk_macros:edit", args=[macro.pk])).status_code in {302, 403, 404}


def test_favourites_come_first(mia: User, macro: Macro, question: Case, as_user: Any) -> None:
    later = Macro.objects.create(name="zebra", folder="Z")
    assert list(macros_of(mia)) == [macro, later]
    client = as_user(mia)
    client.post(reverse("desk:desk"), {"favourites": [later.pk]})
    assert list(macros_of(mia)) == [later, macro]
    client.post(reverse("desk:desk"), {})
    assert list(macros_of(mia)) == [macro, later]


def test_the_preview_shows_an_example_and_names_mistakes(mia: User, as_user: Any) -> None:
    answer = (
        as_user(mia).post(reverse("desk:macro_preview"), {"text": "Hello {{ customer.name }} {{ nobody }}"}).json()
    )
    assert answer["text"] == "Hello Anna Nowak {{ nobody }}"
    assert "{{ nobody }}" in answer["hint"]


def test_an_empty_value_is_named(question: Case, mia: User, macro: Macro) -> None:
    Case.objects.filter(pk=question.pk).update(order=None)
    found = filled(macro, Case.objects.get(pk=question.pk), mia)
    assert found.open == ["{{ order.number }}"]
