"""{{ return_days }} is written once: true on every page, found by search, refused when nobody knows it."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb import queries, signals, variables
from kb.editing.changes import notice_changes
from kb.models import ArticlePage, ArticleVariable, IndexDue, ShopVariable, TopicPage, VariableChange
from kb.search.find import find
from kb.variables import Variable
from portal.dashboard.models import ShopSettings
from returns.models import ReturnSettings
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import rebuild
from tests.returns.hours.setting import set_hours


@pytest.fixture(autouse=True)
def own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variables, "_registered", dict(variables._registered))


@pytest.fixture
def promised(topic: TopicPage) -> ArticlePage:
    ReturnSettings(return_days=30).save()
    return make_article(
        topic,
        "How long may I wait?",
        short_answer="You have {{ return_days|days }}.",
        body=[
            ("text", "<p>Within {{ return_days }} days.</p>"),
            ("steps", {"steps": ["<p>Wait {{return_days|days}} at most.</p>"]}),
            ("question", {"question": "{{ return_days }} or more?", "answer": "<p>{{ return_days|days }}.</p>"}),
        ],
    )


def set_days(days: int) -> None:
    settings = ReturnSettings.load()
    settings.return_days = days
    settings.save()


def test_the_page_shows_the_value_everywhere(client: Client, promised: ArticlePage) -> None:
    page = client.get(promised.url).content.decode()
    assert "{{" not in page
    assert '<p class="article__short">You have 30 days.</p>' in page
    assert '<meta name="description" content="You have 30 days.">' in page
    assert '<meta property="og:description" content="You have 30 days.">' in page
    for text in ("Within 30 days.", "Wait 30 days at most.", "<h3>30 or more?</h3>"):
        assert text in page
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    described, asked = data["@graph"]
    assert described["description"] == "You have 30 days."
    assert asked["mainEntity"][0]["name"] == "30 or more?"
    assert asked["mainEntity"][0]["acceptedAnswer"]["text"] == "30 days."


def test_lists_and_search_show_and_find_the_value(own_index: Any, promised: ArticlePage) -> None:
    rebuild()
    assert queries.popular_articles("en", 5)[0].summary == "You have 30 days."
    hit = find("30 days", language="en", user=None).hits[0]
    assert hit.page_id == promised.pk
    assert "<mark>30</mark> <mark>days</mark>" in hit.snippet
    assert find("return", language="en", user=None).hits == []


def test_a_saved_setting_shows_at_once_and_in_the_right_form(client: Client, promised: ArticlePage) -> None:
    set_days(1)
    page = client.get(promised.url).content.decode()
    assert "You have 1 day." in page


def test_a_saved_setting_makes_every_article_and_translation_due(
    topic: TopicPage, promised: ArticlePage, django_capture_on_commit_callbacks: Any
) -> None:
    polish = make_article(make_topic("Zwroty", "pl"), "Ile mam czasu?", short_answer="Masz {{ return_days }} dni.")
    make_article(topic, "Something else?")
    heard: list[dict[str, Any]] = []

    def listen(**news: Any) -> None:
        heard.append(news)

    signals.variable_changed.connect(listen)
    IndexDue.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        set_days(14)
        assert heard == []
        assert set(IndexDue.objects.values_list("pk", flat=True)) == {promised.pk, polish.pk}
    assert [(news["names"], news["articles"]) for news in heard] == [({"return_days"}, {promised.pk, polish.pk})]
    rows = VariableChange.objects.values_list("article_id", "name", "old", "new")
    assert set(rows) == {(promised.pk, "return_days", "30", "14"), (polish.pk, "return_days", "30", "14")}


def test_a_changed_value_is_searched_for_at_once(
    own_index: Any, promised: ArticlePage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_days(77)
    assert [hit.page_id for hit in find("77", language="en", user=None).hits] == [promised.pk]


def test_the_old_value_stays_the_one_of_the_last_review(promised: ArticlePage) -> None:
    set_days(14)
    set_days(20)
    change = VariableChange.objects.get()
    assert (change.old, change.new) == ("30", "20")
    set_days(30)
    assert not VariableChange.objects.exists()


def test_saving_without_a_change_bothers_nobody(promised: ArticlePage) -> None:
    settings = ReturnSettings.load()
    settings.return_address = "Elsewhere 1"
    settings.save()
    assert not VariableChange.objects.exists()
    assert notice_changes(timezone.now()) == set()


def test_a_value_changed_behind_our_back_is_noticed_by_tick(client: Client, promised: ArticlePage) -> None:
    ReturnSettings.objects.update(return_days=21)
    call_command("tick")
    assert VariableChange.objects.get().new == "21"
    assert "Within 21 days" in client.get(promised.url).content.decode()


def test_an_unknown_name_is_refused_and_named(topic: TopicPage) -> None:
    with pytest.raises(ValidationError) as refused:
        make_article(topic, body=[("steps", {"steps": ["<p>{{ retrun_days }}</p>"]})])
    assert "retrun_days" in refused.value.message_dict["body"][0]
    with pytest.raises(ValidationError) as refused:
        make_article(topic, short_answer="{{ return days }} and {{ return_days|moons }}")
    assert len(refused.value.message_dict["short_answer"]) == 2


def test_a_question_is_no_place_for_values(topic: TopicPage) -> None:
    with pytest.raises(ValidationError) as refused:
        make_article(topic, "After {{ return_days }}?")
    assert "title" in refused.value.message_dict


def test_a_value_that_disappears_leaves_no_hole_and_is_due(client: Client, topic: TopicPage) -> None:
    ShopVariable.objects.create(name="pickup_days", label="Pickup", values={"en": "7"})
    notice_changes(timezone.now())
    article = make_article(topic, "Pick up?", short_answer="Within {{ pickup_days|days }}.")
    ShopVariable.objects.all().delete()
    notice_changes(timezone.now())
    assert "Within 7 days." in client.get(article.url).content.decode()
    assert VariableChange.objects.get().gone
    article.title = "Pick up when?"
    article.save_revision().publish()
    with pytest.raises(ValidationError):
        make_article(topic, "Another?", short_answer="{{ pickup_days }}")


def test_editors_values_have_a_text_per_language(topic: TopicPage) -> None:
    ShopVariable.objects.create(name="free_from", label="Free", values={"en": "€50", "pl": "199 zł"})
    notice_changes(timezone.now())
    assert variables.filled("From {{ free_from }}.", "pl") == "From 199 zł."
    assert variables.filled("From {{ free_from }}.", "ru") == "From €50."


def test_a_value_in_one_language_leaves_the_other_articles_alone(topic: TopicPage) -> None:
    row = ShopVariable.objects.create(name="free_from", label="Free", values={"en": "€50", "pl": "199 zł"})
    notice_changes(timezone.now())
    make_article(topic, short_answer="From {{ free_from }}.")
    polish = make_article(make_topic("Dostawa", "pl"), "Za darmo?", short_answer="Od {{ free_from }}.")
    row.values["pl"] = "249 zł"
    row.save()
    notice_changes(timezone.now())
    assert [change.article_id for change in VariableChange.objects.all()] == [polish.pk]


def test_a_value_is_text_never_html(client: Client, topic: TopicPage) -> None:
    variables.register(Variable("evil", "Evil", lambda language, source: '<script>"x"</script>'))
    article = make_article(topic, short_answer="{{ evil }}", body=[("text", "<p>{{ evil }}</p>")])
    page = client.get(article.url).content.decode()
    assert "<script>&quot;" not in page
    assert '<script>"x"' not in page
    assert page.count("&lt;script&gt;&quot;x&quot;") >= 2


def test_the_index_of_uses_follows_the_published_text(promised: ArticlePage) -> None:
    promised.body = [("text", "<p>{{ shop_name }}</p>")]
    draft = promised.save_revision()
    assert set(ArticleVariable.objects.values_list("name", flat=True)) == {"return_days"}
    draft.publish()
    assert set(ArticleVariable.objects.values_list("name", flat=True)) == {"return_days", "shop_name"}


def test_values_cost_one_query_however_many_blocks_show_them(client: Client, promised: ArticlePage) -> None:
    client.get(promised.url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(promised.url)
    promised.body = [("text", "<p>{{ return_days }} {{ shop_name }}</p>")] * 30
    promised.save_revision().publish()
    with CaptureQueriesContext(connection) as many:
        client.get(promised.url)
    assert len(many) == len(few)
    assert sum("variablevalue" in query["sql"] for query in many.captured_queries) == 1


def test_the_settings_of_the_shop_are_all_there(db: None) -> None:
    ShopSettings(name="Sowa", email="hello@example.com").save()
    assert variables.filled("{{ shop_name }}: {{contact_email}}", "ru") == "Sowa: hello@example.com"
    assert variables.filled("{{&nbsp;refund_days | days }}", "en") == "14 days"


@pytest.mark.parametrize(
    ("language", "with_hours", "without"),
    [
        ("en", "3 working hours", "2 working days"),
        ("pl", "3 godziny robocze", "2 dni robocze"),
        ("ru", "3 рабочих часа", "2 рабочих дня"),
    ],
)
def test_articles_promise_what_the_contact_page_promises(
    db: None, language: str, with_hours: str, without: str
) -> None:
    told = next(each for each in variables.registered() if each.name == "answer_time")
    ReturnSettings(answer_days=2).save()
    assert told.value(language, None) == without
    set_hours()
    assert told.value(language, None) == with_hours
