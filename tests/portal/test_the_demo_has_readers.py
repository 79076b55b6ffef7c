"""An editor of the demo sees reports with figures in them."""

from datetime import date, timedelta

import pytest

from kb.figures import queries
from kb.figures.gaps import gaps
from kb.figures.rules import Period
from kb.models import ArticleDay, ArticlePage, ArticleView, SearchQuery, Vote
from portal.demo.readings import DAYS, make_readings
from portal.demo.searches import make_searches
from tests.kb.makers import make_article, make_topic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_the_reports_have_figures_and_a_second_run_adds_none() -> None:
    article = make_article(make_topic())
    added = make_readings(TODAY)
    assert make_readings(TODAY + timedelta(days=1)) == 0
    shown = queries.by_article(Period(TODAY, DAYS + 1))[article.pk]
    assert shown.views == added > 1000
    assert shown.median
    assert ArticleView.objects.exists()
    assert ArticleDay.objects.values("day").distinct().count() == DAYS - 1
    assert queries.latest_votes([article])[article.pk][1] == Vote.objects.count() > 50


def test_questions_without_an_answer_are_there_once() -> None:
    article = make_article(make_topic(), source_id="old")
    assert make_searches(TODAY) == SearchQuery.objects.count()
    assert make_searches(TODAY) == 0
    first = gaps(Period(TODAY, 30), "en")[0]
    assert first.contacts > 1
    assert len([gap for gap in gaps(Period(TODAY, 30), "en") if "balance of my gift card" in gap.texts]) == 1
    assert ArticlePage.objects.get(pk=article.pk).last_published_at.date() < TODAY - timedelta(days=300)
