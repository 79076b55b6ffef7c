"""A stranger's public page comes finished from the store, and is the very page Django would have sent."""

import gzip
from typing import Any

import pytest

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.baking.layer import Layer
from portal.baking.queries import addresses
from portal.baking.rules import encoding, is_personal, refusal, still_has
from portal.baking.shelf import Shelf
from tests.kb.makers import make_article, make_topic
from tests.portal.baking.asking import Counted, ask


@pytest.fixture
def places(article: ArticlePage) -> list[str]:
    polish = make_topic("Dostawa", "pl")
    make_article(polish, "Gdzie jest moja paczka?", translation_key=article.translation_key)
    return addresses()


def test_every_public_address_is_known(places: list[str]) -> None:
    assert {"/", "/pl/", "/ru/", "/sitemap.xml", "/help/", "/pl/help/", "/help/delivery/"} <= set(places)
    assert {"/help/delivery/where-is-my-parcel/", "/pl/help/dostawa/gdzie-jest-moja-paczka/"} <= set(places)


def test_a_finished_page_is_django_s_page_in_all_headers_and_bytes(
    places: list[str], layer: Layer, django: Counted
) -> None:
    for path in places:
        first, again = ask(layer, path), ask(layer, path)
        assert django.asked == [], path
        theirs = ask(django.application, path)
        assert again == first == theirs, path
        assert first.status == 200
        assert "Set-Cookie" not in first.headers


def test_compressed_it_says_the_same(places: list[str], layer: Layer, django: Counted) -> None:
    own = {"Content-Length", "ETag"}
    for path in places:
        if path.endswith(".xml"):
            continue  # Django sends it plain
        pressed = ask(layer, path, HTTP_ACCEPT_ENCODING="gzip")
        theirs = ask(django.application, path, HTTP_ACCEPT_ENCODING="gzip")
        assert pressed.headers.keys() == theirs.headers.keys()
        assert {key: value for key, value in pressed.headers.items() if key not in own} == {
            key: value for key, value in theirs.headers.items() if key not in own
        }
        assert gzip.decompress(pressed.body) == gzip.decompress(theirs.body)
        assert ask(layer, path, HTTP_ACCEPT_ENCODING="br, gzip").text == pressed.text


def test_browsers_get_the_encoding_they_understand(article: ArticlePage, layer: Layer) -> None:
    sent = {
        accepted: ask(layer, "/help/", HTTP_ACCEPT_ENCODING=accepted)
        for accepted in ("", "gzip", "gzip, deflate, br, zstd", "br;q=0, gzip;q=0.5", "identity", "*")
    }
    assert [answer.headers.get("Content-Encoding") for answer in sent.values()] == [
        None,
        "gzip",
        "br",
        "gzip",
        None,
        "br",
    ]
    assert len({answer.text for answer in sent.values()}) == 1
    assert all(int(answer.headers["Content-Length"]) == len(answer.body) for answer in sent.values())
    tags = {(answer.headers.get("Content-Encoding"), answer.headers["ETag"]) for answer in sent.values()}
    assert len(tags) == 3
    assert all(not tag.startswith("W/") for _encoding, tag in tags)


def test_a_browser_that_has_the_page_is_told_so_without_django(
    article: ArticlePage, layer: Layer, django: Counted
) -> None:
    full = ask(layer, "/help/", HTTP_ACCEPT_ENCODING="br")
    for held in (full.headers["ETag"], f'"other", W/{full.headers["ETag"]}', "*"):
        answer = ask(layer, "/help/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=held)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == full.headers["ETag"]
        assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(answer.headers)
        assert answer.headers["Content-Security-Policy"] == full.headers["Content-Security-Policy"]
    assert ask(layer, "/help/", HTTP_IF_NONE_MATCH='"another"').status == 200
    assert django.asked == []


def test_head_says_all_but_the_page(article: ArticlePage, layer: Layer) -> None:
    for _ in range(2):
        head, get = ask(layer, "/help/", "HEAD"), ask(layer, "/help/")
        assert head.headers == get.headers
        assert head.body == b""


def test_proxies_may_keep_it_for_a_second_and_browsers_ask(article: ArticlePage, layer: Layer) -> None:
    headers = ask(layer, article.get_url()).headers
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    # Accept-Language is not among them: the language is in the address.
    assert headers["Vary"] == "Cookie, Accept-Encoding"


def test_nothing_of_the_first_reader_is_in_the_page(article: ArticlePage, layer: Layer, django: Counted) -> None:
    first = ask(
        layer,
        article.get_url(),
        HTTP_ACCEPT_LANGUAGE="pl",
        HTTP_USER_AGENT="Canary/7421",
        HTTP_REFERER="https://testserver/canary-7421",
        HTTP_HOST="localhost",
    )
    assert first == ask(django.application, article.get_url())
    assert "7421" not in first.text


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_COOKIE": "session=abc"},
        {"HTTP_COOKIE": "a=b; session =abc"},
        {"HTTP_COOKIE": "messages=W10"},
        {"HTTP_AUTHORIZATION": "Basic YTpi"},
        {"QUERY_STRING": "helped=yes"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": ""},
        {"REQUEST_METHOD": "POST"},
    ],
)
def test_django_answers_who_is_not_a_plain_stranger(
    article: ArticlePage, layer: Layer, django: Counted, asked: dict[str, str]
) -> None:
    ask(layer, "/help/")
    ask(layer, "/help/", **asked)
    assert django.asked == ["/help/"]


