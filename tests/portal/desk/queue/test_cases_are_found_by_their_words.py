from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.desk.models import CaseLatest, CaseWords
from portal.desk.searching.asking import matching
from portal.desk.searching.due import catch_up, due
from portal.desk.searching.found import marked
from portal.desk.searching.rows import write
from portal.desk.searching.words import MOST_WORDS, asked, case_words, one_line
from returns.actions import WantedLine, close, post_message
from returns.erasing import take_out
from returns.models import Case
from tests.portal.desk.conftest import ask
from tests.returns.makers import make_case, make_order

QUEUE = "/admin/cases/"


def found(client: Any, words: str, **filters: str) -> list[str]:
    page = BeautifulSoup(client.get(QUEUE, {"q": words, **filters}).content, "html.parser")
    return [number.text for number in page.select(".desk-number")]


@pytest.fixture
def client(mia: User, as_user: Any) -> Any:
    return as_user(mia)


def test_words_of_a_message_find_their_case(client: Any, anna: User) -> None:
    case = ask(anna, body="The kettle hums all night")
    ask(anna, body="Nothing of the kind")
    catch_up(timezone.now())
    assert found(client, "kettle") == [case.reference]
    assert found(client, "night hum") == [case.reference]
    assert found(client, "kettle nothing") == []


def test_accents_and_beginnings_do_not_matter(client: Any, anna: User) -> None:
    case = ask(anna, body="Zażółć gęślą jaźń, łódź", language="pl")
    catch_up(timezone.now())
    for words in ("zazolc", "GĘŚL", "lodz", "jaz zaz"):
        assert found(client, words) == [case.reference], words


def test_words_of_a_note_are_found_and_said_to_be_a_note(client: Any, mia: User, anna: User) -> None:
    case = ask(anna)
    post_message(case, by=mia, body="Ask the warehouse about pallets", internal=True, now=timezone.now())
    catch_up(timezone.now())
    page = client.get(QUEUE, {"q": "pallet"}).content.decode()
    assert "Note:" in page
    assert "the warehouse about <mark>pallets</mark>" in page


def test_where_it_was_found_is_shown_escaped(client: Any, anna: User) -> None:
    ask(anna, body="x" * 300 + " before <i>kettle</i> after")
    catch_up(timezone.now())
    page = client.get(QUEUE, {"q": "kettle"}).content.decode()
    assert "before &lt;i&gt;<mark>kettle</mark>&lt;/i&gt; after" in page
    assert marked("<b>Kettle</b>", ["ket"]) == "&lt;b&gt;<mark>Kettle</mark>&lt;/b&gt;"


def test_a_search_can_be_narrowed_down(client: Any, anna: User) -> None:
    ask(anna, body="kettle")
    polish = ask(anna, body="kettle", language="pl")
    catch_up(timezone.now())
    assert found(client, "kettle", language="pl") == [polish.reference]
    assert found(client, "kettle", view="mine") == []


