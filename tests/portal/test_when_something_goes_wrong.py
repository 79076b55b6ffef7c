import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client


def test_a_missing_page_offers_search_and_a_way_back(client: Client, db: None) -> None:
    page = client.get("/orders/find/no/such/").content.decode()
    assert 'type="search"' in page
    assert 'href="/cases/contact/"' in page or 'href="/contact/"' in page


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html"])
def test_an_error_page_needs_no_request(db: None, name: str) -> None:
    page = render_to_string(name)
    assert "<h1>" in page
    assert 'type="search"' in page


def test_the_last_page_needs_neither_database_nor_manifest() -> None:
    page = render_to_string("500.html")
    assert 'lang="pl"' in page
    assert 'lang="ru"' in page
    assert "/static/css/site.css" in page
    assert finders.find("css/site.css")


def test_a_form_that_expired_says_what_to_do(db: None) -> None:
    page = Client(enforce_csrf_checks=True).post("/account/login/", {}).content.decode()
    assert "Nothing was sent" in page
