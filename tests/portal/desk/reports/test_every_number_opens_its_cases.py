"""Whatever number stands on a page of figures: the list behind it is as long as the number says."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal.desk.figures.scope import Scope
from portal.desk.reports.asking import DIMENSIONS
from portal.desk.reports.every import figures, lists_cases
from portal.desk.reports.shown import last_day
from returns.models import Case

NAMES = [name for name, figure in figures().items() if lists_cases(figure)]


@pytest.fixture
def scope() -> Scope:
    today = timezone.localdate()
    return Scope(today - timedelta(days=29), today)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_part_day_and_group_has_as_many_cases_as_it_says(
    name: str, month: list[Case], scope: Scope
) -> None:
    figure = figures()[name]
    whole = figure.compute(scope)
    assert figure.cases(scope).count() == whole.listed
    for part in whole.parts:
        assert figure.cases(scope, part.key).count() == part.listed, part.key
    for first, result in figure.series(scope, "week"):
        week = Scope(max(first, scope.since), min(last_day(first, "week"), scope.until))
        assert figure.cases(week).count() == result.listed, first
    for by in DIMENSIONS:
        for label, key, result in figure.by(scope, by):
            chosen: Any = int(key) if by in ("team", "agent", "article") else key
            group = Scope(scope.since, scope.until, **{by: chosen})
            assert figure.cases(group).count() == result.listed, label


def listed(client: Any, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    return int(response.context["total"])


def test_the_links_of_the_overview_open_lists_that_are_not_empty(sara: Any, month: list[Case], as_user: Any) -> None:
    client = as_user(sara)
    page = BeautifulSoup(client.get(reverse("figures:overview")).content, "html.parser")
    links = {a["href"] for a in page.select(".reports-tile__value a, .reports-table a")}
    assert len(links) > 20
    for url in sorted(links):
        assert listed(client, url) > 0, url


@pytest.mark.parametrize("name", ["first_response", "contacts", "link_rate", "csat", "contact_rate_net"])
def test_each_cell_of_a_figures_page_opens_as_many_cases_as_it_says(
    name: str, sara: Any, month: list[Case], as_user: Any
) -> None:
    client = as_user(sara)
    figure, today = figures()[name], timezone.localdate()
    whole = figure.compute(Scope(today - timedelta(days=29), today))
    page = BeautifulSoup(client.get(reverse("figures:figure", args=[name])).content, "html.parser")
    value = page.select_one(".reports-tile__value a")
    assert value
    assert listed(client, value["href"]) == whole.listed
    bars = {a["href"] for a in page.select("svg.reports-svg a")}
    assert bars
    assert bars <= {a["href"] for a in page.select(".reports-table a")}
    for row in page.select(".reports-table tr"):
        cells = row.select("td a")
        if cells and name != "contacts" and not name.startswith("contact"):
            assert listed(client, cells[-1]["href"]) == int(cells[-1].text.replace(",", "")), row


def test_a_cell_of_the_week_opens_its_cases(sara: Any, month: list[Case], as_user: Any) -> None:
    client, today = as_user(sara), timezone.localdate()
    days = {"period": "custom", "since": today - timedelta(days=40), "until": today}
    response = client.get(reverse("figures:week"), days)
    hours = [hour for _label, row in response.context["rows"] for hour in row]
    assert sum(hour.total for hour in hours) > 0
    for hour in hours:
        assert bool(hour.url) == bool(hour.cases)
        if hour.url:
            assert listed(client, hour.url) == hour.cases


def test_a_filter_reaches_the_list(sara: Any, month: list[Case], as_user: Any) -> None:
    client = as_user(sara)
    url = reverse("figures:cases", args=["cases"])
    assert listed(client, url) == 8
    assert listed(client, f"{url}?{urlencode({'language': 'pl'})}") == 4
    assert listed(client, f"{url}?{urlencode({'period': '7', 'language': 'en'})}") == 1


def test_an_unknown_figure_part_or_hour_is_not_found(sara: Any, as_user: Any) -> None:
    client = as_user(sara)
    for url in (
        reverse("figures:figure", args=["luck"]),
        reverse("figures:cases", args=["luck"]),
        reverse("figures:cases", args=["nps"]),
        reverse("figures:cases", args=["link_rate"]) + "?part=luck",
        reverse("figures:week_cases") + "?hour=168",
        reverse("figures:week_cases"),
    ):
        assert client.get(url).status_code == 404, url


def test_a_list_is_taken_along_whole(sara: Any, month: list[Case], as_user: Any) -> None:
    Case.objects.filter(pk=month[0].pk).update(subject="=HYPERLINK(1)")
    response = as_user(sara).get(reverse("figures:cases", args=["cases"]) + "?export=csv")
    text = b"".join(response).decode()
    assert text.count("\r\n") == 9
    assert "'=HYPERLINK(1)" in text
