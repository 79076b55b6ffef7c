"""The demo shows tips that wait and tips that help, a trail, and a case that knows what its customer had read."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from kb.models import Tip, TrailPage
from portal.demo.helping import make_helping
from returns.actions import open_question
from tests.kb.makers import make_article, make_topic


def test_a_second_run_adds_nothing(anna: Any, ben: Any, eva: Any) -> None:
    topic = make_topic("Dostawa", "pl")
    for name in ("parcel-locker", "how-to-return", "brewing-temperature"):
        make_article(topic, name, source_id=name)
    make_article(make_topic(), "locker", source_id="parcel-locker")
    now = timezone.now()
    asked = {"subject": "Mug", "body": "Blue?", "submission_key": uuid4(), "language": "pl", "now": now}
    case, _is_new = open_question(by=anna, order=None, **asked)
    for _run in range(2):
        make_helping(now)
    assert sorted(Tip.objects.values_list("state", flat=True)) == ["accepted", "accepted", "accepted", "waiting"]
    assert TrailPage.objects.filter(user=anna).count() == 1
    assert [(each.title, each.asked_from) for each in case.articles_read.all()] == [("parcel-locker", True)]
