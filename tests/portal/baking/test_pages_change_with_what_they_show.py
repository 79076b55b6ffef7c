"""A finished page is thrown away exactly when something it shows changes, and no later than a day after."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import PageLogEntry
from wagtail.rich_text import RichText

from kb import shown
from kb.models import ArticlePage
from kb.signals import variable_changed
from portal.baking import actions, receivers, tasks
from portal.baking.bakery import bake
from portal.baking.layer import Layer
from portal.baking.queries import addresses
from portal.baking.shelf import Shelf
from portal.baking.store import store
from portal.dashboard.models import ShopSettings
from tests.kb.makers import make_article, make_topic
from tests.portal.baking.asking import ask

Gone = Callable[[Callable[[], object]], set[str]]


@pytest.fixture
def gone(shelf: Shelf, django_capture_on_commit_callbacks: Any) -> Gone:
    """gone(change) bakes every page, makes the change and says which pages it threw away."""

    def after(change: Callable[[], object]) -> set[str]:
        places = addresses()
        for path in places:
            bake(path, shelf)
        assert shelf.fresh(places) == set(places)
        with django_capture_on_commit_callbacks(execute=True):
            change()
        return set(places) - shelf.fresh(places)

    return after


@pytest.fixture
def centre(article: ArticlePage) -> dict[str, ArticlePage]:
    """Two topics of five articles: enough that related articles come from the article's own topic."""
    topic = article.get_parent().specific
    other = make_topic("Payment")
    near = {f"near{number}": make_article(topic, f"Near {number}?") for number in range(4)}
    far = {f"far{number}": make_article(other, f"Far {number}?") for number in range(5)}
    return {"article": article, **near, **far}


def publish(page: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


LISTS = {"/", "/help/", "/sitemap.xml", "/help/delivery/"}
SIBLINGS = {f"/help/delivery/near-{number}/" for number in range(4)}


def test_an_article_takes_its_own_topic_along_and_no_other(centre: dict[str, ArticlePage], gone: Gone) -> None:
    thrown = gone(lambda: publish(centre["article"], title="Where has my parcel gone?"))
    assert thrown == {centre["article"].get_url(), *LISTS, *SIBLINGS}


def test_a_new_article_appears_in_its_topic_and_lists(centre: dict[str, ArticlePage], gone: Gone) -> None:
    topic = centre["article"].get_parent().specific
    assert gone(lambda: make_article(topic, "New?")) == {centre["article"].get_url(), *LISTS, *SIBLINGS}


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_an_article_that_goes_is_shown_nowhere(
    centre: dict[str, ArticlePage], gone: Gone, layer: Layer, how: str
) -> None:
    article = centre["article"]
    assert gone(getattr(article, how)) == {article.get_url(), *LISTS, *SIBLINGS}
    assert ask(layer, article.get_url()).status == 404
    assert "Where is my parcel" not in ask(layer, "/help/delivery/").text


def test_an_article_that_moves_changes_both_topics(centre: dict[str, ArticlePage], gone: Gone) -> None:
    payment = centre["far0"].get_parent()
    thrown = gone(lambda: centre["article"].move(payment, "last-child"))
    assert {"/help/delivery/", "/help/payment/", "/", "/help/", "/help/delivery/where-is-my-parcel/"} <= thrown


def test_a_new_order_of_articles_is_shown(centre: dict[str, ArticlePage], gone: Gone) -> None:
    first = centre["near0"]
    assert "/help/delivery/" in gone(lambda: centre["article"].move(first, "right"))


def test_a_draft_changes_nothing(centre: dict[str, ArticlePage], gone: Gone) -> None:
    def write() -> None:
        centre["article"].title = "Another?"
        centre["article"].save_revision()

    assert gone(write) == set()


def test_an_article_for_agents_from_now_on_is_gone_at_once(
    centre: dict[str, ArticlePage], gone: Gone, layer: Layer
) -> None:
    article = centre["article"]
    assert article.get_url() in gone(lambda: publish(article, audience="agents"))
    assert ask(layer, article.get_url()).status == 404


def test_a_topic_s_name_and_address_change_every_page_of_its_language(
    centre: dict[str, ArticlePage], gone: Gone
) -> None:
    topic = centre["article"].get_parent().specific
    thrown = gone(lambda: publish(topic, title="Parcels", slug="parcels"))
    assert {path for path in addresses() if not path.startswith(("/pl/", "/ru/", "/help/parcels/"))} <= thrown
    assert not any(path.startswith(("/pl/", "/ru/")) for path in thrown)


def test_a_translation_adds_its_link_to_the_others(centre: dict[str, ArticlePage], gone: Gone) -> None:
    polish = make_topic("Dostawa", "pl")
    key = centre["article"].translation_key
    thrown = gone(lambda: make_article(polish, "Gdzie jest paczka?", translation_key=key))
    assert {centre["article"].get_url(), "/pl/", "/pl/help/", "/sitemap.xml"} == thrown


def test_the_shop_s_name_and_colour_change_every_page(article: ArticlePage, gone: Gone) -> None:
    def rename() -> None:
        shop = ShopSettings.load()
        shop.name, shop.accent = "Samowar", "#0b6e4f"
        shop.save()

    thrown = gone(rename)
    assert thrown == set(addresses())


def test_a_value_of_the_shop_changes_the_articles_that_name_it(centre: dict[str, ArticlePage], gone: Gone) -> None:
    article = centre["article"]
    thrown = gone(lambda: variable_changed.send(None, names=["return_days"], articles=[article.pk]))
    assert article.get_url() in thrown
    assert centre["far0"].get_url() not in thrown


def test_who_links_to_an_article_follows_its_address(centre: dict[str, ArticlePage], gone: Gone) -> None:
    target, linking = centre["article"], centre["far0"]
    link = RichText(f'<p><a linktype="page" id="{target.pk}">there</a></p>')
    publish(linking, body=[("text", link.source)])
    thrown = gone(lambda: publish(target, slug="elsewhere"))
    assert linking.get_url() in thrown
    assert centre["far1"].get_url() not in thrown


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[frozenset[str]]]:
    """What was announced, in the order it was."""
    found: list[frozenset[str]] = []

    def listen(tags: frozenset[str], **_news: Any) -> None:
        found.append(tags)

    monkeypatch.setattr(actions, "throw_away", lambda tags, soon: None)
    shown.changed.connect(listen, weak=False, dispatch_uid="announced")
    yield found
    shown.changed.disconnect(dispatch_uid="announced")


