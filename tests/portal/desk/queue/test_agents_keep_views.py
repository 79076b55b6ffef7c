from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.desk.models import SavedView
from portal.desk.queue.wanted import Wanted
from tests.conftest import make_user
from tests.portal.desk.conftest import ask


@pytest.fixture
def senior(db: None) -> User:
    user = make_user("sol@example.com", "Sol Senior", is_staff=True)
    user.groups.add(Group.objects.get(name="Senior agents"))
    return user


def names(client: Client) -> list[str]:
    page = BeautifulSoup(client.get(reverse("desk:queue")).content, "html.parser")
    lists = page.select(".desk-views__list")[1:]
    return [" ".join(link.text.split()) for each in lists for link in each.select("a")]


def test_an_agent_keeps_a_view_and_sees_how_many_it_holds(mia: User, as_user: Any, anna: User) -> None:
    ask(anna)
    ask(anna, language="pl")
    client = as_user(mia)
    form = client.get(reverse("desk:save_view"), {"language": "pl", "ordering": "-opened_at"}).content.decode()
    assert '<option value="pl" selected' in form
    answer = client.post(reverse("desk:save_view"), {"name": "Polish", "language": "pl", "ordering": "-opened_at"})
    assert answer["Location"] == f"{reverse('desk:queue')}?language=pl&ordering=-opened_at"
    assert names(client) == ["Polish 1"]
    page = BeautifulSoup(client.get(answer["Location"]).content, "html.parser")
    assert page.select_one(".desk-views [aria-current]").contents[0].strip() == "Polish"


def test_a_view_is_changed_sorted_and_deleted(mia: User, as_user: Any) -> None:
    first, second = (SavedView.objects.create(owner=mia, name=name, position=at) for at, name in enumerate("AB"))
    client = as_user(mia)
    client.post(reverse("desk:views"), {"press": f"up:{second.pk}"})
    assert names(client) == ["B 0", "A 0"]
    client.post(reverse("desk:view", args=[first.pk]), {"name": "Returns", "kind": "return"})
    first.refresh_from_db()
    assert (first.name, first.query) == ("Returns", {"kind": "return"})
    client.post(reverse("desk:views"), {"press": f"delete:{second.pk}"})
    assert names(client) == ["Returns 0"]
    assert client.get(reverse("desk:views")).status_code == 200


def test_a_view_needs_a_name(mia: User, as_user: Any) -> None:
    answer = as_user(mia).post(reverse("desk:save_view"), {"name": "", "kind": "return"})
    assert "This field is required" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_only_senior_agents_share_views(mia: User, senior: User, as_user: Any) -> None:
    as_user(mia).post(reverse("desk:save_view"), {"name": "Mine only", "is_shared": "on"})
    assert not SavedView.objects.get().is_shared
    as_user(senior).post(reverse("desk:save_view"), {"name": "For all", "is_shared": "on", "view": "overdue"})
    shared = SavedView.objects.get(is_shared=True)
    assert names(as_user(mia)) == ["Mine only 0", "For all 0"]
    assert as_user(mia).get(reverse("desk:view", args=[shared.pk])).status_code == 404
    assert as_user(mia).post(reverse("desk:views"), {"press": f"delete:{shared.pk}"}).status_code == 404


def test_nobody_sees_or_changes_a_colleagues_own_view(mia: User, senior: User, as_user: Any) -> None:
    own = SavedView.objects.create(owner=mia, name="Private")
    client = as_user(senior)
    assert names(client) == []
    assert client.get(reverse("desk:view", args=[own.pk])).status_code == 404
    assert client.post(reverse("desk:views"), {"press": f"delete:{own.pk}"}).status_code == 404


@pytest.mark.parametrize("who", ["anna", "ben", "eva"])
def test_customers_and_editors_have_no_views(request: pytest.FixtureRequest, who: str, as_user: Any) -> None:
    client = as_user(request.getfixturevalue(who))
    for name in ("desk:views", "desk:save_view"):
        assert client.get(reverse(name)).status_code in {302, 403}
        client.post(reverse(name), {"name": "In"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("press", ["", "up:", "up:x", "delete:99999999999", "fly:1", "up:-1"])
def test_odd_presses_break_nothing(mia: User, as_user: Any, press: str) -> None:
    assert as_user(mia).post(reverse("desk:views"), {"press": press}).status_code in {302, 404}


def test_an_address_becomes_what_is_wanted_and_back() -> None:
    wanted = Wanted.of_address("view=mine&kind=return&tag=3&nonsense=1&ordering=-priority&team=x&language=xx")
    assert wanted.params == {"view": "mine", "kind": "return", "tag": "3", "ordering": "-priority"}
    assert Wanted.of_address(wanted.address) == wanted
    assert Wanted.read({"view": "open"}).address == ""
    assert Wanted.read({"q": "kettle"}).shown == "all"
    # Nothing is due where everything is finished.
    assert Wanted.read({"view": "all", "ordering": "due_at"}).sorted_by == "-opened_at"
