"""Videos that load nothing before a click, files, facts of the shop, and a text for the reader's own order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents.models import Document

from kb import own, states
from kb.importing import markdown
from kb.importing.rows import BadField
from kb.living_blocks import VideoAddressBlock
from kb.models import ArticlePage, TopicPage
from kb.videos import UnknownVideo, video
from orders.models import Invoice, Order, Shipment
from portal.accounts.models import User
from tests.kb.makers import make_article
from tests.portal.test_home import make_case, make_order

SignIn = Callable[[User], Client]
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def body(*blocks: tuple[str, Any]) -> Any:
    return ArticlePage.body.field.stream_block.to_python([{"type": kind, "value": value} for kind, value in blocks])


def own_block(*texts: tuple[str, str], otherwise: str = "<p>Your order page says it.</p>") -> tuple[str, Any]:
    return "own", {"texts": [{"state": state, "text": text} for state, text in texts], "otherwise": otherwise}


@pytest.fixture
def with_own_text(topic: TopicPage) -> ArticlePage:
    told = own_block(
        ("shipment.in_transit", "<p>Your order {{ order_number }}: {{ parcel_status }}, by {{ expected_date }}.</p>"),
        ("shipment.in_transit", "<p>Your order {{ order_number }} is on its way.</p>"),
        ("question.open", "<p>We answer {{ case_reference }} soon.</p>"),
    )
    return make_article(topic, "Where is it?", body=body(told))


# --- Videos ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "host", "embed"),
    [
        (VIDEO, "YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"),
        (
            "https://youtu.be/dQw4w9WgXcQ?t=4",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0",
        ),
        (
            "https://m.youtube.com/shorts/dQw4w9WgXcQ",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0",
        ),
        ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
        (
            "https://vimeo.com/76979871/ab12cd",
            "Vimeo",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=ab12cd",
        ),
        ("https://dai.ly/x8abcde", "Dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcde&autoplay=1"),
    ],
)
def test_addresses_of_the_known_hosts_are_understood(address: str, host: str, embed: str) -> None:
    assert (video(address).host, video(address).embed) == (host, embed)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.example.com/watch?v=dQw4w9WgXcQ",
        'https://www.youtube.com/watch?v="><script>',
        "https://www.youtube.com/",
        "https://www.youtube.com/@somebody",
        "javascript:alert(1)",
        "https://vimeo.com/about",
        "https://[broken",
        "",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(UnknownVideo):
        video(address)


def test_an_editor_is_told_which_videos_can_be_shown() -> None:
    with pytest.raises(ValidationError, match="YouTube, Vimeo or Dailymotion"):
        VideoAddressBlock().clean("https://example.com/film")


def test_a_video_asks_its_host_nothing_before_a_click(client: Client, topic: TopicPage) -> None:
    film = ("video", {"address": VIDEO, "title": "How to pack", "length": "1:40", "poster": None})
    answer = client.get(make_article(topic, "How to pack?", body=body(film)).url)
    page = BeautifulSoup(answer.content, "html.parser")
    figure = page.select_one("figure.video")
    assert figure.select_one("a")["href"] == VIDEO
    assert "How to pack" in figure.text
    assert "1:40" in figure.text
    assert "YouTube" in figure.text
    assert not page.select("iframe")
    loaded = [each.get("src") or "" for each in page.select("[src]")]
    assert all(address.startswith("/") for address in loaded)
    assert "frame-src https://www.youtube-nocookie.com" in answer["Content-Security-Policy"]


def test_a_page_without_a_video_may_frame_nothing(client: Client, topic: TopicPage) -> None:
    answer = client.get(make_article(topic).url)
    assert "frame-src" not in answer["Content-Security-Policy"]


# --- Files and facts -------------------------------------------------------------------------


def test_a_file_says_what_it_is_before_one_takes_it(
    client: Client, topic: TopicPage, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    paper = Document(title="Return form")
    paper.file.save("form.pdf", ContentFile(b"x" * 2048))
    article = make_article(topic, "Form?", body=body(("file", {"document": paper.pk, "title": ""})))
    link = BeautifulSoup(client.get(article.url).content, "html.parser").select_one("a.file__link")
    assert link["href"] == paper.url
    assert " ".join(link.text.split()) == "Return form PDF, 2.0 KB"


def test_a_fact_of_the_shop_shows_its_value(client: Client, topic: TopicPage) -> None:
    fact = ("setting", {"label": "You have", "value": "{{ return_days|days }}"})
    page = client.get(make_article(topic, "How long?", body=body(fact)).url).content.decode()
    assert '<dt class="fact__label">You have</dt><dd class="fact__value">30 days</dd>' in page


# --- Texts for the reader's own order --------------------------------------------------------


def test_a_signed_in_reader_is_told_about_her_own_parcel(
    as_user: SignIn, anna: User, with_own_text: ArticlePage
) -> None:
    order = make_order(anna, "A-77", status="shipped")
    answer = as_user(anna).get(with_own_text.url)
    told = BeautifulSoup(answer.content, "html.parser").select_one("aside.own")
    assert "Your order A-77 is on its way." in told.text
    assert told.select_one("a.button")["href"] == f"/orders/{order.slug}/"
    assert "Your order page says it." not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_text_with_all_its_values_comes_first(as_user: SignIn, anna: User, with_own_text: ArticlePage) -> None:
    order = make_order(anna, "A-77", status="shipped")
    Shipment.objects.filter(order=order).update(estimated_date="2031-03-05")
    page = as_user(anna).get(with_own_text.url).content.decode()
    assert (
        "Your order A-77: On its way, by 5 Mar 2031."
        in BeautifulSoup(page, "html.parser").select_one("aside.own").text
    )


def test_everybody_else_reads_the_general_text(
    client: Client, as_user: SignIn, anna: User, ben: User, with_own_text: ArticlePage
) -> None:
    make_order(anna, "A-77", status="shipped")
    for reader in (client, as_user(ben)):
        page = reader.get(with_own_text.url).content.decode()
        assert "Your order page says it." in page
        assert "A-77" not in page
        assert "{{" not in page
        assert "is on its way" not in page


def test_an_open_case_is_told_of_too(as_user: SignIn, anna: User, with_own_text: ArticlePage) -> None:
    make_case(anna, "Q-2345", "Which tea?")
    page = as_user(anna).get(with_own_text.url).content.decode()
    assert "We answer Q-2345 soon." in page
    assert 'href="/cases/Q-2345/"' in page


def test_search_and_descriptions_know_only_the_general_text(with_own_text: ArticlePage) -> None:
    assert with_own_text.text == "Your order page says it."


def test_what_a_customer_wrote_is_text_never_html(as_user: SignIn, anna: User, with_own_text: ArticlePage) -> None:
    Order.objects.filter(pk=make_order(anna, "A-7", status="shipped").pk).update(number="A<b>7</b>")
    page = as_user(anna).get(with_own_text.url).content.decode()
    assert "Your order A&lt;b&gt;7&lt;/b&gt; is on its way" in page


def test_more_orders_and_blocks_need_no_more_queries(
    as_user: SignIn, anna: User, topic: TopicPage, with_own_text: ArticlePage
) -> None:
    client = as_user(anna)

    def queries() -> int:
        client.get(with_own_text.url)
        with CaptureQueriesContext(connection) as seen:
            client.get(with_own_text.url)
        return len(seen)

    make_order(anna, "A-1", status="shipped")
    few = queries()
    for number in range(2, 6):
        make_order(anna, f"A-{number}", status="shipped")
    with_own_text.body = body(*[own_block(("shipment.in_transit", "<p>{{ order_number }}</p>"))] * 5)
    with_own_text.save_revision().publish()
    assert queries() == few


def test_a_stranger_costs_no_question_about_orders(client: Client, with_own_text: ArticlePage) -> None:
    with CaptureQueriesContext(connection) as seen:
        client.get(with_own_text.url)
    assert not [
        query
        for query in seen.captured_queries
        if 'FROM "orders_order"' in query["sql"] or 'FROM "returns_case"' in query["sql"]
    ]


def test_own_values_are_refused_elsewhere(topic: TopicPage) -> None:
    with pytest.raises(ValidationError, match="signed-in readers"):
        make_article(topic, short_answer="Order {{ order_number }}")
    with pytest.raises(ValidationError, match="signed-in readers"):
        make_article(topic, body=body(own_block(("order.shipped", "<p>x</p>"), otherwise="<p>{{ order_number }}</p>")))


def test_every_own_value_is_given_by_somebody(anna: User) -> None:
    order = make_order(anna, "A-77", status="shipped")
    Shipment.objects.filter(order=order).update(
        estimated_date="2031-03-05", shipped_at="2026-01-01T10:00Z", pickup_point={"name": "WAW01"}
    )
    Invoice.objects.create(
        order=order,
        number="FV/1",
        slug="fv-1",
        language="en",
        issued_date="2026-03-01",
        currency="PLN",
        total="99.00",
        snapshot={},
        state="ready",
        rendered_at="2026-03-01T10:00Z",
    )
    make_case(anna, "Q-2345", "Which tea?")
    given = {
        name for provider in own._providers for each in provider(anna) for name in each.values if each.values[name]
    }
    assert given == set(own.names())
    known = {state.key for state in states.known()}
    assert {each.state for provider in own._providers for each in provider(anna)} <= known


def test_an_order_is_called_as_its_own_page_calls_it(anna: User, as_user: Any) -> None:
    order = make_order(anna, "A-78", status="shipped")
    Shipment.objects.filter(order=order).update(status="out_for_delivery")
    said = {each.values["order_status"] for provider in own._providers for each in provider(anna)}
    assert said == {"Out for delivery"}
    assert "Out for delivery" in as_user(anna).get(reverse("orders:detail", args=[order.slug])).content.decode()


# --- In the admin ----------------------------------------------------------------------------


@pytest.fixture
def everything(topic: TopicPage) -> ArticlePage:
    return make_article(
        topic,
        "Everything?",
        body=body(
            ("text", "<p>Old words</p>"),
            ("video", {"address": VIDEO, "title": "How to pack", "length": "1:40", "poster": None}),
            ("setting", {"label": "You have", "value": "{{ return_days|days }}"}),
            own_block(("order.shipped", "<p>Order {{ order_number }}</p>")),
        ),
    )


@pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning")
def test_two_versions_can_be_compared(as_user: SignIn, eva: User, everything: ArticlePage) -> None:
    first = everything.latest_revision_id
    everything.body = body(
        ("text", "<p>New words</p>"),
        ("video", {"address": VIDEO, "title": "How to wrap", "length": "", "poster": None}),
        ("setting", {"label": "You get", "value": "{{ refund_days|days }}"}),
        own_block(("order.delivered", "<p>Your {{ order_number }}</p>"), otherwise="<p>Look there.</p>"),
    )
    second = everything.save_revision().pk
    page = as_user(eva).get(f"/admin/pages/{everything.pk}/revisions/compare/{first}...{second}/").content.decode()
    for words in ("Old words", "New words", "How to wrap", "You get", "Look there."):
        assert words in page


def test_a_preview_shows_every_variant(everything: ArticlePage) -> None:
    page = everything.make_preview_request().content.decode()
    assert "Signed in, Order: On its way" in page
    assert "Everybody else" in page
    assert "Your order page says it." in page


# --- Markdown --------------------------------------------------------------------------------


def written(text: str) -> Iterator[tuple[str, Any]]:
    return ((block["type"], block["value"]) for block in markdown.blocks(text, "a", lambda target: ""))


def test_markdown_writes_all_of_them(db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    paper = Document(title="return-form.pdf")
    paper.file.save("form.pdf", ContentFile(b"x"))
    blocks = dict(
        written(
            f"""Within {{{{ return_days|days }}}}.

