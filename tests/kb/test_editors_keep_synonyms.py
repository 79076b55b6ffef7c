"""Words that mean the same: kept in the admin, in force at once."""

from typing import Any

import pytest

from kb.models import Synonym
from kb.search.find import suggest
from kb.search.ranking import Question
from kb.search.synonyms import MOST_ADDED, thesauri
from portal.accounts.models import User
from portal.demo.synonyms import SYNONYMS, make_synonyms
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import polish_articles, search, titles

pytestmark = pytest.mark.usefixtures("own_index")
ADD = "/admin/synonyms/new/"


def test_another_word_finds_the_article() -> None:
    polish_articles()
    assert titles("kurier", "pl") == []
    Synonym.objects.create(language="pl", words="paczka, kurier, przesyłka")
    assert titles("kuriera", "pl")[0] == "Gdzie jest moja paczka?"
    assert [each.title for each in suggest("kurier", language="pl", user=None)] == ["Gdzie jest moja paczka?"]


def test_the_demos_words_find_returns_parcels_and_invoices() -> None:
    polish_articles()
    make_synonyms()
    make_synonyms()
    assert Synonym.objects.count() == sum(map(len, SYNONYMS.values()))
    for question in ("zwrócić", "odesłać", "chcę oddać"):
        assert titles(question, "pl")[0] == "Jak zwrócić towar?", question
    assert titles("gdzie jest przesyłka", "pl")[0] == "Gdzie jest moja paczka?"
    assert titles("paragon", "pl")[0] == "Gdzie znajdę fakturę?"


def test_the_word_itself_counts_more_than_one_that_means_the_same() -> None:
    topic = make_topic()
    make_article(topic, "Where is the parcel?")
    make_article(topic, "Where is the package?", slug="package")
    Synonym.objects.create(language="en", words="parcel, package")
    assert titles("parcel") == ["Where is the parcel?", "Where is the package?"]
    assert titles("package") == ["Where is the package?", "Where is the parcel?"]


def test_an_article_with_all_the_words_that_mean_the_same_is_not_worth_more_than_one_with_the_word() -> None:
    topic = make_topic()
    text = "<p>We ship it. A package, a delivery, a shipment.</p>"
    make_article(topic, "How long does delivery of a shipment take?", slug="long", body=[("text", text)])
    make_article(topic, "Where is my parcel?", body=[("text", "<p>Here.</p>")])
    Synonym.objects.create(language="en", words="parcel, package, delivery, shipment")
    assert titles("where is my parcel") == ["Where is my parcel?", "How long does delivery of a shipment take?"]


def test_a_phrase_counts_only_whole_and_a_language_only_for_itself() -> None:
    Synonym.objects.create(language="en", words="send back, return")
    also = thesauri()["en"].also
    assert list(also(Question("send it back", "en").tokens)) == ["return"]
    assert also(Question("send", "en").tokens) == {}
    assert also(Question("returns", "en").tokens) == {"send": "return", "back": "return"}
    assert "pl" not in thesauri()


def test_the_words_that_were_meant_are_marked() -> None:
    make_article(make_topic(), "Where is my parcel?")
    Synonym.objects.create(language="en", words="parcel, package")
    assert search("package").hits[0].marked_title == "Where is my <mark>parcel</mark>?"


def test_very_many_words_do_not_make_a_question_longer_than_it_may_be() -> None:
    for group in range(5):
        Synonym.objects.create(language="en", words="parcel, " + ", ".join(f"w{group}x{n}" for n in range(20)))
    assert len(thesauri()["en"].also(Question("parcel", "en").tokens)) == MOST_ADDED


def test_an_editor_adds_words_from_a_form_that_is_filled_in(eva: User, as_user: Any) -> None:
    client = as_user(eva)
    page = client.get(ADD, {"language": "pl", "words": "kurier"}).content.decode()
    assert 'value="kurier"' in page
    assert client.post(ADD, {"language": "pl", "words": "kurier"}).status_code == 200, "one word is no synonym"
    assert client.post(ADD, {"language": "pl", "words": " kurier ,  paczka,,kurier"}).status_code == 302
    assert Synonym.objects.get().words == "kurier, paczka"
    assert "kurier, paczka" in client.get("/admin/synonyms/").content.decode()


def test_others_have_no_synonyms_to_keep(mia: User, ben: User, as_user: Any) -> None:
    assert as_user(mia).get(ADD).status_code in (302, 403)
    assert as_user(ben).post(ADD, {"language": "pl", "words": "a, b"}).status_code in (302, 403)
    assert not Synonym.objects.exists()
