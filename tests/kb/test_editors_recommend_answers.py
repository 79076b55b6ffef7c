"""Recommended answers: kept in Wagtail's "Promoted search results", shown first, understood like any question."""

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from kb.models import ArticlePage
from kb.search.promotions import meant
from kb.search.ranking import Question
from portal.accounts.models import User
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import polish_articles, search, titles

pytestmark = pytest.mark.usefixtures("own_index")


def recommend(words: str, article: ArticlePage | None = None, **fields: Any) -> SearchPromotion:
    return SearchPromotion.objects.create(query=Query.get(words), page=article, **fields)


def article_named(title: str) -> ArticlePage:
    return ArticlePage.objects.get(title=title)


def test_the_recommended_article_comes_first_and_only_once() -> None:
    polish_articles()
    assert titles("zwrot", "pl")[0] != "Gdzie znajdę fakturę?"
    recommend("zwrot", article_named("Gdzie znajdę fakturę?"))
    recommend("zwrot", article_named("Jak zwrócić towar?"))
    found = search("zwrot", "pl")
    assert [(hit.title, hit.recommended) for hit in found.hits] == [
        ("Gdzie znajdę fakturę?", True),
        ("Jak zwrócić towar?", True),
        ("Kiedy dostanę zwrot pieniędzy?", False),
    ]
    assert found.total == 3


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("zwrot", True),
        ("ZWROTY!", True),
        ("jak zwrotu?", True),
        ("zwrot pieniędzy", False),
        ("paczka", False),
        ("", False),
        ("jak", False),
    ],
)
def test_endings_and_small_words_make_no_difference_but_other_words_do(asked: str, same: bool) -> None:
    assert meant("Zwroty", Question(asked, "pl"), {}) is same


def test_accents_order_and_slips_of_the_finger_make_no_difference() -> None:
    asked = Question("reklamacje zlozyc", "pl")
    assert meant("złożyć reklamację", asked, {})
    polish_articles()
    recommend("hasło", article_named("Gdzie znajdę fakturę?"))
    for question in ("haslo", "hasła", "hasol"):
        assert search(question, "pl").hits[0].recommended, question


def test_words_of_nothing_but_signs_recommend_nothing() -> None:
    article = make_article(make_topic())
    recommend("???", article)
    recommend("the", article)
    for question in ("???", "the", "a", "what"):
        assert not any(hit.recommended for hit in search(question).hits), question


def test_nobody_is_recommended_what_they_may_not_see(anna: User) -> None:
    topic = make_topic()
    recommend("voucher", make_article(topic, "For agents", slug="a", audience="agents"))
    recommend("voucher", make_article(topic, "For customers", slug="b", audience="signed_in"))
    recommend("voucher", make_article(topic, "A draft", slug="c", live=False))
    found = search("voucher")
    assert (found.hits, found.total, found.facets, found.others) == ([], 0, [], [])
    assert titles("voucher", user=anna) == ["For customers"]


def test_each_reader_gets_the_article_in_their_language_or_is_offered_another(client: Client) -> None:
    polish = make_article(make_topic("Zwroty", language="pl"), "Jak zwrócić towar?")
    recommend("returns", polish)
    found = search("return")
    assert found.hits == []
    assert [(hit.title, hit.recommended) for hit in found.others] == [("Jak zwrócić towar?", True)]
    english = make_article(make_topic("Returns"), "How do I send it back?", short_answer="In a box.")
    ArticlePage.objects.filter(pk=english.pk).update(translation_key=polish.translation_key)
    found = search("return")
    assert [(hit.title, hit.recommended) for hit in found.hits] == [("How do I send it back?", True)]
    assert found.others == []
    assert "Recommended" in client.get("/help/search/", {"q": "return"}).content.decode()


def test_the_editors_own_words_and_addresses_elsewhere_are_shown_as_text(client: Client) -> None:
    recommend("outage", make_article(make_topic(), "Is the shop down?"), description="<b>We know</b>")
    recommend(
        "outages",
        None,
        external_link_url="https://status.example.com/",
        external_link_text="Status",
        description="Now",
    )
    page = client.get("/help/search/", {"q": "outage"}).content.decode()
    assert "&lt;b&gt;We know&lt;/b&gt;" in page
    assert 'href="https://status.example.com/"' in page
    assert page.index("status.example.com") < page.index("We know")


def test_a_second_page_and_a_topic_hold_the_recommended_article_only_where_it_belongs() -> None:
    topic, other = make_topic(), make_topic("Payment")
    for number in range(12):
        make_article(topic, f"Voucher rule {number}?", slug=f"rule-{number}")
    recommend("voucher", make_article(other, "Pay with a card?", slug="card"))
    first, second = search("voucher"), search("voucher", page=2)
    assert first.hits[0].title == "Pay with a card?"
    assert (first.total, len(first.hits), len(second.hits)) == (13, 10, 3)
    assert "Pay with a card?" not in [hit.title for hit in second.hits]


def test_many_recommendations_cost_no_more_queries(django_assert_max_num_queries: Any) -> None:
    topic = make_topic()
    for number in range(5):
        recommend("voucher", make_article(topic, f"Voucher rule {number}?", slug=f"rule-{number}"))
        recommend(f"gift {number}", make_article(topic, f"Gift {number}?", slug=f"gift-{number}"))
    search("voucher")
    with django_assert_max_num_queries(8):
        assert len(search("voucher").hits) == 5


def test_searching_writes_nothing_into_wagtails_own_counter(client: Client) -> None:
    recommend("voucher", make_article(make_topic()))
    client.get("/help/search/", {"q": "anna@example.com"})
    client.get("/help/search/", {"q": "voucher"})
    assert list(Query.objects.values_list("query_string", flat=True)) == ["voucher"]
    assert not QueryDailyHits.objects.exists()


def test_editors_keep_recommendations_and_see_no_empty_counter(eva: User, mia: User, as_user: Any) -> None:
    recommend("voucher", make_article(make_topic()))
    page = as_user(eva).get("/admin/searchpicks/").content.decode()
    assert "voucher" in page
    assert "Views" not in page
    menu = as_user(eva).get("/admin/").content.decode()
    assert "/admin/searchpicks/" in menu
    assert as_user(mia).get("/admin/searchpicks/").status_code in (302, 403)
