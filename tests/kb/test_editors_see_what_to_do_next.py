"""The other reports, the start page and the panel beside an article: each against a small story told by hand."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from kb.figures import cases, queries
from kb.figures.cases import ArticleCases, CaseFigures, CaseGroup
from kb.figures.gaps import gaps
from kb.figures.links import linked_from
from kb.figures.rules import Period
from kb.figures.scores import qualities
from kb.figures.todo import todo
from kb.models import ArticlePage, SearchQuery, StateArticle, Tip, TopicPage, VariableChange
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic
from tests.kb.readers import TODAY, views, votes

MONTH = Period(TODAY, 30)
REPORTS = (
    "reading", "helpfulness", "quality", "write-this-next", "stale-articles", "orphaned-articles",
)  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2026-03-28T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def shop_with_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_registered", [])
    cases.register(
        CaseFigures(
            without_article=lambda _since, _until: [CaseGroup("en", "Return: damaged", 12, "/cases/", "a.secret")],
            by_article=lambda _since, _until, articles: {pk: ArticleCases(3, 4) for pk in articles},
        )
    )


def published(article: ArticlePage, days_ago: int, **fields: Any) -> None:
    when = datetime(2026, 3, 28, 11, tzinfo=UTC) - timedelta(days=days_ago)
    ArticlePage.objects.filter(pk=article.pk).update(last_published_at=when, checked_at=when, **fields)


def searched(text: str, language: str = "en", **counts: int) -> None:
    SearchQuery.objects.create(day=TODAY, language=language, text=text, **counts)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_can_be_seen_sorted_and_taken_away(
    as_user: Any, eva: User, article: ArticlePage, name: str
) -> None:
    views(article, *[20] * 8, contacted=True)
    votes(article, yes=5, no=3, reason="unclear")
    published(article, 400)
    searched("gift card", searches=9, without_result=9)
    address, editor = f"/admin/reports/{name}/", as_user(eva)
    page = editor.get(address)
    assert page.status_code == 200
    for key in [column.sort_key for column in page.context["table"].columns.values() if column.sort_key]:
        assert editor.get(f"{address}?ordering=-{key}&days=90").status_code == 200
    assert editor.get(f"{address}results/?days=7&language=pl").status_code == 200
    heads, *rows = csv.reader(io.StringIO(b"".join(editor.get(f"{address}?export=csv")).decode()))
    sheet = load_workbook(io.BytesIO(b"".join(editor.get(f"{address}?export=xlsx")))).active
    first, *others = sheet.iter_rows(values_only=True)
    assert list(first) == heads
    assert len(others) == len(rows)
    assert all(len(row) == len(heads) for row in rows)


@pytest.mark.parametrize("name", [*REPORTS, "help-centre"])
def test_customers_and_agents_get_no_report(as_user: Any, anna: User, mia: User, name: str) -> None:
    assert [as_user(user).get(f"/admin/reports/{name}/").status_code for user in (anna, mia)] == [403, 302]


def test_the_least_helpful_is_first_by_what_is_nearly_certain(as_user: Any, eva: User, topic: TopicPage) -> None:
    sure, unsure = make_article(topic, "Surely good?"), make_article(topic, "Perhaps better?")
    votes(sure, yes=80, no=20)
    votes(unsure, yes=5, no=1, reason="outdated")
    rows = as_user(eva).get("/admin/reports/helpfulness/").context["object_list"]
    assert [row.title for row in rows] == ["Perhaps better?", "Surely good?"]
    assert rows[0].latest_interval == pytest.approx((0.4365, 0.9699), abs=1e-4)
    assert (rows[0].reason, rows[1].votes, rows[1].helped) == ("It is out of date", 100, 0.8)


def test_votes_of_the_last_two_revisions_count_whatever_came_before(topic: TopicPage) -> None:
    article = make_article(topic)
    first = article.live_revision_id
    second = article.save_revision()
    second.publish()
    unread = article.save_revision()
    unread.publish()
    third = article.save_revision()
    third.publish()
    article.refresh_from_db()
    votes(article, yes=0, no=50, revision=first)
    votes(article, yes=3, no=1, revision=second.pk)
    votes(article, yes=6, no=0)
    assert queries.latest_votes([article]) == {article.pk: (9, 10)}


def test_a_new_revision_without_votes_keeps_those_of_the_one_before(article: ArticlePage) -> None:
    votes(article, yes=3, no=1)
    article.save_revision().publish()
    article.refresh_from_db()
    assert queries.latest_votes([article]) == {article.pk: (3, 4)}


def test_quality_has_the_four_parts_worked_out_by_hand(topic: TopicPage) -> None:
    """The site: 30 of 40 timed views are solved, so S = (10 + 20·0.75)/(20 + 20) = 0.625."""
    good, bad = make_article(topic, "Good?"), make_article(topic, "Bad?")
    views(good, *[20] * 20, end_seen=True, scroll_percent=90)
    views(bad, *[20] * 10, scroll_percent=90)
    views(bad, *[20] * 10, scroll_percent=90, contacted=True)
    ArticlePage.objects.update(expected_seconds=100)
    votes(good, yes=8, no=2)
    published(bad, 365 + 90)
    found = qualities(list(ArticlePage.objects.filter(pk__in=[good.pk, bad.pk])), MONTH)
    assert (found[good.pk].solved, found[bad.pk].solved) == (pytest.approx(0.875), pytest.approx(0.625))
    assert (found[good.pk].votes, found[bad.pk].votes) == (pytest.approx(0.4902, abs=1e-4), 0)
    assert (found[good.pk].read, found[bad.pk].read) == (1, 0)
    assert (found[good.pk].fresh, found[bad.pk].fresh) == (1, 0.5)
    assert not found[good.pk].sure


def test_an_article_whose_shop_value_changed_is_not_fresh(as_user: Any, eva: User, article: ArticlePage) -> None:
    VariableChange.objects.create(article=article, name="return_days", noted_at="2026-03-27T10:00:00Z")
    assert qualities([article], MONTH)[article.pk].fresh == 0
    [row] = as_user(eva).get("/admin/reports/stale-articles/").context["object_list"]
    assert (row.title, row.changes, row.overdue) == (article.title, 1, 0)


def test_a_score_of_few_views_is_grey_and_nothing_of_fewer_than_five(
    as_user: Any, eva: User, topic: TopicPage
) -> None:
    views(make_article(topic, "Some?"), *[20] * 29)
    views(make_article(topic, "Many?"), *[20] * 30)
    views(make_article(topic, "Four?"), *[20] * 4)
    answer = as_user(eva).get("/admin/reports/quality/")
    rows = {row.title: row for row in answer.context["object_list"]}
    assert [rows[name].sure for name in ("Some?", "Many?", "Four?")] == [False, True, False]
    assert (rows["Four?"].n, rows["Four?"].solved, rows["Four?"].coverage) == (None, None, None)
    assert answer.content.decode().count("figures-score--grey") == 2
    assert "never rank people by it" in answer.content.decode()


@pytest.mark.parametrize("slug", ["quality", "orphaned-articles"])
def test_a_report_fits_a_laptop_and_its_spreadsheet_has_the_rest(
    as_user: Any, eva: User, article: ArticlePage, slug: str
) -> None:
    editor = as_user(eva)
    view = editor.get(f"/admin/reports/{slug}/").context["view"]
    assert len(view.columns) <= 6
    heads = editor.get(f"/admin/reports/{slug}/", {"export": "csv"}).getvalue().decode().splitlines()[0]
    assert len(heads.split(",")) > len(view.columns)


def test_a_score_says_what_it_is_made_of(as_user: Any, eva: User, topic: TopicPage) -> None:
    views(make_article(topic, "Many?"), *[20] * 30)
    page = as_user(eva).get("/admin/reports/quality/").content.decode()
    bar = page.split('class="figures-small"')[1].split("aria-label=")[1][:120]
    assert "Solved" in bar
    assert "Fresh" in bar


def test_stale_articles_are_listed_the_most_overdue_first(as_user: Any, eva: User, topic: TopicPage) -> None:
    published(make_article(topic, "New?"), 20)
    published(make_article(topic, "Old?"), 200)
    published(make_article(topic, "Very old?"), 400)
    published(make_article(topic, "Overdue?"), 20, review_date=TODAY - timedelta(days=60))
    rows = as_user(eva).get("/admin/reports/stale-articles/").context["object_list"]
    assert [(row.title, row.overdue) for row in rows] == [("Overdue?", 60), ("Very old?", 35), ("Old?", 0)]


def test_who_finds_an_old_article_true_takes_it_off_the_list(as_user: Any, eva: User, article: ArticlePage) -> None:
    published(article, 400)
    assert todo(TODAY)
    ArticlePage.objects.filter(pk=article.pk).update(checked_at="2026-03-27T10:00:00Z")
    assert not as_user(eva).get("/admin/reports/stale-articles/").context["object_list"]
    assert todo(TODAY) == []


def test_orphans_are_those_that_nobody_opened_and_nothing_leads_to(as_user: Any, eva: User, topic: TopicPage) -> None:
    lonely, linked = make_article(topic, "Lonely?"), make_article(topic, "Linked?")
    views(make_article(topic, "Read?"), 20)
    make_article(topic, "Links?", body=[("text", f'<p><a linktype="page" id="{linked.pk}">that</a></p>')])
    editor = as_user(eva)
    rows = {row.title: row for row in editor.get("/admin/reports/orphaned-articles/").context["object_list"]}
    assert {title: row.orphaned for title, row in rows.items()} == {"Lonely?": True, "Linked?": False, "Links?": True}
    only = editor.get("/admin/reports/orphaned-articles/?unlinked=true").context["object_list"]
    assert {row.title for row in only} == {"Lonely?", "Links?"}
    assert linked_from([lonely.pk, linked.pk]) == {linked.pk: 1}


def test_a_state_and_a_recommendation_lead_to_an_article_too(article: ArticlePage) -> None:
    StateArticle.objects.create(state="order.shipped", article=article)
    SearchPromotion.objects.create(query=Query.get("parcel"), page=article, description="")
    assert linked_from([article.pk])[article.pk] >= 2


def test_gaps_are_ranked_by_the_contacts_that_they_cost(db: None) -> None:
    searched("gift card", searches=30, without_result=30, cases=6)
    searched("size chart", searches=40, clicks=10, cases=3)
    searched("where is my parcel", searches=90, clicks=90)
    searched("seen once", searches=1, without_result=1)
    found = gaps(MONTH)
    assert [gap.question for gap in found] == ["Gift card", "Size chart"]
    # The site's rate is 9 cases of 61 searches in vain; (3 + 20·9/61)/(30 + 20) · 30 is more than the 3 known.
    assert [gap.contacts for gap in found] == [6, pytest.approx(3.5705, abs=1e-3)]
    assert found[0].part == 1


def test_alike_searches_are_one_gap_and_languages_are_two(db: None) -> None:
    searched("gift cards", searches=8, without_result=8, cases=1)
    searched("my gift card", searches=4, without_result=4)
    searched("gift card", language="pl", searches=5, without_result=5)
    english, polish = gaps(MONTH)
    assert (english.texts, english.unanswered, polish.language) == (("gift cards", "my gift card"), 12, "pl")
    assert [gap.language for gap in gaps(MONTH, "pl")] == ["pl"]


def test_what_an_editor_dealt_with_is_no_gap_any_more(as_user: Any, eva: User, topic: TopicPage) -> None:
    searched("gift card", searches=9, without_result=9, cases=2)
    [gap] = gaps(MONTH)
    answer = as_user(eva).post(
        gap.start_url, {"title": "How do gift cards work?", "short_answer": "Like money.", "topic": topic.pk}
    )
    assert answer.status_code == 302
    assert ArticlePage.objects.get(title="How do gift cards work?").live is False
    assert gaps(MONTH) == []


def test_closed_cases_without_an_article_are_gaps_and_only_agents_see_which(
    as_user: Any, eva: User, topic: TopicPage, shop_with_cases: None
) -> None:
    [gap] = gaps(MONTH)
    assert (gap.question, gap.contacts, gap.start_url) == (
        "Return: damaged",
        12,
        "/admin/help/start-article/?language=en",
    )
    page = as_user(eva).get("/admin/reports/write-this-next/").content.decode()
    assert "~12 contacts a month" in page
    assert "/cases/" not in page.replace("/admin/cases/", "")


def test_a_question_is_no_formula_in_a_spreadsheet(as_user: Any, eva: User) -> None:
    searched("=cmd()", searches=9, without_result=9)
    text = b"".join(as_user(eva).get("/admin/reports/write-this-next/?export=csv")).decode()
    assert "'=cmd()" in text


def test_three_things_to_do_with_the_numbers_that_say_why(topic: TopicPage) -> None:
    worst, fine = make_article(topic, "Worst?"), make_article(topic, "Fine?")
    views(worst, *[20] * 20)
    views(worst, *[20] * 12, searched=True)
    views(fine, *[20] * 40)
    views(fine, 20, searched=True)
    searched("gift card", searches=9, without_result=9, cases=4)
    published(fine, 20, review_date=TODAY - timedelta(days=3))
    tasks = todo(TODAY)
    assert [(task.what, task.title) for task in tasks] == [
        ("Improve", "Worst?"), ("Write", "Gift card"), ("Review", "Fine?"),
    ]  # fmt: skip
    assert [task.why for task in tasks] == [
        "12 of 32 readers searched again, asked us or voted no (38%).",
        "About 4 contacts a month could be saved.",
        "Its review is 3 days overdue.",
    ]


def test_there_may_be_nothing_to_do(as_user: Any, eva: User, article: ArticlePage) -> None:
    assert todo(TODAY) == []
    assert "Well done" in as_user(eva).get("/admin/reports/help-centre/").content.decode()


def test_editors_meet_it_on_their_first_page_and_agents_do_not(
    as_user: Any, eva: User, mia: User, article: ArticlePage
) -> None:
    published(article, 900)
    assert "Help centre: what to do next" in as_user(eva).get("/admin/").content.decode()
    assert "Help centre: what to do next" not in as_user(mia).get("/admin/", follow=True).content.decode()


def test_an_articles_figures_stand_beside_its_text(
    as_user: Any, eva: User, anna: User, article: ArticlePage, shop_with_cases: None
) -> None:
    views(article, *[31] * 31, scroll_percent=90, source="s")
    votes(article, yes=8, no=2, reason="wrong")
    Tip.objects.create(
        article=article, user=anna, first_name="Anna", text="Look below.", written_at="2026-03-27T10:00Z"
    )
    page = as_user(eva).get(f"/admin/pages/{article.pk}/edit/")
    text = page.content.decode()
    assert 'data-side-panel="figures"' in text
    panel = page.context["side_panels"][-1].get_context_data({})
    facts = {str(fact.label): fact.value for _title, group in panel["groups"] for fact in group}
    assert (facts["Views"], facts["Median reading"], facts["Found by searching"]) == ("31", "0:38", "100%")
    assert (facts["Helped, latest"], facts["95 % interval"]) == ("80%", "49% – 94%")
    assert (facts["Something in it is wrong"], facts["Tips waiting"]) == (2, 1)
    assert (facts["Cases of readers who had read it"], facts["Cases in which it was sent"]) == (3, 4)


def test_a_draft_has_no_figures_yet(as_user: Any, eva: User, topic: TopicPage) -> None:
    draft = make_article(topic, "Soon?", live=False)
    assert 'data-side-panel="figures"' not in as_user(eva).get(f"/admin/pages/{draft.pk}/edit/").content.decode()


@pytest.mark.parametrize("name", [*REPORTS, "help-centre"])
def test_more_articles_do_not_add_queries(as_user: Any, eva: User, topic: TopicPage, name: str) -> None:
    editor = as_user(eva)

    def another(number: int) -> None:
        article = make_article(topic, f"Question {number}?")
        views(article, *[20] * (number % 2 * 8))
        votes(article, yes=5, no=1, reason="unclear")
        published(article, 400)
        searched(f"unknown {number}", searches=5, without_result=5)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(f"/admin/reports/{name}/").status_code == 200
        return len(captured)

    another(0)
    another(1)
    count()
    before = count()
    for number in range(2, 6):
        another(number)
    assert count() == before


def test_an_editors_page_costs_the_same_however_many_articles_and_readers_there_are(
    as_user: Any, eva: User, topic: TopicPage, article: ArticlePage
) -> None:
    editor = as_user(eva)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(f"/admin/pages/{article.pk}/edit/").status_code == 200
        return len(captured)

    views(article, *[20] * 6)
    votes(article, yes=3, no=3, reason="unclear")
    count()
    before = count()
    other = make_article(make_topic("Returns"), "Another?")
    for each in (article, other):
        views(each, *[50] * 9, device="s")
        votes(each, yes=3, no=3, reason="wrong")
    assert count() == before
