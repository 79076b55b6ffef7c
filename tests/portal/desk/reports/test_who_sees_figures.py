"""Figures are for who may see them; cases' words for who works on cases; agents' figures for who leads."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.models import Case
from tests.portal.desk.conftest import ask

PAGES = ["overview", "week", "proof"]


@pytest.mark.parametrize("name", PAGES)
def test_customers_and_agents_are_sent_away(name: str, anna: Any, mia: Any, as_user: Any) -> None:
    url = reverse(f"figures:{name}")
    assert as_user(anna).get(url).status_code in (302, 403)
    assert as_user(mia).get(url).status_code in (302, 403)


@pytest.mark.parametrize("name", PAGES)
def test_operators_see_every_page_of_an_empty_shop(name: str, olga: Any, as_user: Any) -> None:
    assert as_user(olga).get(reverse(f"figures:{name}")).status_code == 200


def test_the_menu_leads_there(olga: Any, mia: Any, as_user: Any) -> None:
    address = reverse("figures:overview").encode()
    assert address in as_user(olga).get(reverse("wagtailadmin_home")).content
    assert address not in as_user(mia).get(reverse("wagtailadmin_home")).content


def test_an_operator_reads_no_customers_words(olga: Any, sara: Any, month: list[Case], as_user: Any) -> None:
    url = reverse("figures:cases", args=["cases"])
    seen = as_user(olga).get(url).content.decode()
    assert month[0].reference in seen
    assert "Question 0" not in seen
    assert "Sara Wilk" not in seen.replace("Olga", "")
    assert "Question 0" in as_user(sara).get(url).content.decode()
    taken = b"".join(as_user(olga).get(f"{url}?export=csv")).decode()
    assert "Question 0" not in taken


def test_figures_by_agent_are_for_who_leads_and_by_name(olga: Any, sara: Any, month: list[Case], as_user: Any) -> None:
    url = reverse("figures:figure", args=["first_response"])
    page = as_user(sara).get(url, {"by": "agent"})
    names = [row.label for row in page.context["grouped"].rows]
    assert names == sorted(names)
    assert "Mia Lis" in names
    refused = as_user(olga).get(url, {"by": "agent"})
    assert "by" in refused.context["asked"].wrong
    assert "Mia Lis" not in refused.content.decode()


def test_nonsense_in_an_address_is_told_and_breaks_nothing(olga: Any, as_user: Any) -> None:
    wrong = {"period": "x", "kind": "luck", "team": "-1", "agent": "1", "by": "luck", "clock": "x", "product": "\0"}
    response = as_user(olga).get(reverse("figures:overview"), wrong)
    assert response.status_code == 200
    assert "makes no sense" in response.content.decode()


@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_every_table_is_taken_along(how: str, olga: Any, month: list[Case], as_user: Any) -> None:
    client = as_user(olga)
    for url in (
        reverse("figures:overview"),
        reverse("figures:week"),
        reverse("figures:proof"),
        reverse("figures:figure", args=["cases"]),
        reverse("figures:figure", args=["cases"]) + "?of=groups",
    ):
        response = client.get(url, {"export": how}) if "?" not in url else client.get(f"{url}&export={how}")
        assert f".{how}" in response["Content-Disposition"], url
        assert b"".join(response)


def test_more_cases_ask_no_more_of_the_database(olga: Any, anna: Any, month: list[Case], as_user: Any) -> None:
    client, url = as_user(olga), reverse("figures:figure", args=["first_response"])
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(5):
        ask(anna)
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)
