"""A case that was joined with another one after its survey went out still takes the answer."""

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import User
from portal.surveys.models import Answer, Invitation
from returns.joining.merging import merge
from tests.portal.surveys.conftest import LATER
from tests.returns.makers import make_question

pytestmark = pytest.mark.django_db


def test_her_answer_is_kept_and_told_where_the_case_goes_on(asked: Invitation, anna: User, mia: User) -> None:
    assert asked.case is not None
    target = make_question(anna, now=LATER)
    merge(asked.case, target, by=mia, now=LATER)
    with time_machine.travel(LATER):
        answer = Client().post(f"/survey/{asked.token}/", {"score": "2"})
    assert answer.status_code == 302
    assert Answer.objects.get().score == 2
    assert target.events.filter(verb="survey").exists()


def test_an_address_with_a_zero_byte_is_no_survey(db: None) -> None:
    assert Client().get("/survey/a%00b/").status_code == 404
