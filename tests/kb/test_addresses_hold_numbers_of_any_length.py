"""A number that no database takes is no address of ours: not found, and never an error."""

from typing import Any

import pytest
from django.test import Client

from kb.models import ArticlePage

LONG = "9" * 25
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("address", ["help/vote/{}/", "help/feed/{}/", "help/pdf/{}/", "widget/{}/"])
@pytest.mark.parametrize("number", [LONG, "9" * 10])
def test_a_page_with_such_a_number_is_not_found(client: Client, address: str, number: str) -> None:
    assert client.get("/" + address.format(number)).status_code == 404


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("address", ["help/vote/{}/why/", "help/tip/{}/helpful/"])
def test_nothing_can_be_sent_there(client: Client, address: str) -> None:
    assert client.post("/" + address.format(LONG), headers=OURS).status_code == 404


def test_a_customer_has_no_tip_of_that_number(article: ArticlePage, as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    assert client.get(f"/help/tip/{LONG}/").status_code == 404
    assert client.post(f"/account/reading/tips/{LONG}/remove/").status_code == 404
    assert client.get(f"/help/tip/{article.pk}/").status_code == 200
