"""The report "Reading": what it counts, who may see it, and what leaves it as a file."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kb.figures import queries
from kb.figures.rules import Period, Readings
from kb.models import ArticleDay, ArticlePage, TopicPage
from kb.reading.actions import fold
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic
from tests.kb.readers import TODAY, views

REPORT = "/admin/reports/reading/"
WEEK = Period(TODAY, 7)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2026-03-28T12:00:00+01:00", tick=False):
        yield


def read(article: ArticlePage, period: Period = WEEK) -> Readings:
    return queries.by_article(period).get(article.pk, Readings({}))


def test_the_figures_are_those_worked_out_by_hand(article: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(expected_seconds=100)
    views(article, 10, 20, 30, 40, 50, 60, 90, 120, None, None, scroll_percent=50)
    views(article, 20, contacted=True, scroll_percent=50)
    found = read(article)
    assert (found.views, found.coverage) == (11, 9 / 11)
    assert (found.short_solved, found.short_failed, found.under_minute) == (5 / 9, 1 / 9, pytest.approx(6 / 9))
    assert found.classes == pytest.approx({"bounce": 0, "glance": 3 / 9, "scan": 4 / 9, "read": 2 / 9, "struggle": 0})
    assert (found.p25, found.median, found.p75) == (26.25, 41.25, 71.25)


def test_folding_days_changes_no_figure(article: ArticlePage) -> None:
    for back in range(5):
        views(article, 10, 45, None, 200, day=TODAY - timedelta(days=back), device="s", end_seen=True)
    before = read(article).counts
    assert fold(TODAY) == 3
    assert ArticleDay.objects.count() == 3
    assert {name: n for name, n in read(article).counts.items() if n} == before
    assert fold(TODAY) == 0
    assert read(article).counts["views"] == 20


def test_only_the_days_of_the_period_count(article: ArticlePage) -> None:
    views(article, *[30] * 5, day=WEEK.since)
    views(article, *[90] * 6, day=WEEK.since - timedelta(days=1))
    assert (read(article).views, read(article, WEEK.before).views) == (5, 6)


def test_phones_and_computers_are_counted_apart(article: ArticlePage) -> None:
    views(article, *[30] * 5, None, device="s")
    views(article, *[30] * 6)
    found = queries.by_device(WEEK)
    assert (found["s"].coverage, found["l"].coverage) == (5 / 6, 1.0)


def test_an_editor_finds_the_report_in_the_menu(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, 31, 31, 31, 31, 31)
    editor = as_user(eva)
    assert REPORT in editor.get("/admin/").content.decode()
    page = editor.get(REPORT).content.decode()
    assert "Where is my parcel?" in page
    assert "0:38 of 0:03 <small>(0:34 – 0:41)</small>" in page
    assert "Definition 1; days of the time zone Europe/Warsaw" in page


def test_a_chart_says_in_its_table_what_it_draws(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, *[40] * 6, scroll_percent=90)
    views(article, *[40] * 2, scroll_percent=90, searched=True)
    charts = {str(chart.title): chart for chart in as_user(eva).get(REPORT).context["charts"]}
    under = charts["Under a minute"]
    assert [(row.label, row.cells) for row in under.rows][:2] == [
        ("Short and solved", ("6", "75%")), ("Short and failed", ("2", "25%")),
    ]  # fmt: skip
    assert [(rect.look, rect.width) for rect in under.rects] == [("good", "450.00"), ("bad", "150.00")]
    assert sum(int(row.cells[0]) for row in charts["Views"].rows) == 8


def test_charts_need_no_style_of_their_own_and_no_other_host(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, *[40] * 6)
    page = as_user(eva).get(f"{REPORT}results/?days=90").content.decode()
    assert page.count("<figure") == 4
    assert 'style="' not in page
    assert "://" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize(("days", "shown"), [("7", 7), ("30", 30), ("90", 90), ("", 30), ("1000", 30), ("x", 30)])
def test_the_period_is_one_of_three(as_user: Any, eva: User, article: ArticlePage, days: str, shown: int) -> None:
    assert as_user(eva).get(f"{REPORT}?days={days}").context["period"].days == shown


@pytest.mark.parametrize(("ordering", "first"), [("-views", "Much?"), ("views", "Little?"), ("-median", "Little?")])
def test_the_list_is_sorted_by_any_figure_and_what_has_none_is_last(
    as_user: Any, eva: User, topic: TopicPage, ordering: str, first: str
) -> None:
    views(make_article(topic, "Much?"), *[20] * 9)
    views(make_article(topic, "Little?"), *[90] * 5)
    make_article(topic, "Nothing?")
    rows = as_user(eva).get(f"{REPORT}?ordering={ordering}").context["object_list"]
    assert (rows[0].title, rows[-1].title) == (first, "Nothing?")


def test_the_edit_page_leads_to_the_figures_of_its_article(
    as_user: Any, eva: User, article: ArticlePage, topic: TopicPage
) -> None:
    make_article(topic, "Something else?")
    editor = as_user(eva)
    link = f"{REPORT}?article={article.pk}"
    assert link in editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    page = editor.get(link).content.decode()
    assert "Where is my parcel?" in page
    assert "Something else?" not in page


def test_a_translation_older_than_its_source_is_marked(
    as_user: Any, eva: User, topic: TopicPage, article: ArticlePage
) -> None:
    key = article.translation_key
    make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?", translation_key=key)
    editor = as_user(eva)
    assert not any(row.outdated for row in editor.get(REPORT).context["object_list"])
    with time_machine.travel("2026-03-28T13:00:00+01:00", tick=False):
        article.save_revision().publish()
    make_article(make_topic("Доставка", "ru"), "Где посылка?", translation_key=key)
    ArticlePage.objects.filter(title="Где посылка?").update(checked_at="2026-03-29T00:00:00Z")
    page = editor.get(f"{REPORT}?outdated=true")
    assert [each.title for each in page.context["object_list"]] == ["Gdzie jest paczka?"]
    assert "May be out of date" in page.content.decode()


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"])
def test_customers_and_agents_do_not_get_the_report(
    as_user: Any, anna: User, mia: User, article: ArticlePage, address: str
) -> None:
    for user in (anna, mia):
        answer = as_user(user).get(address)
        assert answer.status_code in (302, 403)
        assert b"Where is my parcel?" not in b"".join(answer)


def test_an_editor_takes_the_figures_as_csv(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, 31, 31, 31, 31, 31)
    text = b"".join(as_user(eva).get(f"{REPORT}?export=csv")).decode()
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Question"], row["Language"], row["Views"]) == ("Where is my parcel?", "en", "5")
    assert (row["Median (s)"], row["Timed on phones"], row["Timed on computers"]) == ("37.5", "", "1.0")


def test_an_editor_takes_the_figures_as_xlsx(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, 31, 31, 31, 31, 31)
    answer = as_user(eva).get(f"{REPORT}?export=xlsx")
    heads, row = load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(values_only=True)
    found = dict(zip(heads, row, strict=True))
    assert (found["Median (s)"], found["Views"], found["Short and solved"]) == (37.5, 5, 1)


def test_more_articles_do_not_add_queries(as_user: Any, eva: User, topic: TopicPage) -> None:
    editor = as_user(eva)
    views(make_article(topic, "First?"), *[20] * 6)
    editor.get(REPORT)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(REPORT).status_code == 200
        return len(captured)

    one = count()
    for number in range(5):
        views(make_article(topic, f"Question {number}?"), *[20] * 6)
    assert count() == one
