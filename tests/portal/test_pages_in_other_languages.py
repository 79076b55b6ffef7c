from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Site

from kb.rules import Audience
from tests.kb.makers import make_article, make_topic


def links(page: bytes) -> dict[str, str]:
    menu = BeautifulSoup(page, "html.parser").select(".menu__link")
    return {str(link["lang"]): str(link["href"]) for link in menu}


def test_the_switch_leads_to_the_same_page(client: Client, db: None) -> None:
    assert links(client.get("/pl/account/login/").content) == {
        "en": "/account/login/",
        "pl": "/pl/account/login/",
        "ru": "/ru/account/login/",
    }


def test_the_switch_keeps_what_was_searched(client: Client, db: None) -> None:
    assert links(client.get("/account/login/?next=/orders/").content)["ru"] == "/ru/account/login/?next=/orders/"


def test_a_page_that_has_no_translation_leads_to_the_start_page(client: Client, db: None) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    home.get_translations().delete()
    assert links(client.get("/help/").content)["pl"] == "/pl/"


def test_a_translated_article_leads_to_its_translation(client: Client, db: None) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    polish, _made = Locale.objects.get_or_create(language_code="pl")
    if not home.has_translation(polish):
        home.copy_for_translation(polish).specific.save_revision().publish()
    page = client.get("/help/").content
    assert links(page)["pl"] == "/pl/help/"
    assert BeautifulSoup(page, "html.parser").select('link[hreflang="pl"]')


def test_a_missing_page_leads_to_the_start_pages(client: Client, db: None) -> None:
    response = client.get("/pl/no/such/page/")
    assert response.status_code == 404
    assert links(response.content) == {"en": "/", "pl": "/pl/", "ru": "/ru/"}


def test_the_page_says_its_language(client: Client, db: None) -> None:
    for prefix, code in (("", "en"), ("/pl", "pl"), ("/ru", "ru")):
        assert f'<html lang="{code}">' in client.get(f"{prefix}/account/login/").content.decode()


def test_a_translation_for_staff_is_not_linked_to_customers(client: Client, db: None) -> None:
    article = make_article(make_topic())
    make_article(make_topic("Dostawa", "pl"), translation_key=article.translation_key, audience=Audience.AGENTS)
    assert links(client.get(article.url).content)["pl"] == "/pl/"
