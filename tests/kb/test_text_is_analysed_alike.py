import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import analysis, beginning, fold, middle
from kb.search.backend.snapshot import one_edit_apart


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("pl", ["paczka", "paczki", "paczkę", "Paczką"]),
        ("pl", ["faktura", "fakturę", "faktury"]),
        ("ru", ["посылка", "посылки", "посылку", "ПОСЫЛКОЙ"]),
        ("en", ["parcel", "parcels", "Parcel's"]),
        ("de", ["Rechnung", "Rechnungen"]),
    ],
)
def test_the_forms_of_a_word_are_one_token(language: str, forms: list[str]) -> None:
    tokens = [analysis.token(word, language) for form in forms for word in analysis.split(form) if len(word) > 1]
    assert len(set(tokens)) == 1
    assert tokens[0]


@pytest.mark.parametrize(("language", "word"), [("pl", "gdzie"), ("pl", "są"), ("en", "where"), ("ru", "где")])
def test_words_without_meaning_are_left_out(language: str, word: str) -> None:
    assert analysis.token(word, language) == ""


@pytest.mark.parametrize("language", ["xx", "", "zh-hans", "../../etc"])
def test_a_language_nobody_knows_is_folded_only(language: str) -> None:
    assert analysis.token("zażółć", language) == "zazolc"


def test_accents_are_folded_in_every_alphabet() -> None:
    assert [fold(word) for word in ("zażółć", "ёлка", "straße", "ærlig")] == ["zazolc", "елка", "strasse", "aerlig"]


def test_shapes_of_words() -> None:
    assert beginning("zwrócić") == "zwroc"
    assert middle("przesyłka") == "+zesy"
    assert middle("zwrot") == ""


def test_extra_fields_keep_the_title_out_of_the_lead() -> None:
    extras = analysis.extras({"title": "Gdzie paczka?", "body": "Zobacz zamówienie"}, "pl")
    assert extras["x_lead"] == [analysis.token("zobacz", "pl"), analysis.token("zamówienie", "pl")]
    assert extras["x_begin"][0] == "paczk"


@given(st.text(max_size=300), st.sampled_from(["pl", "en", "ru", "xx"]))
def test_any_text_becomes_tokens_without_spaces(text: str, language: str) -> None:
    for word in analysis.split(text):
        token = analysis.token(word, language)
        assert " " not in token
        assert len(word) <= 40


@given(st.text(alphabet="abc", min_size=1, max_size=6), st.text(alphabet="abc", min_size=1, max_size=6))
def test_one_edit_is_what_the_definition_says(first: str, second: str) -> None:
    edits = {first[:at] + letter + first[at:] for at in range(len(first) + 1) for letter in "abc"}
    edits |= {first[:at] + first[at + 1 :] for at in range(len(first))}
    edits |= {first[:at] + letter + first[at + 1 :] for at in range(len(first)) for letter in "abc"}
    assert one_edit_apart(first, second) == (second in edits and second != first)
