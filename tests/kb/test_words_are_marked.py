import re

from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import analysis
from kb.search.highlight import Wanted, mark, snippet


def wanted(question: str, language: str = "pl") -> Wanted:
    words = [word for word in analysis.split(question) if analysis.token(word, language)]
    return Wanted.of(language, [analysis.token(word, language) for word in words], words)


def test_other_forms_and_accents_are_marked_as_the_article_spells_them() -> None:
    assert mark("Paczkę zwrócisz tu, paczkomat stoi tam.", wanted("paczka zwrocic")) == (
        "<mark>Paczkę</mark> <mark>zwrócisz</mark> tu, paczkomat stoi tam."
    )


def test_stop_words_are_not_marked() -> None:
    assert mark("Gdzie jest paczka?", wanted("gdzie jest paczka")) == "Gdzie jest <mark>paczka</mark>?"


def test_markup_in_a_text_stays_text() -> None:
    assert mark('<b>paczka</b> & "co"', wanted("paczka")) == (
        "&lt;b&gt;<mark>paczka</mark>&lt;/b&gt; &amp; &quot;co&quot;"
    )


def test_the_summary_is_shown_when_it_says_as_much_as_the_text() -> None:
    assert snippet("Zwroty", "Zwrot robisz sam.", "O zwrotach mówi regulamin.", wanted("zwrot")) == (
        "<mark>Zwrot</mark> robisz sam."
    )


def test_the_text_is_shown_where_it_answers_to_a_word_that_the_summary_lacks() -> None:
    body = "Pierwsze zdanie. " * 30 + "Kartę zablokuj w banku. " + "Koniec. " * 60
    shown = snippet("Płatności", "Jak zapłacić.", body, wanted("zablokować kartę"))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>Kartę</mark> <mark>zablokuj</mark>" in shown


def test_an_article_without_text_has_an_empty_snippet() -> None:
    assert snippet("Zwroty", "", "", wanted("zwrot")) == ""


@given(st.text(max_size=200), st.text(max_size=60), st.sampled_from(["pl", "en", "ru"]))
def test_marking_adds_marks_and_nothing_else(text: str, question: str, language: str) -> None:
    marked = mark(text, wanted(question, language))
    assert re.sub(r"</?mark>", "", marked) == mark(text, wanted(""))
    assert "<" not in mark(text, wanted(""))
