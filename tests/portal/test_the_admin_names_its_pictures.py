"""Wagtail draws nothing for an icon that it does not know, and says so nowhere."""

from typing import Any

import pytest
from wagtail.admin.icons import get_icons
from wagtail.admin.menu import admin_menu, settings_menu

from portal.demo.people import make_people

pytestmark = pytest.mark.django_db


def test_every_icon_of_the_menus_is_one_that_wagtail_has() -> None:
    drawn = get_icons()
    named = {item.icon_name for menu in (admin_menu, settings_menu) for item in menu.registered_menu_items}
    assert named - {""}
    assert not [name for name in named if name and f'id="icon-{name}"' not in drawn]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/admin/kept_records/", "Nothing is locked."),
        ("/admin/data_requests/", "Nobody has asked for a copy"),
        ("/admin/listeners/", "Nobody listens yet."),
        ("/admin/webhook_calls/", "Nobody was told anything yet."),
    ],
)
def test_an_empty_list_says_what_will_stand_there(as_user: Any, page: str, said: str) -> None:
    assert said in as_user(make_people()["admin@example.com"]).get(page).content.decode()
