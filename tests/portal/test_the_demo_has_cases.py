"""The demo's cases: every kind and status, no matter how often it is filled."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.demo.cases import STORIES, make_cases
from portal.demo.claims import CLAIMS, make_claims
from portal.demo.orders import make_orders
from portal.demo.people import make_people
from portal.demo.withdrawals import STORIES as WITHDRAWALS
from portal.demo.withdrawals import make_withdrawals
from returns.models import Attachment, Case, DispatchProof, Message, ReturnLabel, private_storage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(private_storage()), "base_location", str(tmp_path))
    monkeypatch.setitem(vars(private_storage()), "location", str(tmp_path))


def fill(now: datetime) -> None:
    make_cases(now)
    make_withdrawals(now)
    make_claims(now)


def test_there_is_a_case_in_every_status_and_a_second_run_adds_nothing(as_user: Any) -> None:
    now = timezone.now()
    people = make_people()
    make_orders(now)
    fill(now)
    # One that was joined with another belongs to the year (test_the_demo_lived_through_a_year).
    assert {case.status for case in Case.objects.all()} == set(Case.Status.values) - {Case.Status.MERGED}
    assert Case.objects.filter(due_at__lt=now).exists()
    assert {case.kind for case in Case.objects.all()} == set(Case.Kind.values)
    assert Attachment.objects.count() == 2
    assert ReturnLabel.objects.count() == 2
    assert DispatchProof.objects.filter(state=DispatchProof.State.WAITING).count() == 1
    before = Case.objects.count(), Message.objects.count()
    fill(now)
    assert (Case.objects.count(), Message.objects.count()) == before
    # And the withdrawal of somebody whose order nobody knows.
    assert before[0] == len(STORIES) + len(WITHDRAWALS) + len(CLAIMS) + 1
    page = as_user(people["anna@example.com"]).get("/pl/cases/").content.decode()
    assert page.count('class="card__link"') >= 5
