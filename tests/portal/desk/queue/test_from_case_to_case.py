from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.queue.place import keep_place
from returns.actions import assign, snooze
from returns.models import Case
from tests.portal.desk.conftest import ask


@pytest.fixture
def cases(anna: User) -> list[Case]:
    """Four cases, in the order of the queue."""
    made = [ask(anna, subject=f"Case {number}") for number in range(4)]
    for number, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(hours=number + 1))
    return list(Case.objects.order_by("due_at"))


@pytest.fixture
def client(mia: User, as_user: Any) -> Client:
    return as_user(mia)


def links(client: Client, **params: str) -> list[str]:
    page = BeautifulSoup(client.get(reverse("desk:queue"), params).content, "html.parser")
    return [str(link["href"]) for link in page.select(".desk-line__subject")]


def go(client: Client, url: str, step: str = "next") -> str:
    """The address one lands on from the case at `url`."""
    path, _question, query = url.partition("?")
    return client.get(reverse(f"desk:{step}", args=[path.rstrip("/").rsplit("/", 1)[-1]]) + "?" + query)["Location"]


def test_next_and_back_keep_the_view(client: Client, mia: User, cases: list[Case]) -> None:
    for case in (cases[0], cases[2]):
        assign(case, by=mia, agent=mia, version=case.version, now=timezone.now())
    first, second = links(client, view="mine")
    assert "in=view%3Dmine" in first
    assert go(client, first) == second
    assert go(client, second, "previous") == first
    assert go(client, second) == f"{reverse('desk:queue')}?view=mine"
    assert go(client, first, "previous") == f"{reverse('desk:queue')}?view=mine"


def test_a_case_that_was_dealt_with_makes_room_for_the_next(client: Client, mia: User, cases: list[Case]) -> None:
    urls = links(client)
    snooze(cases[1], by=mia, until=timezone.now() + timedelta(days=1), now=timezone.now())
    assert cases[2].reference in go(client, urls[1])
    assert cases[0].reference in go(client, urls[1], "previous")


def test_a_case_that_moved_away_does_not_take_the_agent_along(client: Client, mia: User, cases: list[Case]) -> None:
    urls = links(client)
    assign(cases[0], by=mia, agent=mia, version=cases[0].version, now=timezone.now())
    Case.objects.filter(pk=cases[0].pk).update(due_at=None)
    assert cases[1].reference in go(client, urls[0])


def test_others_that_came_before_do_not_repeat_a_case(client: Client, anna: User, cases: list[Case]) -> None:
    urls = links(client)
    new = ask(anna)
    Case.objects.filter(pk=new.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert cases[2].reference in go(client, urls[1])


def test_the_case_page_links_the_way(client: Client, cases: list[Case]) -> None:
    url = links(client)[1]
    page = BeautifulSoup(client.get(url).content, "html.parser")
    ways = {link["data-place-key"]: link["href"] for link in page.select("[data-place-key]")}
    assert set(ways) == {"g q", "k", "j"}
    assert cases[2].reference in client.get(ways["j"])["Location"]
    alone = BeautifulSoup(client.get(url.partition("?")[0]).content, "html.parser")
    assert [link["data-place-key"] for link in alone.select("[data-place-key]")] == ["g q"]


@pytest.mark.parametrize("query", ["", "in=x", "in=&at=0&v=1", "in=&at=9999999&v=1", "in=%00&at=1&v=-1", "at=1&v=1"])
def test_odd_places_lead_back_to_the_queue(client: Client, cases: list[Case], query: str) -> None:
    assert reverse("desk:queue") in go(client, f"{reverse('desk:case', args=[cases[0].reference])}?{query}")


def test_an_answer_does_not_lose_the_view(client: Client, cases: list[Case]) -> None:
    url = links(client)[1]
    path = url.partition("?")[0]
    page = BeautifulSoup(client.get(path, headers={"Referer": f"https://testserver{url}"}).content, "html.parser")
    assert f"{path}?{page.select_one('[data-place]')['data-place']}" == url
    other = client.get(path, headers={"Referer": f"https://testserver{links(client)[0]}"}).content.decode()
    assert "data-place=" not in other


def test_a_redirect_keeps_the_view(rf: Any, cases: list[Case]) -> None:
    url = reverse("desk:case", args=[cases[0].reference])
    kept = keep_place(rf.post(url + "?in=view%3Dmine&at=3&v=2&other=1"), url)
    assert kept == url + "?in=view%3Dmine&at=3&v=2"
    assert keep_place(rf.post(url), url) == url


@pytest.mark.parametrize("who", ["anna", "ben", "eva"])
def test_customers_and_editors_are_led_nowhere(
    request: pytest.FixtureRequest, who: str, as_user: Any, cases: list[Case]
) -> None:
    client = as_user(request.getfixturevalue(who))
    answer = client.get(reverse("desk:next", args=[cases[0].reference]) + "?in=&at=1&v=1")
    assert answer.status_code in {302, 403}
    assert cases[1].reference not in answer.get("Location", "")
