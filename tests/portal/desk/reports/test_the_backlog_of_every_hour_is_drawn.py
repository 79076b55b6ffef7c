"""Peaks within a day: the backlog of every hour of up to two weeks, as it was written down."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal.desk.figures.hourly import keep_hours
from portal.desk.figures.keeping import catch_up
from portal.desk.models import BacklogHour
from returns.models import Case

BACKLOG = "backlog"


def test_each_hour_of_a_week_has_a_column_and_a_row(olga: Any, month: list[Case], as_user: Any) -> None:
    catch_up()
    while keep_hours(timezone.now()):
        pass
    page = as_user(olga).get(reverse("figures:figure", args=[BACKLOG]), {"period": "7"})
    found, scope = page.context["hours"], page.context["asked"].scope
    kept = BacklogHour.objects.filter(by="", at__gte=scope.begins_at).order_by("at")
    assert [row.cells[0].raw for row in found.table.rows] == [row.open for row in kept]
    assert len(found.drawing.hits) == len(kept) > 6 * 24
    assert "Hour by hour" in page.content.decode()


def test_longer_times_other_figures_and_choices_that_are_not_kept_have_none(
    olga: Any, month: list[Case], as_user: Any
) -> None:
    catch_up()
    keep_hours(timezone.now())
    client, days = as_user(olga), {"period": "7"}
    for name, query in (
        (BACKLOG, {"period": "30"}),
        (BACKLOG, {**days, "kind": "question", "language": "pl"}),
        (BACKLOG, {**days, "product": "MUG-1"}),
        ("cases", days),
    ):
        page = client.get(reverse("figures:figure", args=[name]), query)
        assert (page.status_code, page.context["hours"]) == (200, None), (name, query)
