"""The demo's report on proactive help has something to show, and its offers are seen by nobody held out."""

import pytest

from portal.demo.nudges import make_nudges
from portal.demo.people import make_people
from portal.demo.year.make import make_year
from portal.proactive.models import Nudge
from portal.proactive.queries import counts, side
from portal.proactive.rules import avoided
from tests.returns.makers import NOW


@pytest.mark.django_db
def test_a_demo_year_of_offers_is_made_once_and_says_what_it_avoided() -> None:
    make_people()
    make_year(NOW, days=60)
    made = make_nudges(NOW)
    assert made > 1000
    assert make_nudges(NOW) == 0
    found = counts(Nudge.objects.all(), NOW)
    shown, held = side(found, "parcel", held_out=False), side(found, "parcel", held_out=True)
    saved = avoided(shown, held)
    assert saved is not None
    assert saved.value > 0
    assert not Nudge.objects.filter(held_out=True, seen_at__isnull=False).exists()
    assert not Nudge.objects.filter(contacted_at__isnull=False, contact=None).exists()
