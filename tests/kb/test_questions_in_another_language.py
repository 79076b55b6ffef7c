"""A question in another language than the page's is answered in that language first, and the page says so."""

from pathlib import Path

import pytest
from django.test import Client

from kb.models import ArticlePage, Synonym
from kb.search import log
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import indexed_at_the_end, polish_articles, search

pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def articles(own_index: Path) -> None:
    with indexed_at_the_end():
        polish_articles()
        english = make_topic("Help")
        make_article(english, "Where is my parcel?", slug="where", short_answer="Your order shows where it is.")
        make_article(english, "How do I join the Mojave jest club?", slug="club", short_answer="Sign up.")
        make_article(english, "Is there an InPost locker?", slug="inpost", short_answer="Yes, open it with a code.")
        russian = make_topic("Помощь", language="ru")
        make_article(russian, "Где моя посылка?", short_answer="Откройте заказ.")


ASKED = [
    # question, language of the page, language it is in when that is another, title of the first answer
    ("gdzie jest moja paczka", "en", "pl", "Gdzie jest moja paczka?"),
    ("gdzie moja paczka", "ru", "pl", "Gdzie jest moja paczka?"),
    ("fakturę", "en", "pl", "Gdzie znajdę fakturę?"),
    ("где моя посылка", "en", "ru", "Где моя посылка?"),
    ("where is my parcel", "pl", "en", "Where is my parcel?"),
    ("where is my parcel", "en", None, "Where is my parcel?"),
    ("gdzie jest moja paczka", "pl", None, "Gdzie jest moja paczka?"),
    ("inpost", "en", None, "Is there an InPost locker?"),
    ("jest club", "en", None, "How do I join the Mojave jest club?"),
]


@pytest.mark.usefixtures("articles")
def test_the_language_is_told_by_the_words() -> None:
    for question, site, spoken, first in ASKED:
        found = search(question, site)
        assert (found.spoken, found.best[0].title) == (spoken, first), question
        assert found.best[0].language_code == (spoken or site), question


@pytest.mark.usefixtures("articles")
def test_the_page_says_which_language_it_looks_like_and_leads_there(client: Client) -> None:
    page = client.get("/help/search/", {"q": "gdzie jest moja paczka"})
    text = page.content.decode()
    assert "Looks like Polish: answers in Polish" in text
    assert 'href="/pl/help/search/?q=gdzie%20jest%20moja%20paczka"' in text
    assert log.read_token(page.context["token"]) == (
        "pl",
        page.context["results"].spoken_total,
        "gdzie jest moja paczka",
    )
    assert "Gdzie jest moja <mark>paczka</mark>?" in text


@pytest.mark.usefixtures("articles")
def test_answers_in_the_pages_language_come_below_and_places_count_on(client: Client) -> None:
    text = client.get("/help/search/", {"q": "gdzie jest moja paczka"}).content.decode()
    polish, english = text.index('lang="pl">'), text.index("in English with similar words")
    assert polish < english < text.index("Mojave")
    found = search("gdzie jest moja paczka")
    assert f'data-place="{len(found.in_spoken) + 1}"' in text[english:]


def test_what_editors_explained_is_no_foreign_word() -> None:
    polish_articles()
    make_article(make_topic(), "Where is my parcel?")
    Synonym.objects.create(language="en", words="parcel, paczka")
    found = search("paczka")
    assert found.spoken is None
    assert found.hits[0].title == "Where is my parcel?"


def test_an_article_hidden_from_the_reader_gives_no_language_away() -> None:
    topic = make_topic("Pomoc", language="pl")
    make_article(topic, "Jak obsłużyć reklamację wewnętrzną?", audience="agents")
    make_article(make_topic(), "What is a reklama?", short_answer="An advertisement.")
    found = search("reklamację wewnętrzną")
    assert found.spoken is None
    assert found.others == []


def test_the_same_article_in_another_language_is_not_offered_beside_the_readers_own() -> None:
    polish = make_article(make_topic("Dostawa", language="pl"), "Paczkomat InPost?", short_answer="Tak.")
    english = make_article(make_topic(), "Is there an InPost locker?", short_answer="Yes.")
    assert [hit.page_id for hit in search("inpost").others] == [polish.pk]
    ArticlePage.objects.filter(pk=polish.pk).update(translation_key=english.translation_key)
    assert search("inpost").others == []
