"""A file or picture is for whoever may read an article that shows it; others get the same 404 as for none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from tests.kb.makers import make_article

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paper(db: None) -> Document:
    document = Document(title="Price list")
    document.file.save("prices.txt", ContentFile(b"what we really pay"))
    return document


@pytest.fixture
def picture(db: None) -> str:
    image = Image.objects.create(title="Warehouse", file=get_test_image_file())
    return image.pk


def use(topic: TopicPage, title: str, *, paper: Document | None = None, picture: Any = None, **fields: Any) -> Any:
    body: list[Any] = []
    if paper:
        body.append({"type": "file", "value": {"document": paper.pk, "title": ""}})
    if picture:
        body.append({"type": "image", "value": {"image": picture, "alt": "Shelves", "caption": ""}})
    article = make_article(topic, title, body=ArticlePage.body.field.stream_block.to_python(body), **fields)
    ReferenceIndex.create_or_update_for_object(article)
    return article


def taken(answer: Any) -> bytes:
    """Reading to the end closes the file."""
    return b"".join(answer)


def status(client: Client, url: str) -> int:
    answer = client.get(url)
    taken(answer)
    return answer.status_code


def answers(url: str, **clients: Client) -> dict[str, int]:
    return {name: status(client, url) for name, client in clients.items()}


# Wagtail leaves the closing of a picture it draws to the garbage collector.
drawing = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [("public", {"nobody", "anna", "mia", "eva"}), ("signed_in", {"anna", "mia", "eva"}), ("agents", {"mia", "eva"})],
)
def test_a_document_follows_its_articles_audience(
    topic: TopicPage,
    paper: Document,
    as_user: SignIn,
    anna: User,
    mia: User,
    eva: User,
    audience: str,
    seen_by: set[str],
) -> None:
    use(topic, "Prices?", paper=paper, audience=audience)
    clients = {"nobody": Client(), "anna": as_user(anna), "mia": as_user(mia), "eva": as_user(eva)}
    found = answers(paper.url, **clients)
    assert {name for name, status in found.items() if status == 200} == seen_by
    assert set(found.values()) <= {200, 404}


def test_a_link_in_a_text_counts_as_use(topic: TopicPage, paper: Document, as_user: SignIn, ben: User) -> None:
    link = f'<p><a linktype="document" id="{paper.pk}">Prices</a></p>'
    article = make_article(topic, "Prices?", audience="agents", body=[("text", link)])
    ReferenceIndex.create_or_update_for_object(article)
    assert status(as_user(ben), paper.url) == 404


def test_a_file_of_a_draft_is_not_public_yet(topic: TopicPage, paper: Document, client: Client) -> None:
    article = use(topic, "Prices?", paper=paper, live=False)
    assert status(client, paper.url) == 404
    article.save_revision().publish()
    assert status(client, paper.url) == 200


def test_one_article_she_may_read_is_enough(topic: TopicPage, paper: Document, client: Client) -> None:
    use(topic, "Prices?", paper=paper, audience="agents")
    assert status(client, paper.url) == 404
    use(topic, "What it costs?", paper=paper)
    assert status(client, paper.url) == 200


def test_a_file_that_nothing_live_uses_is_only_for_who_edits_files(
    topic: TopicPage, paper: Document, as_user: SignIn, anna: User, mia: User, eva: User
) -> None:
    """Nowhere used yet, taken out of an article, or only in a draft of a live one."""
    only_eva = {"nobody": 404, "anna": 404, "mia": 404, "eva": 200}
    clients = {"nobody": Client(), "anna": as_user(anna), "mia": as_user(mia), "eva": as_user(eva)}
    assert answers(paper.url, **clients) == only_eva
    article = use(topic, "Prices?", paper=paper, audience="agents")
    with_paper = article.body
    assert answers(paper.url, **clients) == only_eva | {"mia": 200}
    article.body = []
    article.save()
    ReferenceIndex.create_or_update_for_object(article)
    article.body = with_paper
    article.save_revision()
    assert answers(paper.url, **clients) == only_eva


def test_no_other_address_leads_around_the_door(
    topic: TopicPage, paper: Document, as_user: SignIn, mia: User, client: Client
) -> None:
    use(topic, "Prices?", paper=paper)
    for reader in (client, as_user(mia)):
        assert status(reader, f"/media/{paper.file.name}") == 404
        assert status(reader, "/media/../media/documents/prices.txt") == 404


@drawing
def test_a_picture_follows_its_articles_audience(
    topic: TopicPage, picture: Any, as_user: SignIn, anna: User, mia: User, client: Client
) -> None:
    article = use(topic, "Where is the warehouse?", picture=picture, audience="agents")
    page = as_user(mia).get(article.url).content.decode()
    shown = Image.objects.get(pk=picture).renditions.get()
    assert shown.url in page
    assert answers(shown.url, nobody=client, anna=as_user(anna), mia=as_user(mia)) == {
        "nobody": 404,
        "anna": 404,
        "mia": 200,
    }
    answer = as_user(mia).get(shown.url)
    taken(answer)
    assert "no-store" in answer["Cache-Control"]


@drawing
def test_a_public_picture_may_be_kept_a_while(topic: TopicPage, picture: Any, client: Client) -> None:
    client.get(use(topic, "Where is it?", picture=picture).url)
    image = Image.objects.get(pk=picture)
    # The JPEG beside it is for messengers.
    answer = client.get(image.renditions.get(filter_spec__endswith="format-webp").url)
    taken(answer)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["Content-Type"] == "image/webp"
    assert status(client, f"/media/{image.file.name}") == 404


@pytest.mark.django_db
def test_finding_a_picture_by_its_address_uses_an_index() -> None:
    table = Image.get_rendition_model()._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    assert any(each["index"] and each["columns"] == ["file"] for each in found)
