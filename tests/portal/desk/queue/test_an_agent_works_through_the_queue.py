from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.desk.models import SavedView
from portal.desk.searching.due import catch_up
from returns.actions import assign, change_tags, close, leave_out, post_message, snooze
from returns.models import Case, Tag, Team
from tests.portal.desk.conftest import ask

QUEUE = "/admin/cases/"


def listed(client: Any, **filters: Any) -> list[str]:
    page = BeautifulSoup(client.get(QUEUE, filters).content, "html.parser")
    return [number.text for number in page.select(".desk-number")]


def many(customer: User, count: int, order: Order | None = None, start: int = 0) -> None:
    now, tag = timezone.now(), Tag.objects.get_or_create(name="Many")[0]
    cases = Case.objects.bulk_create(
        Case(
            kind=Case.Kind.QUESTION,
            reference=f"Q-BULK{number}",
            customer=customer,
            email=customer.email,
            language="en",
            order=order,
            subject=f"Question {number}",
            opened_at=now,
            due_at=now + timedelta(hours=number),
            unanswered_since=now,
            submission_key=uuid4(),
        )
        for number in range(start, start + count)
    )
    Case.tags.through.objects.bulk_create(Case.tags.through(case_id=case.pk, tag_id=tag.pk) for case in cases)
    catch_up(now)


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_most_urgent_case_comes_first(mia: User, as_user: Any, anna: User) -> None:
    later, sooner, nothing_due = ask(anna), ask(anna), ask(anna)
    now = timezone.now()
    for case, due_at in ((later, now + timedelta(days=2)), (sooner, now - timedelta(hours=3)), (nothing_due, None)):
        Case.objects.filter(pk=case.pk).update(due_at=due_at)
    client = as_user(mia)
    assert listed(client) == [case.reference for case in (sooner, later, nothing_due)]
    assert "Overdue by 3 hours" in client.get(QUEUE).content.decode()


def test_tabs_hold_what_they_say(mia: User, as_user: Any, anna: User) -> None:
    now = timezone.now()
    mine, overdue, waiting, finished = (ask(anna, subject=subject) for subject in ("mine", "overdue", "wait", "done"))
    Case.objects.update(due_at=now + timedelta(days=3))
    assign(mine, by=mia, agent=mia, version=mine.version, now=now)
    Case.objects.filter(pk=mine.pk).update(due_at=now + timedelta(days=3))
    Case.objects.filter(pk=overdue.pk).update(due_at=now - timedelta(days=1))
    Case.objects.filter(pk=waiting.pk).update(due_at=None, unanswered_since=None)
    close(finished, by=mia, version=finished.version, now=now)
    client = as_user(mia)
    everything = {each.reference for each in (mine, overdue, waiting, finished)}
    assert set(listed(client)) == everything - {finished.reference}
    assert listed(client, view="mine") == [mine.reference]
    assert set(listed(client, view="unassigned")) == {overdue.reference, waiting.reference}
    assert listed(client, view="overdue") == [overdue.reference]
    assert listed(client, view="waiting") == [waiting.reference]
    assert set(listed(client, view="all")) == everything
    assert listed(client, view="nonsense") == listed(client)


def test_whose_turn_it_is_and_whose_team(mia: User, as_user: Any, anna: User) -> None:
    ours, theirs = ask(anna), ask(anna)
    Case.objects.filter(pk=theirs.pk).update(due_at=None, unanswered_since=None)
    team = Team.objects.create(name="Parcels")
    team.members.add(mia)
    Case.objects.filter(pk=ours.pk).update(team=team)
    client = as_user(mia)
    assert listed(client, view="us") == [ours.reference]
    assert listed(client, view="waiting") == [theirs.reference]
    assert listed(client, view="team") == [ours.reference]


def test_a_snoozed_case_is_away_until_it_wakes(mia: User, as_user: Any, anna: User) -> None:
    case, now = ask(anna), timezone.now()
    snooze(case, by=mia, until=now + timedelta(hours=1), now=now)
    client = as_user(mia)
    assert listed(client) == [] == listed(client, view="unassigned")
    assert listed(client, view="snoozed") == [case.reference]
    Case.objects.update(snoozed_until=now - timedelta(seconds=1))
    assert listed(client) == [case.reference]
    assert listed(client, view="snoozed") == []


