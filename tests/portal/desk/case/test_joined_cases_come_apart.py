"""Joined by mistake: the way back is where the agent lands; an agent's own case is nobody's to join."""

from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import User
from returns.actions import post_message
from tests.returns.makers import make_question

pytestmark = pytest.mark.django_db


def test_after_joining_the_agent_can_take_them_apart_again(as_user: Any, mia: User, anna: User) -> None:
    one, other = (make_question(anna, now=timezone.now()) for _each in range(2))
    desk, address = as_user(mia), f"/admin/cases/{one.reference}/join/"
    wanted = {"do": "merge", "number": other.reference, "version": one.version}
    page = desk.post(address, wanted, follow=True)
    assert page.redirect_chain[-1][0] == f"/admin/cases/{other.reference}/"
    assert f'href="{address}"' in page.content.decode(), "the joined case itself leads on to the other one"
    assert "Take them apart again" in desk.get(address).content.decode()
    desk.post(address, {"do": "unmerge"})
    one.refresh_from_db()
    assert one.merged_into is None


def test_an_agent_neither_reads_nor_joins_her_own_case_there(as_user: Any, mia: User, anna: User) -> None:
    own, other = make_question(mia, now=timezone.now()), make_question(mia, now=timezone.now())
    address = f"/admin/cases/{own.reference}/join/"
    post_message(own, by=mia, body="Still there?", now=timezone.now())
    assert as_user(mia).get(address).status_code == 404
    sent = {"do": "merge", "number": other.reference, "version": own.version}
    assert as_user(mia).post(address, sent).status_code == 404


def test_nothing_chosen_is_no_wrong_number(as_user: Any, mia: User, anna: User) -> None:
    case = make_question(anna, now=timezone.now())
    address = f"/admin/cases/{case.reference}/join/"
    page = as_user(mia).post(address, {"do": "link", "other": "", "number": ""}).content.decode()
    assert "Choose a case, or write its number." in page
    page = as_user(mia).post(address, {"do": "link", "number": "Q-NOBODY"}).content.decode()
    assert "There is no case with this number." in page
