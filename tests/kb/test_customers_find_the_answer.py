import pytest
from django.test import Client

from kb.search.find import suggest
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import polish_articles, search, titles

pytestmark = pytest.mark.usefixtures("own_index")


FIRST = {
    "gdzie jest moja paczka": "Gdzie jest moja paczka?",
    "GDZIE JEST MOJA PACZKA???": "Gdzie jest moja paczka?",
    "gdzie są moje paczki": "Gdzie jest moja paczka?",
    "gdzie jest moja paczak": "Gdzie jest moja paczka?",
    "gdzie jest moja pczka": "Gdzie jest moja paczka?",
    "jak zwrocic towar": "Jak zwrócić towar?",
    "chcę zwrócić towary": "Jak zwrócić towar?",
    "zwrot pieniedzy": "Kiedy dostanę zwrot pieniędzy?",
    "faktury": "Gdzie znajdę fakturę?",
    "zlozyc reklamacje": "Jak złożyć reklamację?",
    "zmiana hasla": "Jak zmienić hasło do konta?",
}


def test_first_is_the_article_that_answers() -> None:
    polish_articles()
    assert {question: titles(question, "pl")[0] for question in FIRST} == FIRST


def test_a_return_is_found_by_one_word() -> None:
    polish_articles()
    assert {"Kiedy dostanę zwrot pieniędzy?", "Jak zwrócić towar?"} <= set(titles("zwrot", "pl"))


def test_russian_questions_find_russian_articles() -> None:
    topic = make_topic("Доставка", language="ru")
    make_article(topic, "Как оформить возврат?", short_answer="Откройте заказ.")
    make_article(topic, "Где моя посылка?", short_answer="Откройте заказ.")
    for question in ("где моя посылка", "где посылки", "посылка"):
        assert titles(question, "ru")[0] == "Где моя посылка?", question


def test_a_title_counts_more_than_the_text() -> None:
    topic = make_topic()
    make_article(topic, "How do I pay?", body=[("text", "<p>Ask for a voucher at any time.</p>")])
    make_article(topic, "How do I use a voucher?", body=[("text", "<p>At the till.</p>")])
    assert titles("voucher") == ["How do I use a voucher?", "How do I pay?"]


def test_a_misspelt_word_is_understood_and_its_spelling_offered() -> None:
    polish_articles()
    found = search("gdzie jest moja paczak", "pl")
    assert found.did_you_mean == "gdzie jest moja paczka"
    assert search("gdzie jest moja paczka", "pl").did_you_mean is None


def test_other_languages_stand_below_the_readers_own() -> None:
    make_article(make_topic("Lieferung", language="pl"), "Paczkomat InPost?", short_answer="Tak.")
    make_article(make_topic(), "Is there an InPost locker?", short_answer="Yes.")
    found = search("inpost")
    assert [hit.title for hit in found.hits] == ["Is there an InPost locker?"]
    assert [(hit.title, hit.language_code) for hit in found.others] == [("Paczkomat InPost?", "pl")]
    assert found.total == 1


def test_a_word_that_another_language_spells_almost_alike_is_a_coincidence() -> None:
    polish_articles()
    make_article(make_topic(), "How do I open a pack?", short_answer="With scissors.")
    assert search("gdzie jest moja paczak", "pl").others == []


def test_many_answers_come_in_pages_without_repetition() -> None:
    topic = make_topic()
    for number in range(13):
        make_article(topic, f"Voucher rule {number}?", slug=f"rule-{number}")
    pages = [search("voucher", page=page) for page in (1, 2)]
    shown = [hit.page_id for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages] == [10, 3]
    assert len(set(shown)) == 13
    assert pages[0].total == 13
    assert search("voucher", page=99).page == 2


def test_more_answers_do_not_cost_more_queries(django_assert_max_num_queries: object) -> None:
    topic = make_topic()
    for number in range(8):
        make_article(topic, f"Voucher rule {number}?", slug=f"rule-{number}")
    search("voucher")
    with django_assert_max_num_queries(6):
        assert search("voucher").total == 8


def test_a_question_is_completed_while_it_is_typed() -> None:
    polish_articles()
    for typed in ("gd", "gdzie jest moja pa", "paczk", "moja paczka"):
        found = [each.title for each in suggest(typed, language="pl", user=None)]
        assert "Gdzie jest moja paczka?" in found, typed


def test_the_results_page_marks_the_words_and_offers_the_topics_when_nothing_fits(client: Client) -> None:
    make_article(make_topic(), "Where is my parcel?")
    page = client.get("/help/search/", {"q": "parcels"}).content.decode()
    assert "Where is my <mark>parcel</mark>?" in page
    assert 'value="parcels"' in page
    nothing = client.get("/help/search/", {"q": "qwzyx"}).content.decode()
    assert "Delivery" in nothing
    assert "/contact/" in nothing


def test_an_empty_search_invites_a_question(client: Client) -> None:
    make_article(make_topic(), "Where is my parcel?")
    page = client.get("/help/search/")
    assert page.status_code == 200
    assert "Delivery" in page.content.decode()
    assert "<mark>" not in page.content.decode()


def test_suggestions_say_how_many_there_are(client: Client) -> None:
    article = make_article(make_topic(), "Where is my parcel?")
    found = client.get("/help/suggest/", {"q": "parc"}).json()
    assert found == {"items": [{"title": article.title, "url": article.url}], "status": "1 suggestion"}


def test_the_words_searched_for_are_never_read_as_html(client: Client) -> None:
    make_article(make_topic(), "Is <b>bold</b> & 'quoted' allowed?", short_answer="<script>alert(1)</script> allowed")
    page = client.get("/help/search/", {"q": '"><script>bold allowed'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp;" in page
