"""The first page of the withdrawal function is answered before Django, for strangers only; what follows never is."""

from urllib.parse import urlencode

import pytest

from portal.baking.layer import Layer
from returns.models import Withdrawal
from tests.portal.baking.asking import Counted, ask
from tests.returns.withdrawing.makers import typed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/pl", "/ru"])
def test_the_second_stranger_wakes_nobody(layer: Layer, django: Counted, prefix: str) -> None:
    first = ask(layer, f"{prefix}/withdraw/")
    asked = len(django.asked)
    second = ask(layer, f"{prefix}/withdraw/")
    assert first.status == second.status == 200
    assert first.body == second.body
    assert 'name="contract"' in first.text
    assert len(django.asked) == asked


def test_a_form_and_somebody_with_a_session_reach_django(layer: Layer, django: Counted) -> None:
    ask(layer, "/withdraw/")
    asked = len(django.asked)
    body = urlencode(typed()).encode()
    answer = ask(layer, "/withdraw/check/", "POST", body, CONTENT_TYPE="application/x-www-form-urlencoded")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    ask(layer, "/withdraw/", HTTP_COOKIE="session=abc")
    ask(layer, "/withdraw/?order=1042")
    assert len(django.asked) == asked + 3
    assert not Withdrawal.objects.exists()