def test_spam_and_joined_cases_are_in_no_list(mia: User, as_user: Any, anna: User) -> None:
    spam, joined, good = ask(anna), ask(anna), ask(anna)
    leave_out(spam, by=mia, why="spam", now=timezone.now())
    Case.objects.filter(pk=joined.pk).update(status=Case.Status.MERGED, merged_into=good)
    client = as_user(mia)
    assert listed(client) == listed(client, view="all") == [good.reference]
    assert listed(client, view="left_out") == [spam.reference]


def test_counts_stand_beside_the_views(mia: User, as_user: Any, anna: User) -> None:
    case = ask(anna)
    ask(anna)
    assign(case, by=mia, agent=mia, version=case.version, now=timezone.now())
    page = BeautifulSoup(as_user(mia).get(QUEUE).content, "html.parser")
    counts = {
        link.contents[0].strip(): link.select_one(".desk-views__count") for link in page.select(".desk-views__list a")
    }
    assert counts["Mine"].text == "1"
    assert counts["Open"].text == "2"
    assert counts["All, finished too"] is None


@pytest.mark.parametrize(
    ("ordering", "numbers"),
    [("due_at", "bca"), ("-opened_at", "cba"), ("opened_at", "abc"), ("-said_at", "acb"), ("-priority", "cba")],
)
def test_the_list_is_sorted_as_wanted(mia: User, as_user: Any, anna: User, ordering: str, numbers: str) -> None:
    now = timezone.now()
    for name, opened, due, priority in (("a", 3, None, 2), ("b", 2, 1, 2), ("c", 1, 2, 3)):
        case = ask(anna, subject=name, now=now - timedelta(hours=opened))
        due_at = now + timedelta(hours=due) if due else None
        Case.objects.filter(pk=case.pk).update(due_at=due_at, priority=priority)
        if name == "a":
            post_message(case, by=anna, body="And?", now=now)
    catch_up(now)
    page = BeautifulSoup(as_user(mia).get(QUEUE, {"ordering": ordering}).content, "html.parser")
    assert "".join(line.text for line in page.select(".desk-line__subject")) == numbers


@pytest.mark.parametrize("params", [{"view": "all"}, {"q": "send"}])
def test_all_cases_are_sorted_by_their_last_message_too(
    mia: User, as_user: Any, anna: User, params: dict[str, str]
) -> None:
    """Finished ones stand among them; spam and joined ones in no list."""
    now = timezone.now()
    first, *others = [ask(anna, subject=name, now=now - timedelta(hours=9)) for name in "abcd"]
    post_message(first, by=anna, body="And?", now=now)
    done, spam, joined = others
    Case.objects.filter(pk=done.pk).update(closed_at=now, status="closed")
    Case.objects.filter(pk=spam.pk).update(left_out="spam")
    Case.objects.filter(pk=joined.pk).update(status="merged", merged_into=first)
    catch_up(now)
    page = BeautifulSoup(as_user(mia).get(QUEUE, params | {"ordering": "-said_at"}).content, "html.parser")
    assert [line.text for line in page.select(".desk-line__subject")] == ["a", "b"]
    assert page.select_one('.desk-orders [aria-current="true"]').text == "Last message"


def test_the_list_shows_the_customers_last_words_escaped(mia: User, as_user: Any, anna: User) -> None:
    case = ask(anna, body="First <b>words</b>")
    post_message(case, by=anna, body="Where <script>is</script> it?", now=timezone.now())
    post_message(case, by=mia, body="A word between us", internal=True, now=timezone.now())
    catch_up(timezone.now())
    page = as_user(mia).get(QUEUE).content.decode()
    assert "Where &lt;script&gt;is&lt;/script&gt; it?" in page
    assert "First" not in page
    assert "A word between us" not in page


def test_due_today_ends_with_the_day(mia: User, as_user: Any, anna: User) -> None:
    today, tomorrow = ask(anna), ask(anna)
    midnight = timezone.localtime().replace(hour=23, minute=59, second=59)
    Case.objects.filter(pk=today.pk).update(due_at=midnight)
    Case.objects.filter(pk=tomorrow.pk).update(due_at=midnight + timedelta(minutes=1))
    assert listed(as_user(mia), view="today") == [today.reference]