def test_a_case_is_found_as_soon_as_somebody_wrote(
    client: Any, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(anna, body="kettle")
    assert found(client, "kettle") == [case.reference]
    with django_capture_on_commit_callbacks(execute=True):
        post_message(case, by=anna, body="It whistles", now=timezone.now())
    assert found(client, "whistl") == [case.reference]
    assert CaseLatest.objects.get().last_words == "It whistles"
    with django_capture_on_commit_callbacks(execute=True):
        close(
            Case.objects.get(),
            by=User.objects.get(email="mia@example.com"),
            version=case.version + 1,
            now=timezone.now(),
        )
    assert found(client, "whistl") == [case.reference]


def test_what_nobody_announced_is_found_by_tick(mia: User, anna: User) -> None:
    case, now = ask(anna), timezone.now()
    assert due(now) == [case.pk]
    assert catch_up(now) == 1
    assert due(now) == []
    post_message(case, by=mia, body="Only between us", internal=True, now=now)
    assert due(timezone.now()) == [case.pk]
    catch_up(timezone.now())
    assert "between" in CaseWords.objects.get().words
    # Notes are no message to the customer.
    assert CaseLatest.objects.get().messages == 1


def test_old_cases_without_rows_are_found_too(anna: User) -> None:
    case = ask(anna)
    Case.objects.update(updated_at=timezone.now() - timedelta(days=900))
    assert due(timezone.now()) == [case.pk]


def test_an_emptied_case_is_found_by_its_number_only(client: Any, mia: User, anna: User) -> None:
    case = ask(anna, body="kettle")
    write([case.pk])
    take_out(Case.objects.get())
    words = CaseWords.objects.get().words
    for gone in ("kettle", "anna", "nowak", "sending"):
        assert gone not in words
    assert CaseLatest.objects.get().last_words == ""
    assert found(client, "kettle") == []
    assert found(client, case.reference, view="all") == [case.reference]


def test_an_endless_thread_keeps_its_newest_words() -> None:
    words = case_words(["Q-1"], [*(f"word{number}" for number in range(5000)), "oldest"])
    assert words.split()[:3] == ["q", "1", "word0"]
    assert len(words.split()) == MOST_WORDS
    assert "oldest" not in words


def test_words_are_asked_for_once_and_not_without_end() -> None:
    assert asked("Kettle KETTLE  żółw") == ["kettle", "zolw"]
    assert len(asked(" ".join(map(str, range(100))))) == 8
    assert asked("%_'\"* ()") == []


def test_a_long_message_is_cut_between_words() -> None:
    assert one_line("a\n\n b  c", 10) == "a b c"
    cut = one_line("word " * 100, 30)
    assert len(cut) <= 30
    assert cut.endswith("word…")


def test_a_case_number_finds_its_case_and_whoever_writes_of_it(client: Any, anna: User) -> None:
    case, later, other = ask(anna), ask(anna, body="And my"), ask(anna, body="R")
    post_message(later, by=anna, body=f"It is about {case.reference.lower()}, again", now=timezone.now())
    catch_up(timezone.now())
    for number in (case.reference, case.reference.lower(), f" {case.reference} "):
        assert sorted(found(client, number)) == sorted([case.reference, later.reference])
    assert found(client, other.reference) == [other.reference]


def test_a_case_number_is_looked_up_by_its_index(anna: User) -> None:
    for text in (ask(anna).reference, "anna@example.com"):
        cases = Case.objects.filter(matching(text)).order_by()
        if connection.vendor == "sqlite":
            assert "SCAN returns_case" not in cases.explain()
        sql, words = cases.query.sql_with_params()
        # "r" of its number, "com" of an address would be a word of nearly every case.
        assert not {word for word in map(str, words) if '"r"' in word or '"com"' in word or "'com'" in word}, sql


def test_a_case_is_found_by_its_number_before_its_words_are_kept(client: Any, anna: User) -> None:
    case = ask(anna)
    CaseWords.objects.all().delete()
    assert found(client, case.reference) == [case.reference]


def test_an_address_finds_the_cases_of_its_account_and_of_guests(client: Any, anna: User, ben: User) -> None:
    hers, his = ask(anna), ask(ben)
    guest = make_case(anna, "withdrawal", by=None, email="guest@example.com")
    catch_up(timezone.now())
    assert found(client, "Anna@Example.com") == [hers.reference]
    assert found(client, "ben@example.com") == [his.reference]
    assert found(client, "guest@example.com") == [guest.reference]
    # Not finished yet: then the words of it, the last of which may go on.
    assert found(client, "anna@exam") == [hers.reference]
    assert found(client, "nobody@example.com") == []


def test_an_orders_number_finds_its_cases_also_where_it_stands_beside(client: Any, anna: User) -> None:
    first, second = make_order(anna), make_order(anna)
    Order.objects.filter(pk=second.pk).update(number="SH-2026-77")
    lines = [WantedLine(each.lines.get().pk, 1) for each in (first, second)]
    both = make_case(anna, "complaint", order=first, more_orders=[second], lines=lines, demand="repair")
    ask(anna, body="SH 2026 77")
    catch_up(timezone.now())
    for number in ("SH-2026-77", "#SH-2026-77"):
        assert found(client, number) == [both.reference]
    assert len(found(client, "SH-2026-7")) == 2, "no whole number: the words of it"
