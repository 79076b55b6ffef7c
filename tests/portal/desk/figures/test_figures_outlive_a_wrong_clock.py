"""A clock that ran years ahead and was put right holds up no figure."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.figures.hourly import keep_hours, whole_hour
from portal.desk.figures.keeping import LONG_OVERLAP, catch_up
from portal.desk.models import BacklogHour, CaseFact, FigureState
from tests.returns.makers import make_question


@pytest.mark.django_db
def test_cases_after_a_clock_ran_ahead_are_counted_and_its_hours_are_not(anna: User) -> None:
    now = timezone.now()
    first = make_question(anna, now=now)
    with time_machine.travel(now + timedelta(days=700)):
        catch_up()
        keep_hours(now)
        keep_hours(now + timedelta(hours=40))
    later = make_question(anna, now=timezone.now())
    catch_up()
    keep_hours(now)
    assert set(CaseFact.objects.values_list("case", flat=True)) == {first.pk, later.pk}
    assert FigureState.objects.get().caught_up_to < timezone.now()
    assert BacklogHour.objects.latest("at").at == whole_hour(now)


@pytest.mark.django_db
def test_machines_that_differ_by_a_moment_make_nobody_look_at_all_cases(anna: User) -> None:
    catch_up()
    old = make_question(anna, now=timezone.now())
    type(old).objects.filter(pk=old.pk).update(updated_at=timezone.now() - 2 * LONG_OVERLAP)
    FigureState.objects.update(caught_up_to=timezone.now() + timedelta(seconds=30))
    catch_up(overlap=LONG_OVERLAP)
    assert not CaseFact.objects.exists()
