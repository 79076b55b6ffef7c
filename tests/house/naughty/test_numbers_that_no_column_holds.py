"""What is no id, in lists and hidden fields that hold ids: refused, whichever form it is in."""

import pytest
from bs4 import BeautifulSoup

from portal.accounts.models import User
from tests.house.naughty.browser import Browser
from tests.house.naughty.finding import forms_of

pytestmark = pytest.mark.django_db
NUMBERS = ("9223372036854775808", "-9223372036854775809", "9" * 5_000, "{{7*191}}", "\x00", "http://[::1")


@pytest.mark.parametrize(
    "address", ["/admin/users/new/", "/admin/desk_macros/new/", "/admin/set-up/shop/", "/admin/sites/new/"]
)
def test_no_field_of_a_form_breaks_over_it(eva: User, address: str) -> None:
    eva.is_superuser = True
    eva.save()
    browser = Browser(eva)
    page = BeautifulSoup(browser.get(address).content, "lxml")
    (form,) = [each for each in forms_of(page, address) if each.method == "post" and "logout" not in each.action][:1]
    broken = {}
    for name in form.names:
        for number in NUMBERS:
            answer = browser.post(form.action, {**form.values, name: number})
            if answer.status_code >= 500 or answer.failed_later:
                broken[f"{name} {number[:20]}"] = answer.status_code
    assert broken == {}
