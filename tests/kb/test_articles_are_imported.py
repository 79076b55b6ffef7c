"""A folder of Markdown becomes published pages; again and again, without doubles."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from kb.importing.files import BadArticleFile
from kb.importing.markdown import blocks
from kb.importing.pages import import_articles
from kb.models import ArticlePage, TopicPage

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOPICS = """
[delivery]
icon = "truck"
en = { title = "Delivery", slug = "delivery", summary = "Where it is." }
pl = { title = "Dostawa", slug = "dostawa", summary = "Gdzie jest." }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topics.toml").write_text(TOPICS)
    write(tmp_path, "en/where.md", "Open the order.\n\n1. First\n2. Then see [stages](stages.md)\n")
    write(tmp_path, "en/stages.md", "| A | B |\n| --- | --- |\n| c | d |\n", id="stages")
    write(tmp_path, "pl/gdzie.md", "Otwórz zamówienie.\n", language="pl")
    return tmp_path


def write(folder: Path, name: str, text: str, **front: str) -> None:
    fields = {
        "id": "where",
        "topic": "delivery",
        "language": "en",
        "title": f"Title {name}",
        "summary": "Short.",
    } | front
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    head = "\n".join(f"{key}: {value}" for key, value in fields.items())
    path.write_text(f"---\n{head}\n---\n{text}")


@pytest.mark.django_db
class TestFolder:
    def test_articles_are_published_in_their_topics(self, folder: Path, client: Client) -> None:
        assert import_articles(folder, NOW).created == 3
        page = client.get("/help/delivery/where/").content.decode()
        assert "Open the order." in page
        assert 'href="/help/delivery/stages/"' in page
        assert client.get("/pl/help/dostawa/gdzie/").status_code == 200
        assert ArticlePage.objects.get(slug="where").review_date == date(2026, 8, 28)

    def test_the_same_id_in_two_languages_is_one_article_translated(self, folder: Path) -> None:
        import_articles(folder, NOW)
        pages = ArticlePage.objects.filter(source_id="where")
        assert len({page.translation_key for page in pages}) == 1
        assert len({page.translation_key for page in TopicPage.objects.all()}) == 1

    def test_importing_again_changes_nothing(self, folder: Path) -> None:
        import_articles(folder, NOW)
        before = list(ArticlePage.objects.values_list("pk", "latest_revision_id"))
        again = import_articles(folder, NOW)
        assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
        assert list(ArticlePage.objects.values_list("pk", "latest_revision_id")) == before

    def test_a_changed_file_changes_its_article(self, folder: Path, client: Client) -> None:
        import_articles(folder, NOW)
        write(folder, "en/where.md", "Look at the top.\n")
        assert import_articles(folder, NOW).changed == 1
        assert "Look at the top." in client.get("/help/delivery/where/").content.decode()

    @pytest.mark.parametrize(
        ("text", "front", "told"),
        [
            ("[gone](gone.md)", {}, "gone.md"),
            ("x", {"topic": "nothing"}, "topics.toml"),
            ("x", {"title": ""}, "title"),
            ("x", {"audience": "friends"}, "audience"),
            ("x", {"language": "de"}, "de"),
        ],
    )
    def test_a_broken_file_is_named_and_nothing_is_kept(
        self, folder: Path, text: str, front: dict[str, str], told: str
    ) -> None:
        write(folder, "en/broken.md", text, **({"id": "broken"} | front))
        with pytest.raises(BadArticleFile, match=told):
            import_articles(folder, NOW)
        assert not ArticlePage.objects.exists()


def kinds(text: str) -> list[str]:
    return [block["type"] for block in blocks(text, "name", lambda slug: f'linktype="page" id="{slug}"')]


def value(text: str) -> object:
    [block] = blocks(text, "name", lambda slug: 'linktype="page" id="7"')
    return block["value"]


def test_lists_quotes_and_tables_become_blocks() -> None:
    text = "Hello\n\n- a\n- b\n\n1. one\n2. two\n\n> note\n\n| A |\n| --- |\n| b |\n\n## End\n"
    assert kinds(text) == ["text", "steps", "callout", "table", "text"]


def test_a_step_is_a_paragraph_with_its_links() -> None:
    steps = value("1. Open [it](other.md)\n2. **Done**\n")
    assert [step["value"] for step in steps["steps"]] == [
        '<p>Open <a linktype="page" id="7">it</a></p>',
        "<p><strong>Done</strong></p>",
    ]


@pytest.mark.parametrize(("mark", "kind"), [("", "info"), ("[!warning] ", "warning"), ("[!success] ", "success")])
def test_a_quote_says_what_kind_of_callout_it_is(mark: str, kind: str) -> None:
    assert value(f"> {mark}Never share it.") == {"kind": kind, "text": "<p>Never share it.</p>"}


@pytest.mark.parametrize(
    "text", ["<script>x()</script>", "[a](javascript:x())", '<img src=x onerror="x()">', "<b onclick=x()>"]
)
def test_nothing_dangerous_gets_in(text: str) -> None:
    html = str(value(f"Hi {text}"))
    assert "<script" not in html
    assert "<img" not in html
    assert "<b" not in html
    assert 'href="javascript' not in html
