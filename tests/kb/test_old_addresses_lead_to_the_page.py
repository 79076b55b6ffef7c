"""Renamed and moved articles and topics are found at their old addresses, in every language, by who may read them."""

from typing import Any

import pytest
from django.test import Client, TestCase
from wagtail.contrib.redirects.models import Redirect

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic


def rename(page: Any, slug: str) -> None:
    fresh = type(page).objects.get(pk=page.pk)
    fresh.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):
        fresh.save_revision().publish()


def move(page: Any, target: Any) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        type(page).objects.get(pk=page.pk).move(TopicPage.objects.get(pk=target.pk), pos="last-child")


def leads(client: Client, path: str) -> str | None:
    """Where one hop leads, None for not found; what is there must be there."""
    answer = client.get(path)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 301
    assert client.get(answer["Location"]).status_code == 200, "a redirect leads to the page itself"
    return str(answer["Location"])


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("pl", "/pl"), ("ru", "/ru")])
def test_a_renamed_article_is_found_in_each_language(client: Client, db: None, language: str, prefix: str) -> None:
    article = make_article(make_topic("Delivery", language), "Where?")
    rename(article, "whereabouts")
    assert leads(client, f"{prefix}/help/delivery/where/") == f"{prefix}/help/delivery/whereabouts/"
    assert leads(client, f"{prefix}/help/delivery/where/?utm_source=mail") == f"{prefix}/help/delivery/whereabouts/"
    assert client.get("/help/delivery/where/").status_code == (301 if language == "en" else 404)


def test_a_renamed_topic_takes_everything_below_it_along(client: Client, topic: TopicPage) -> None:
    inner = make_topic("Parcels", parent=topic)
    make_article(inner, "Where?")
    rename(topic, "shipping")
    assert leads(client, "/help/delivery/parcels/where/") == "/help/shipping/parcels/where/"
    assert leads(client, "/help/delivery/parcels/") == "/help/shipping/parcels/"
    assert leads(client, "/help/delivery/") == "/help/shipping/"


def test_a_moved_topic_takes_everything_below_it_along(client: Client, topic: TopicPage) -> None:
    make_article(topic, "Where?")
    move(topic, make_topic("All about parcels"))
    assert leads(client, "/help/delivery/where/") == "/help/all-about-parcels/delivery/where/"


def test_cyrillic_addresses_lead_on_too(client: Client, db: None) -> None:
    article = make_article(make_topic("Доставка", "ru", slug="доставка"), "Где?", slug="где")
    rename(article, "где-посылка")
    answer = client.get("/ru/help/доставка/где/")
    assert answer.status_code == 301
    assert client.get(answer["Location"]).status_code == 200


def test_names_that_go_round_make_no_chain_and_no_loop(client: Client, article: ArticlePage) -> None:
    first = article.slug
    for name in ("b", "c", first, "d", "c"):
        rename(article, name)
    for old in (first, "b", "d"):
        assert leads(client, f"/help/delivery/{old}/") == "/help/delivery/c/"
    rename(article, first)
    assert client.get(f"/help/delivery/{first}/").status_code == 200
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert {client.get(f"/help/delivery/{name}/").status_code for name in (first, "b", "c", "d")} == {404}


def test_a_redirect_to_itself_is_no_loop(client: Client, article: ArticlePage) -> None:
    Redirect.add_redirect("/help/gone/", "/help/gone/")
    assert client.get("/help/gone/").status_code == 404


def test_a_deleted_article_is_not_found_and_the_page_offers_the_search(client: Client, article: ArticlePage) -> None:
    rename(article, "new")
    ArticlePage.objects.get(pk=article.pk).delete()
    answer = client.get("/help/delivery/where-is-my-parcel/")
    assert answer.status_code == 404
    assert "<search" in answer.content.decode()


@pytest.mark.parametrize("audience", ["agents", "signed_in"])
def test_the_new_address_is_told_only_to_those_who_may_read_it(
    client: Client, as_user: Any, anna: User, mia: User, topic: TopicPage, audience: str
) -> None:
    article = make_article(topic, "Old?", audience=audience)
    rename(article, "secret-new-name")
    assert leads(client, "/help/delivery/old/") is None
    assert leads(as_user(mia), "/help/delivery/old/") == "/help/delivery/secret-new-name/"
    assert (leads(as_user(anna), "/help/delivery/old/") is None) is (audience == "agents")


def test_a_topic_of_hidden_articles_is_hidden_with_its_old_address(
    client: Client, as_user: Any, mia: User, topic: TopicPage
) -> None:
    make_article(topic, "Hidden?", audience="agents")
    rename(topic, "fraud-checks")
    for path in ("/help/delivery/", "/help/fraud-checks/"):
        assert client.get(path).status_code == 404
    assert leads(as_user(mia), "/help/delivery/") == "/help/fraud-checks/"


def test_a_redirect_that_an_editor_made_leads_anywhere(client: Client, article: ArticlePage) -> None:
    Redirect.add_redirect("/help/old-shop/", "https://shop.example/", is_permanent=False)
    answer = client.get("/help/old-shop/")
    assert (answer.status_code, answer["Location"]) == (302, "https://shop.example/")
