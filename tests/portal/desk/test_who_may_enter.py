from django.contrib.auth.models import Group

from portal.accounts.models import User


def test_agents_may_work_on_cases_and_open_the_admin(mia: User) -> None:
    assert mia.has_perms(["returns.work_cases", "orders.view_order", "wagtailadmin.access_admin"])


def test_agents_may_not_touch_pages_or_settings(mia: User) -> None:
    agents = Group.objects.get(name="Agents")
    assert not agents.page_permissions.exists()
    assert not mia.has_perm("returns.change_returnsettings")
    assert not mia.has_perm("auth.change_group")