@pytest.fixture
def picture(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path / "media"
    with BytesIO() as file:
        Image.new("RGB", (64, 48), "teal").save(file, "PNG")
        return get_image_model().objects.create(title="Box", file=ContentFile(file.getvalue(), "box.png"))


def test_a_picture_changes_the_pages_that_show_it(
    article: ArticlePage, picture: Any, announced: list[frozenset[str]], django_capture_on_commit_callbacks: Any
) -> None:
    publish(article, body=[("image", {"image": picture, "alt": "A box"})])
    with django_capture_on_commit_callbacks(execute=True):
        picture.title = "A better box"
        picture.save()
    assert announced == [{shown.body(article.pk)}]


def test_a_deleted_picture_changes_the_pages_that_showed_it(
    article: ArticlePage, picture: Any, announced: list[frozenset[str]], django_capture_on_commit_callbacks: Any
) -> None:
    publish(article, body=[("image", {"image": picture, "alt": "A box"})])
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    assert {shown.body(article.pk)} in announced


def test_the_logo_is_on_every_page(
    picture: Any, announced: list[frozenset[str]], django_capture_on_commit_callbacks: Any
) -> None:
    shop = ShopSettings.load()
    shop.logo = picture
    shop.save()
    announced.clear()
    with django_capture_on_commit_callbacks(execute=True):
        picture.save()
    assert {shown.EVERYTHING} in announced


def test_scheduled_articles_come_and_go_in_time(
    centre: dict[str, ArticlePage], gone: Gone, layer: Layer, time_machine: Any
) -> None:
    leaving, coming = centre["article"], make_article(centre["far0"].get_parent(), "Later?", live=False)
    now = timezone.now()
    leaving.expire_at = coming.go_live_at = now + timedelta(hours=1)
    leaving.save_revision().publish()
    coming.save_revision().publish()
    assert ask(layer, leaving.get_url()).status == 200
    assert ask(layer, coming.get_url()).status == 404
    time_machine.move_to(now + timedelta(hours=2))
    thrown = gone(lambda: call_command("publish_scheduled"))
    assert {leaving.get_url(), "/help/delivery/", "/help/payment/", "/help/"} <= thrown
    assert ask(layer, leaving.get_url()).status == 404
    assert "Later?" in ask(layer, coming.get_url()).text


def test_other_favourites_are_shown_from_the_next_tick(
    centre: dict[str, ArticlePage], gone: Gone, layer: Layer
) -> None:
    thrown = gone(lambda: shown.announce(shown.READERS, soon=True))
    assert {"/", "/help/", centre["article"].get_url()} <= thrown, "to be made anew"
    assert "/help/delivery/" not in thrown
    kept = store()
    assert kept is not None
    assert kept.get("/help/") is not None, "and shown until then"


def test_a_change_in_the_middle_of_baking_wins(
    article: ArticlePage, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, layer: Layer
) -> None:
    real = shelf.moment

    def change_right_after() -> int:
        moment = real()
        shelf.empty([shown.page(article.pk)])
        return moment

    monkeypatch.setattr(shelf, "moment", change_right_after)
    loaf = bake(article.get_url(), shelf)
    assert (loaf.why, shelf.get(article.get_url())) == ("changed while it was baked", None)
    assert loaf.page is not None, "who asked gets it all the same"


def test_no_page_is_older_than_a_day(article: ArticlePage, layer: Layer, shelf: Shelf, time_machine: Any) -> None:
    time_machine.move_to(timezone.now())
    ask(layer, article.get_url())
    ArticlePage.objects.filter(pk=article.pk).update(short_answer="Changed behind everybody's back.")
    assert "behind" not in ask(layer, article.get_url()).text
    time_machine.shift(timedelta(hours=25))
    assert "behind" in ask(layer, article.get_url()).text
    time_machine.shift(timedelta(hours=25))
    shelf.clear_out()
    assert shelf._connection().execute("SELECT count(*) FROM pages").fetchone() == (0,)


def test_news_nobody_announced_is_read_from_wagtail_s_log(
    article: ArticlePage, layer: Layer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(layer, article.get_url())
    ask(layer, "/help/delivery/")
    # Nothing is executed on commit: the process died.
    publish(article, short_answer="The editor's process died after this commit.")
    assert "died" not in ask(layer, article.get_url()).text
    actions.hear_missed_news(timezone.now())
    assert "died" in ask(layer, article.get_url()).text
    assert "died" in ask(layer, "/help/delivery/").text
    told = list(shelf._connection().execute("SELECT moment FROM emptied ORDER BY 1"))
    actions.hear_missed_news(timezone.now())
    assert list(shelf._connection().execute("SELECT moment FROM emptied ORDER BY 1")) == told, "and only once"


def test_a_deleted_article_is_in_the_log_too(article: ArticlePage, layer: Layer) -> None:
    url = article.get_url()
    ask(layer, url)
    article.delete()
    assert PageLogEntry.objects.filter(action="wagtail.delete").exists()
    actions.hear_missed_news(timezone.now())
    assert ask(layer, url).status == 404


def test_publishing_bakes_before_anybody_asks(
    article: ArticlePage, shelf: Shelf, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[None] = []
    monkeypatch.setattr(tasks, "ask_for_baking", lambda: asked.append(None))
    with django_capture_on_commit_callbacks(execute=True):
        publish(article, title="Parcel?")
    assert asked
    assert actions.bake_missing(seconds=60) == 0
    places = addresses()
    assert shelf.fresh(places) == set(places)
    page = shelf.get(article.get_url())
    assert page is not None
    assert b"Parcel?" in page.forms[""].body[0]


def test_a_burst_of_changes_waits_for_one_job(
    shelf: Shelf, settings: Any, monkeypatch: pytest.MonkeyPatch, article: ArticlePage
) -> None:
    monkeypatch.undo()
    settings.PAGE_STORE, settings.PAGES_DIR = "disk", shelf.folder
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "index"]}}
    for _ in range(20):
        receivers.throw_away(tags=frozenset([shown.page(article.pk)]), soon=False)
    assert DBTaskResult.objects.filter(task_path=tasks.bake_pages.module_path).count() == 1


def test_baking_stops_when_its_time_is_up(article: ArticlePage, shelf: Shelf) -> None:
    assert actions.bake_missing(seconds=-1) == len(addresses())


def test_one_page_that_cannot_be_rendered_holds_up_no_other(
    article: ArticlePage, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: str, kept: Shelf) -> Any:
        if path == "/help/":
            raise RuntimeError("no oven")
        return bake(path, kept)

    monkeypatch.setattr(actions, "bake", broken)
    actions.bake_missing(seconds=60)
    assert shelf.fresh(addresses()) == set(addresses()) - {"/help/"}


def test_without_a_store_nothing_happens(article: ArticlePage, settings: Any) -> None:
    settings.PAGE_STORE = "off"
    receivers.throw_away(tags=frozenset(["page:1"]), soon=False)
    actions.hear_missed_news(timezone.now())
    assert (store(), actions.bake_missing(60)) == (None, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("shelf")
def test_a_store_that_fails_keeps_nothing_else_from_being_done(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(*_given: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(actions, "throw_away", fail)
    done: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):
        shown.announce(shown.SITEMAP)
        transaction.on_commit(lambda: done.append("mail"))
    assert done == ["mail"]
