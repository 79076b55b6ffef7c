"""From a row of a report to its remedy in one click: in force at the next search, marked, and gone from the list."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from kb.models import SearchHandling, SearchQuery, Synonym
from kb.search import log
from kb.search.handling import settle
from kb.search.overview import figures
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import polish_articles, titles

IN_VAIN = "/admin/reports/searches-without-results/"
UNOPENED = "/admin/reports/searches-without-a-click/"
WITH_CASE = "/admin/reports/searches-that-ended-in-a-case/"
HANDLED = "/admin/reports/searches-dealt-with/"
OVERVIEW = "/admin/reports/searches/"
LINK = "/admin/help/recommend-article/"
DISMISS = "/admin/help/search-dealt-with/"
NOW = datetime(2026, 3, 28, 12, tzinfo=timezone.get_default_timezone())


def in_vain(text: str, language: str = "pl", times: int = 2, day: date | None = None) -> None:
    for _time in range(times):
        log.count_search(log.Searched(language, 0, text), day or timezone.localdate())


def address(path: str, text: str, language: str = "pl", **more: str) -> str:
    return f"{path}?{urlencode({'language': language, 'searched': text, 'report': 'without-results', **more})}"


@pytest.fixture
def editor(own_index: Path, eva: User, as_user: Any) -> Client:
    polish_articles()
    in_vain("kurier")
    return as_user(eva)


def test_a_synonym_counts_from_the_next_search_on_and_the_row_is_done(editor: Client, eva: User) -> None:
    row = editor.get(IN_VAIN).content.decode()
    form = address("/admin/synonyms/new/", "kurier", words="kurier, ")
    assert "/admin/synonyms/new/?language=pl&amp;words=kurier%2C+&amp;searched=kurier" in row
    page = editor.get(form).content.decode()
    assert 'value="kurier, "' in page or 'value="kurier,"' in page
    assert titles("kurier", "pl") == []
    done = editor.post(form, {"language": "pl", "words": "kurier, paczka"}, follow=True)
    assert done.redirect_chain[-1][0] == IN_VAIN
    assert "“kurier” shows" in done.content.decode()
    assert titles("kurier", "pl") == ["Gdzie jest moja paczka?"]
    handling = SearchHandling.objects.get()
    assert (handling.remedy, handling.handled_by, handling.text) == ("synonym", eva, "kurier")
    assert "/admin/synonyms/new/?" not in editor.get(IN_VAIN).content.decode()


def test_a_wrong_synonym_settles_nothing(editor: Client) -> None:
    form = address("/admin/synonyms/new/", "kurier")
    assert editor.post(form, {"language": "pl", "words": "kurier"}).status_code == 200
    assert not Synonym.objects.exists()
    assert not SearchHandling.objects.exists()
    assert "kurier" in editor.get(IN_VAIN).content.decode()


def test_a_recommended_article_is_shown_at_the_next_search(editor: Client, eva: User) -> None:
    article = make_article(make_topic("Dostawa", language="pl"), "Kto przywozi zamówienia?", short_answer="Firma.")
    form = address(LINK, "kurier")
    assert f'href="{form}"'.replace("&", "&amp;") in editor.get(IN_VAIN).content.decode()
    assert 'value="kurier"' in editor.get(form).content.decode()
    assert editor.post(form, {"words": "kurier", "article": ""}).status_code == 200
    for _time in range(2):
        assert editor.post(form, {"words": "Kurier ", "article": article.pk})["Location"] == IN_VAIN
    assert SearchPromotion.objects.get().query.query_string == "kurier"
    assert titles("kuriera", "pl")[0] == "Kto przywozi zamówienia?"
    assert SearchHandling.objects.get().remedy == "promotion"
    assert "kurier" in editor.get("/admin/searchpicks/").content.decode()


def test_an_article_that_was_started_settles_the_search(editor: Client) -> None:
    topic = make_topic("Dostawa", language="pl")
    form = address("/admin/help/start-article/", "kurier", title="kurier")
    assert 'value="Kurier"' in editor.get(form).content.decode()
    editor.post(form, {"title": "Kiedy kurier?", "short_answer": "Jutro.", "topic": topic.pk})
    assert SearchHandling.objects.get().remedy == "article"


def test_a_new_article_begins_in_the_topic_of_what_is_found_nearest(editor: Client) -> None:
    make_topic("Aktualności", language="pl")
    form = editor.get("/admin/help/start-article/", {"language": "pl", "title": "zwrot kosztów"}).content.decode()
    assert re.search(r"<option[^>]* selected>Pomoc<", form)
    assert "selected>" not in editor.get(
        "/admin/help/start-article/", {"language": "pl", "title": "qwzyx"}
    ).content.decode().replace('<option value="" selected>', "")


def test_what_needs_nothing_leaves_the_list_and_comes_back_when_it_happens_again(editor: Client) -> None:
    assert editor.get(address(DISMISS, "kurier")).status_code == 405
    assert editor.post(address(DISMISS, "kurier"))["Location"] == IN_VAIN
    assert DISMISS not in editor.get(IN_VAIN).content.decode()
    in_vain("kurier", times=3)
    again = editor.get(IN_VAIN, {"export": "csv"}).getvalue().decode()
    assert "kurier,pl,3,3,0,0,0" in again, "only what came after counts, on the same day too"
    in_vain("inne", times=0)
    handled = editor.get(HANDLED).content.decode()
    assert "kurier" in handled
    assert "Nothing to do" in handled
    assert "Eva Maj" in handled


@pytest.mark.django_db
def test_settling_closes_every_day_of_one_text_in_one_language(eva: User) -> None:
    for day in range(3):
        in_vain("kurier", day=NOW.date() - timedelta(days=day))
    in_vain("kurier", "en", day=NOW.date())
    handling = settle("pl", "kurier", SearchHandling.Remedy.NOTHING, eva, NOW)
    assert handling is not None
    assert handling.rows.count() == 3
    assert list(SearchQuery.objects.filter(handling=None).values_list("language", flat=True)) == ["en"]
    assert settle("pl", "kurier", SearchHandling.Remedy.NOTHING, eva, NOW) is None
    assert SearchHandling.objects.count() == 1


@pytest.mark.django_db
def test_a_handled_text_is_forgotten_with_its_last_count(eva: User) -> None:
    in_vain("anna nowak", times=1, day=NOW.date() - timedelta(days=20))
    in_vain("kurier", times=5, day=NOW.date() - timedelta(days=20))
    for text in ("anna nowak", "kurier"):
        settle("pl", text, SearchHandling.Remedy.NOTHING, eva, NOW - timedelta(days=19))
    log.purge(NOW.date())
    assert list(SearchHandling.objects.values_list("text", flat=True)) == ["kurier"]
    eva.delete()
    assert SearchHandling.objects.get().handled_by is None


@pytest.mark.django_db
def test_searches_that_ended_in_a_case_have_a_report(eva: User, as_user: Any) -> None:
    in_vain("kurier")
    searched = log.Searched("en", 4, "refund")
    log.count_search(searched, timezone.localdate())
    log.count_case(searched, timezone.localdate())
    page = as_user(eva).get(WITH_CASE).content.decode()
    assert "refund" in page
    assert "kurier" not in page
    ordered = as_user(eva).get(WITH_CASE, {"ordering": "searches"})
    assert ordered.status_code == 200


@pytest.mark.django_db
def test_a_text_that_looks_like_a_formula_is_text_in_a_spreadsheet(eva: User, as_user: Any) -> None:
    in_vain("=cmd|' /c calc'!a1")
    sheet = as_user(eva).get(IN_VAIN, {"export": "csv"}).getvalue().decode()
    assert "'=cmd" in sheet
    workbook = as_user(eva).get(IN_VAIN, {"export": "xlsx"})
    assert b"".join(workbook.streaming_content)[:2] == b"PK"


@pytest.mark.django_db
def test_figures_compare_this_month_with_the_one_before() -> None:
    today = NOW.date()
    for days, searches, lost, clicks, cases in (
        (0, 10, 2, 4, 1),
        (29, 10, 0, 4, 0),
        (30, 5, 5, 0, 0),
        (59, 5, 0, 5, 0),
        (60, 99, 0, 0, 0),
    ):
        SearchQuery.objects.create(
            day=today - timedelta(days=days),
            language="pl",
            text="kurier",
            searches=searches,
            without_result=lost,
            clicks=clicks,
            cases=cases,
        )
    whole, english, polish, _russian = figures(today)
    assert (polish.now.searches, polish.before.searches) == (20, 10)
    assert polish.change == 1.0
    assert polish.now.share_without_result == 0.1
    assert polish.before.share_without_result == 0.5
    assert polish.now.share_without_click == pytest.approx(10 / 18)
    assert polish.before.share_without_click == 0.0
    assert polish.now.share_with_case == 0.05
    assert whole.now == polish.now
    assert (english.now.share_without_result, english.change) == (None, None)


@pytest.mark.django_db
def test_the_figures_page_shows_each_language_and_goes_into_a_spreadsheet(
    eva: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    in_vain("kurier")
    client = as_user(eva)
    page = client.get(OVERVIEW).content.decode()
    assert "Polski" in page
    assert "100%" in page
    assert IN_VAIN in page
    sheet = client.get(OVERVIEW, {"export": "csv"}).getvalue().decode()
    assert "Polski,2,0,1.0" in sheet
    with django_assert_max_num_queries(2):
        figures(timezone.localdate())


@pytest.mark.django_db
def test_others_see_and_settle_nothing(mia: User, ben: User, as_user: Any, client: Client) -> None:
    in_vain("kurier")
    for who in (as_user(mia), as_user(ben), client):
        for path in (IN_VAIN, UNOPENED, WITH_CASE, HANDLED, OVERVIEW, address(LINK, "kurier")):
            answer = who.get(path)
            assert answer.status_code in (302, 403), path
        who.post(address(DISMISS, "kurier"))
        who.post(address(LINK, "kurier"), {"words": "kurier", "article": 1})
    assert not SearchHandling.objects.exists()
    assert not Query.objects.exists()
    menu = as_user(mia).get("/admin/").content.decode()
    assert IN_VAIN not in menu


@pytest.mark.django_db
def test_wagtails_own_list_of_texts_as_typed_is_not_in_the_menu(admin_client: Client) -> None:
    menu = admin_client.get("/admin/").content.decode()
    assert OVERVIEW in menu
    assert "search-terms" not in menu


@pytest.mark.django_db
def test_one_click_does_not_hide_forty_searches_that_opened_nothing(eva: User, as_user: Any) -> None:
    for text, searches, lost, clicks in (
        ("kurier", 41, 0, 1),
        ("half", 60, 10, 25),
        ("answered", 90, 0, 60),
        ("opened twice each", 5, 0, 10),
        ("never found", 9, 9, 0),
    ):
        SearchQuery.objects.create(
            day=timezone.localdate(), language="pl", text=text, searches=searches, without_result=lost, clicks=clicks
        )
    sheet = as_user(eva).get(UNOPENED, {"export": "csv"}).getvalue().decode()
    assert [line.partition(",")[0] for line in sheet.splitlines()[1:]] == ["kurier", "half"], "most passed over first"
    assert as_user(eva).get(UNOPENED, {"ordering": "clicks"}).status_code == 200
    assert "report=without-click" in as_user(eva).get(UNOPENED).content.decode()
