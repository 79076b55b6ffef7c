"""An editor of the demo sees a reading report with figures in it."""

from datetime import date, timedelta

import pytest

from kb.models import ArticleView, Vote
from kb.reading.queries import figures
from portal.demo.readings import make_readings
from tests.kb.makers import make_article, make_topic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_the_report_has_figures_and_a_second_run_adds_none() -> None:
    article = make_article(make_topic())
    added = make_readings(TODAY)
    assert added == ArticleView.objects.count() > 0
    assert make_readings(TODAY + timedelta(days=1)) == 0
    assert ArticleView.objects.count() == added
    shown = figures([article], TODAY)[article.pk]
    assert shown.views == added
    assert shown.median
    assert shown.votes == Vote.objects.count()
