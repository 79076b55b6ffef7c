"""Who links cases chooses among those that are not linked yet; joining still offers them all."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from portal.accounts.models import User
from tests.returns.makers import make_question

pytestmark = pytest.mark.django_db


def choices(client: Any, address: str, which: str) -> list[str]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [str(each["value"]) for each in page.select(f"#{which}-other option") if each.get("value")]


def test_a_linked_case_leaves_the_list_and_comes_back_when_it_is_no_longer_linked(
    as_user: Any, mia: User, anna: User
) -> None:
    case, one, other = (make_question(anna, now=timezone.now()) for _each in range(3))
    desk, address = as_user(mia), f"/admin/cases/{case.reference}/join/"
    both = {one.reference, other.reference}
    assert set(choices(desk, address, "link")) == both
    desk.post(address, {"do": "link", "other": one.reference})
    assert choices(desk, address, "link") == [other.reference]
    assert set(choices(desk, address, "merge")) == both
    desk.post(address, {"do": "unlink", "other": one.reference})
    assert set(choices(desk, address, "link")) == both
