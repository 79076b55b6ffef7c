"""The report's figures, against examples worked out by hand, and who may see them."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kb.models import ArticlePage, ArticleView, TopicPage, Vote
from kb.reading import queries
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic

TODAY = date(2026, 3, 28)
REPORT = "/admin/reports/reading/"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2026-03-28T12:00:00+01:00", tick=False):
        yield


def views(article: ArticlePage, *seconds: int | None, day: date = TODAY, **fields: Any) -> None:
    """One view for each time given; None was opened and never timed."""
    start = ArticleView.objects.count() + 1
    for number, each in enumerate(seconds, start):
        ArticleView.objects.create(
            id=f"{number:032x}",
            article=article,
            day=day,
            device="l",
            source="d",
            timed=each is not None,
            active_ms=(each or 0) * 1000,
            **fields,
        )


def votes(article: ArticlePage, yes: int, no: int, day: date = TODAY) -> None:
    Vote.objects.bulk_create(
        Vote(article=article, helpful=helpful, day=day) for helpful in [True] * yes + [False] * no
    )


def figures(article: ArticlePage) -> queries.Figures:
    return queries.figures([article], TODAY)[article.pk]


def test_the_figures_are_those_worked_out_by_hand(article: ArticlePage) -> None:
    article.expected_seconds = 100
    views(article, 10, 20, 30, 40, 50, 60, 90, 120, None, None, scroll_percent=50)
    votes(article, yes=6, no=2)
    found = figures(article)
    assert (found.views, found.coverage) == (10, 0.8)
    assert (found.p25, found.median, found.p75) == (27.5, 45.0, 67.5)
    assert found.under_minute == 5 / 8
    assert (found.votes, found.helpful) == (8, 0.75)


def test_views_are_counted_by_how_they_were_read(article: ArticlePage) -> None:
    article.expected_seconds = 100
    views(article, *[5] * 5, scroll_percent=10)
    views(article, *[40] * 6, *[90] * 7, scroll_percent=80)
    views(article, 300, scroll_percent=100)
    assert figures(article).classes == {"bounce": 5, "glance": 0, "scan": 6, "read": 7, "struggle": None}


def test_fewer_than_five_readers_are_not_shown(article: ArticlePage) -> None:
    views(article, 10, 20, 30, 40)
    votes(article, yes=4, no=0)
    assert figures(article) == queries.Figures()


def test_times_need_five_timed_views_of_their_own(article: ArticlePage) -> None:
    views(article, 10, 20, 30, 40, None, None)
    found = figures(article)
    assert (found.views, found.coverage, found.median, found.classes) == (6, 4 / 6, None, {})


def test_only_the_last_28_days_count(article: ArticlePage) -> None:
    views(article, *[30] * 5, day=TODAY - timedelta(days=27))
    views(article, *[90] * 5, day=TODAY - timedelta(days=28))
    assert (figures(article).views, figures(article).median) == (5, 30)


def test_an_editor_finds_the_report_in_the_menu(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, 10, 20, 30, 40, 50)
    editor = as_user(eva)
    assert REPORT in editor.get("/admin/").content.decode()
    page = editor.get(REPORT).content.decode()
    assert "Where is my parcel?" in page
    assert "0:30" in page


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
    assert "May be out of date" not in editor.get(REPORT).content.decode()
    with time_machine.travel("2026-03-28T13:00:00+01:00", tick=False):
        article.save_revision().publish()
    make_article(make_topic("Доставка", "ru"), "Где посылка?", translation_key=key)
    ArticlePage.objects.filter(title="Где посылка?").update(last_published_at="2026-03-29T00:00:00Z")
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
    views(article, 10, 20, 30, 40, 50)
    text = b"".join(as_user(eva).get(f"{REPORT}?export=csv")).decode()
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Question"], row["Language"], row["Views"]) == ("Where is my parcel?", "en", "5")
    assert (row["Median (s)"], row["Helped"]) == ("30.0", "")


def test_an_editor_takes_the_figures_as_xlsx(as_user: Any, eva: User, article: ArticlePage) -> None:
    views(article, 10, 20, 30, 40, 50)
    answer = as_user(eva).get(f"{REPORT}?export=xlsx")
    heads, row = load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(values_only=True)
    assert dict(zip(heads, row, strict=True))["Median (s)"] == 30


def test_more_articles_do_not_add_queries(as_user: Any, eva: User, topic: TopicPage) -> None:
    editor = as_user(eva)
    make_article(topic, "First?")
    editor.get(REPORT)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(REPORT).status_code == 200
        return len(captured)

    one = count()
    for number in range(5):
        views(make_article(topic, f"Question {number}?"), 10, 20)
    assert count() == one