```video
{VIDEO}
title: How to pack
length: 1:40
```

```file
return-form.pdf
title: Return form
```

```setting
You have: {{{{ return_days|days }}}}
```

```own
when: shipment.in_transit
Your order **{{{{ order_number }}}}** is on its way.
when: order.shipped
It left.

otherwise:
Sign in to see it.
```
"""
        )
    )
    assert blocks["text"] == "<p>Within {{ return_days|days }}.</p>"
    assert blocks["video"] == {"address": VIDEO, "title": "How to pack", "length": "1:40", "poster": None}
    assert blocks["file"] == {"document": paper.pk, "title": "Return form"}
    assert blocks["setting"] == {"label": "You have", "value": "{{ return_days|days }}"}
    assert blocks["own"]["otherwise"] == "<p>Sign in to see it.</p>"
    texts = [(each["value"]["state"], each["value"]["text"]) for each in blocks["own"]["texts"]]
    assert texts == [
        ("shipment.in_transit", "<p>Your order <strong>{{ order_number }}</strong> is on its way.</p>"),
        ("order.shipped", "<p>It left.</p>"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```video\nhttps://example.com/film\ntitle: x\n```",
        f"```video\n{VIDEO}\n```",
        "```file\nnothing.pdf\n```",
        "```setting\nno colon\n```",
        "```own\nwhen: order.lost_in_space\nx\n```",
        "```own\notherwise:\nx\n```",
    ],
)
def test_what_markdown_cannot_say_is_named(db: None, text: str) -> None:
    with pytest.raises(BadField, match="body: "):
        list(written(text))