def test_a_case_is_found_by_whatever_the_customer_names(
    mia: User, as_user: Any, anna: User, ben: User, question: Case
) -> None:
    ask(ben)
    client = as_user(mia)
    catch_up(timezone.now())
    for words in (question.reference, question.reference.lower(), "2026-1001", "#2026-1001", "anna@ex", "nowak"):
        assert listed(client, q=words) == [question.reference], words
    assert listed(client, q="nobody") == []


def test_searching_looks_in_finished_cases_too(mia: User, as_user: Any, question: Case) -> None:
    close(question, by=mia, version=question.version, now=timezone.now())
    catch_up(timezone.now())
    assert listed(as_user(mia)) == []
    assert listed(as_user(mia), q=question.reference) == [question.reference]


@pytest.mark.parametrize("text", ["%", "_", "\x00", "a" * 60_000, "' OR 1=1 --", "<b>", "\u202e"])
def test_odd_searches_find_nothing_and_break_nothing(mia: User, as_user: Any, anna: User, text: str) -> None:
    assert as_user(mia).get(QUEUE, {"q": text}).status_code == 200


@pytest.mark.parametrize(
    "field", ["view", "kind", "language", "ordering", "p", "tag", "team", "agent", "priority", "way", "order"]
)
def test_odd_filters_break_nothing(mia: User, as_user: Any, question: Case, field: str) -> None:
    for value in ("'", "%00", "-1", "customer__password", "99999999999999999999"):
        assert as_user(mia).get(QUEUE, {field: value}).status_code in {200, 404}


def test_kind_and_language_narrow_the_list(mia: User, as_user: Any, anna: User, sent_back: Case) -> None:
    polish = ask(anna, language="pl")
    client = as_user(mia)
    assert listed(client, kind="return") == [sent_back.reference]
    assert listed(client, language="pl") == [polish.reference]
    assert listed(client, order="2026-1001") == [sent_back.reference]


def test_tag_priority_team_and_agent_narrow_the_list(mia: User, as_user: Any, anna: User) -> None:
    case, now = ask(anna), timezone.now()
    ask(anna)
    tag, team = Tag.objects.create(name="VIP"), Team.objects.create(name="Parcels")
    change_tags(case, by=mia, add=[tag], now=now)
    Case.objects.filter(pk=case.pk).update(priority=4, team=team, assignee=mia, way="mail")
    client = as_user(mia)
    for filters in ({"tag": tag.pk}, {"priority": 4}, {"team": team.pk}, {"agent": mia.pk}, {"way": "mail"}):
        assert listed(client, **filters) == [case.reference], filters
    assert "VIP" in client.get(QUEUE).content.decode()


def test_more_cases_do_not_add_queries(mia: User, as_user: Any, anna: User, order: Order) -> None:
    client = as_user(mia)
    many(anna, 3, order)
    client.get(QUEUE)
    SavedView.objects.create(owner=mia, name="Returns", query={"kind": "return"})
    addresses = [QUEUE, f"{QUEUE}?q=question", f"{QUEUE}?view=mine&ordering=-said_at", f"{QUEUE}?tag=1&priority=2"]
    few = [queries(client, each) for each in addresses]
    many(anna, 300, order, start=3)
    SavedView.objects.create(owner=mia, name="Polish", query={"language": "pl"})
    SavedView.objects.create(owner=mia, name="VIP", query={"tag": "1", "order": "2026-1001"})
    assert [queries(client, each) for each in addresses] == few
    assert few[1] <= few[0] + 1


def test_more_messages_do_not_add_queries(mia: User, as_user: Any, anna: User, question: Case) -> None:
    client, url = as_user(mia), reverse("desk:case", args=[question.reference])
    client.get(url)
    few = queries(client, url)
    question.messages.bulk_create(
        type(question.messages.get())(case=question, author="customer", user=anna, body="?", created_at=timezone.now())
        for _ in range(50)
    )
    assert queries(client, url) == few
