from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from returns.actions import post_message
from returns.models import Case
from tests.conftest import make_user

from .conftest import ask

HIDDEN = "Canary about the sofa"


@pytest.fixture
def pages(question: Case) -> list[str]:
    Case.objects.filter(pk=question.pk).update(subject=HIDDEN)
    one = [question.reference]
    return [
        reverse("desk:queue"),
        reverse("desk:queue_results"),
        reverse("desk:case", args=one),
        reverse("desk:assign", args=one),
        reverse("desk:step", args=[*one, "close"]),
        reverse("desk:article", args=[*one, 1]),
    ]


def test_agents_may_work_on_cases_and_open_the_admin(mia: User) -> None:
    assert mia.has_perms(["returns.work_cases", "orders.view_order", "wagtailadmin.access_admin"])


def test_agents_may_not_touch_pages_or_settings(mia: User) -> None:
    agents = Group.objects.get(name="Agents")
    assert not agents.page_permissions.exists()
    assert not mia.has_perm("returns.change_returnsettings")
    assert not mia.has_perm("auth.change_group")


def is_kept_out(client: Client, pages: list[str], case: Case) -> None:
    before = (case.version, case.messages.count())
    for url in pages:
        for answer in (
            client.get(url),
            client.post(url, {"version": case.version, "take": "on", "body": "in", "key": case.submission_key}),
        ):
            assert answer.status_code in {302, 403, 405}, url
            assert HIDDEN not in answer.content.decode()
    case.refresh_from_db()
    assert (case.version, case.messages.count()) == before


@pytest.mark.parametrize("who", ["anna", "ben", "eva"])
def test_customers_and_editors_stay_outside(
    request: pytest.FixtureRequest, who: str, as_user: Any, pages: list[str], question: Case
) -> None:
    is_kept_out(as_user(request.getfixturevalue(who)), pages, question)


def test_a_customer_is_told_no_and_not_sent_in_circles(anna: User, as_user: Any) -> None:
    assert as_user(anna).get(reverse("desk:queue")).status_code == 403


def test_strangers_stay_outside(pages: list[str], question: Case) -> None:
    is_kept_out(Client(), pages, question)


def test_a_disabled_agent_is_out_at_the_next_click(mia: User, as_user: Any, pages: list[str], question: Case) -> None:
    client = as_user(mia)
    assert client.get(pages[0]).status_code == 200
    User.objects.filter(pk=mia.pk).update(is_active=False)
    is_kept_out(client, pages, question)


def test_an_agent_who_leaves_the_group_is_out_at_the_next_click(
    mia: User, as_user: Any, pages: list[str], question: Case
) -> None:
    client = as_user(mia)
    assert client.get(pages[0]).status_code == 200
    mia.groups.clear()
    is_kept_out(client, pages, question)


def test_a_missing_case_is_not_found(mia: User, as_user: Any) -> None:
    assert as_user(mia).get(reverse("desk:case", args=["Q-NOTHING"])).status_code == 404


def test_an_agent_does_not_work_on_their_own_case(mia: User, as_user: Any) -> None:
    case = ask(mia, now=timezone.now())
    url = reverse("desk:case", args=[case.reference])
    assert "data-articles" not in as_user(mia).get(url).content.decode()
    assert as_user(mia).get(f"{url}close/").status_code == 404


def test_an_agent_does_not_read_colleagues_notes_about_their_own_case(mia: User, as_user: Any) -> None:
    case = ask(mia, now=timezone.now())
    ola = make_user("ola@example.com", "Ola Wrona", is_staff=True)
    ola.groups.add(*mia.groups.all())
    post_message(case, by=ola, body="Mia always says this.", internal=True, now=timezone.now())
    url = reverse("desk:case", args=[case.reference])
    assert "Mia always says this." in as_user(ola).get(url).content.decode()
    assert "Mia always says this." not in as_user(mia).get(url).content.decode()


def test_the_menu_counts_open_cases_for_agents_only(mia: User, eva: User, as_user: Any, question: Case) -> None:
    assert "Cases (1)" in as_user(mia).get("/admin/").content.decode()
    assert "Cases" not in as_user(eva).get("/admin/").content.decode()
