import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.test.client import FakePayload


def test_a_missing_page_offers_search_and_a_way_back(client: Client, db: None) -> None:
    page = client.get("/orders/find/no/such/").content.decode()
    assert 'type="search"' in page
    assert 'href="/cases/contact/"' in page or 'href="/contact/"' in page


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html"])
def test_an_error_page_needs_no_request(db: None, name: str) -> None:
    page = render_to_string(name)
    assert "<h1>" in page
    assert 'type="search"' in page


@pytest.mark.parametrize("name", ["500.html", "database_away.html", "507.html"])
def test_the_last_page_needs_neither_database_nor_manifest(name: str) -> None:
    page = render_to_string(name)
    assert 'lang="pl"' in page
    assert 'lang="ru"' in page
    assert "/static/css/site.css" in page
    assert finders.find("css/site.css")


def test_a_form_that_expired_says_what_to_do(db: None) -> None:
    page = Client(enforce_csrf_checks=True).post("/account/login/", {}).content.decode()
    assert "Nothing was sent" in page


@pytest.mark.parametrize("length", [str(101 * 1024 * 1024), "9" * 5000, "many"])
@pytest.mark.parametrize("address", ["/", "/account/login/", "/contact/", "/help/vote/1/", "/admin/images/add/"])
def test_a_form_of_any_length_is_refused_before_it_is_read(db: None, address: str, length: str) -> None:
    class Unread(FakePayload):
        def read(self, *args: object) -> bytes:
            raise AssertionError("a byte of it was read")

    answer = Client(enforce_csrf_checks=True).post(
        address, content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=length, **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    assert "Nothing was sent" in answer.content.decode()


def test_five_large_photos_are_not_too_much(client: Client, db: None) -> None:
    answer = client.post("/contact/", CONTENT_LENGTH=str(60 * 1024 * 1024))
    assert answer.status_code == 200
