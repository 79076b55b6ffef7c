"""Pictures beside the Markdown files of a folder come along, each once, and nothing else is read or fetched."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from kb.importing.pages import Refused, import_articles
from kb.models import ArticlePage
from tests.kb.test_articles_are_imported import TOPICS, write

NOW = datetime(2026, 3, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "pictures").mkdir(parents=True)
    (folder / "topics.toml").write_text(TOPICS)
    Image.new("RGB", (60, 40), "teal").save(folder / "pictures" / "queue.webp")
    Image.new("RGB", (6, 4)).save(tmp_path / "outside.png")
    return folder


def told(folder: Path, body: str) -> list[str]:
    write(folder, "en/where.md", body)
    return [note.text for note in import_articles(folder, NOW).notes]


def test_a_picture_is_an_image_of_the_article(folder: Path, client: Client) -> None:
    assert told(folder, 'Before.\n\n![The queue](../pictures/queue.webp "Who is next")\n\nAfter.\n') == []
    page = client.get("/help/delivery/where/").content.decode()
    assert 'alt="The queue"' in page
    assert "<figcaption>Who is next</figcaption>" in page
    assert page.index("Before.") < page.index("<figure") < page.index("After.")
    assert import_articles(folder, NOW).unchanged == 1
    write(folder, "pl/gdzie.md", "![Kolejka](../pictures/queue.webp)\n", language="pl")
    import_articles(folder, NOW)
    assert get_image_model().objects.count() == 1, "the same picture is kept once"


@pytest.mark.parametrize("target", ["https://elsewhere.example/a.png", "//elsewhere.example/a.png"])
def test_nothing_is_fetched(folder: Path, target: str) -> None:
    assert told(folder, f"![A picture]({target})\n\nWords.\n") == ["body: images are left out, add them in the admin."]


def test_a_picture_inside_a_sentence_is_left_out_with_a_note(folder: Path) -> None:
    body = "See ![the queue](../pictures/queue.webp) here.\n\n![The queue](../pictures/queue.webp)\n"
    assert told(folder, body) == ["body: images are left out, add them in the admin."]
    assert [block.block_type for block in ArticlePage.objects.get().body] == ["text", "image"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("![Out](../../outside.png)", "outside of the folder"),
        ("![Gone](../pictures/gone.png)", "no picture"),
        ("![Folder](../pictures)", "no picture"),
        ("![Text](where.md)", "PNG, JPEG or WebP"),
        ("![Half](../pictures/half.webp)", "PNG, JPEG or WebP"),
        ("![](../pictures/queue.webp)", "who can't see it"),
    ],
)
def test_what_is_no_picture_of_the_folder_is_named(folder: Path, line: str, words: str) -> None:
    whole = (folder / "pictures" / "queue.webp").read_bytes()
    (folder / "pictures" / "half.webp").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match=words):
        told(folder, f"{line}\n")
    assert not get_image_model().objects.exists()