def test_cookies_of_others_cost_nothing(article: ArticlePage, layer: Layer, django: Counted) -> None:
    ask(layer, "/help/", HTTP_COOKIE="csrf=abc; _ga=GA1.2.3")
    assert django.asked == []


def test_a_signed_in_customer_gets_her_own_header(
    article: ArticlePage, layer: Layer, anna: User, as_user: Any, django: Counted
) -> None:
    cookie = f"session={as_user(anna).cookies['session'].value}"
    hers, anyones = ask(layer, "/help/", HTTP_COOKIE=cookie), ask(layer, "/help/")
    assert "/account/login/" not in hers.text
    assert "/account/login/" in anyones.text
    assert "no-store" in hers.headers["Cache-Control"]
    assert "ETag" not in hers.headers


def test_plain_http_is_sent_to_https_first(article: ArticlePage, layer: Layer, django: Counted, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    ask(layer, "/help/", **{"wsgi.url_scheme": "http"})
    ask(layer, "/help/", **{"wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": "https"})
    assert django.asked == ["/help/", "/help/"]
    assert ask(layer, "/help/").status == 200
    assert len(django.asked) == 2


def test_what_is_not_there_is_kept_nowhere(article: ArticlePage, layer: Layer, shelf: Shelf, django: Counted) -> None:
    assert ask(layer, "/help/nothing/here/").status == 404
    assert ask(layer, "/help/nothing/here/", "HEAD").body == b""
    ask(layer, "/account/login/")
    ask(layer, "/help/delivery")
    assert shelf.fresh(["/help/nothing/here/", "/account/login/", "/help/delivery"]) == set()
    assert django.asked == ["/account/login/", "/help/delivery"]


def test_a_store_that_fails_costs_no_page(
    article: ArticlePage, layer: Layer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(shelf, "get", broken)
    assert ask(layer, "/help/").status == 200


def test_several_sites_are_never_mixed(article: ArticlePage, layer: Layer, shelf: Shelf) -> None:
    site = article.get_site()
    type(site).objects.create(hostname="other.example", root_page=site.root_page)
    assert ask(layer, "/help/").status == 200
    assert shelf.fresh(["/help/"]) == set()


def good(**changes: Any) -> str:
    headers = {"Content-Type": "text/html; charset=utf-8", "Vary": "Cookie, Accept-Encoding"}
    given = {"status": 200, "headers": headers, "body": b"<p>", "marked": True, "cookies": False, "token": False}
    given["headers"] = headers | changes.pop("more", {})
    given |= changes
    return refusal(given.pop("status"), given.pop("headers"), given.pop("body"), **given)


@pytest.mark.parametrize(
    "changes",
    [
        {"marked": False},
        {"status": 404},
        {"status": 302},
        {"cookies": True},
        {"token": True},
        {"body": b'<input name="csrfmiddlewaretoken">'},
        {"body": b"x" * 2_000_000},
        {"more": {"Set-Cookie": "a=b"}},
        {"more": {"Cache-Control": "private"}},
        {"more": {"Cache-Control": "max-age=0, no-store"}},
        {"more": {"Vary": "Cookie, Accept-Language"}},
        {"more": {"Vary": "*"}},
        {"more": {"Content-Type": "application/pdf"}},
        {"more": {"Content-Encoding": "gzip"}},
    ],
)
def test_doubtful_answers_are_refused(changes: dict[str, Any]) -> None:
    assert good() == ""
    assert good(**changes) != ""


def test_the_rules_read_headers_as_browsers_write_them() -> None:
    assert encoding("gzip;q=0, br ; q=0.1") == "br"
    assert encoding("nonsense;q=x, *;q=0") == ""
    assert is_personal("", "", ("session",)) is False
    assert is_personal("__Host-session=1", "", ("__Host-session",)) is True
    assert still_has('W/"abc-gzip"', "abc")
    assert not still_has('"abcd"', "abc")
