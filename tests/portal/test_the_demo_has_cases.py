"""The demo's cases: every status, no matter how often it is filled."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.demo.cases import STORIES, make_cases
from portal.demo.orders import make_orders
from portal.demo.people import make_people
from returns.models import Attachment, Case, Message, private_storage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(private_storage()), "base_location", str(tmp_path))
    monkeypatch.setitem(vars(private_storage()), "location", str(tmp_path))


def test_there_is_a_case_in_every_status_and_a_second_run_adds_nothing(as_user: Any) -> None:
    now = timezone.now()
    people = make_people()
    make_orders(now)
    make_cases(now)
    assert {case.status for case in Case.objects.all()} == set(Case.Status.values)
    assert Case.objects.filter(due_at__lt=now).exists()
    assert Attachment.objects.count() == 1
    before = Case.objects.count(), Message.objects.count()
    make_cases(now)
    assert (Case.objects.count(), Message.objects.count()) == before
    assert before[0] == len(STORIES)
    page = as_user(people["anna@example.com"]).get("/pl/cases/").content.decode()
    assert page.count('class="card__link"') >= 5
