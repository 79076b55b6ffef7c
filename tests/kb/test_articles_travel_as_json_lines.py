"""A file of JSON lines becomes articles, again and again; an export becomes the same help centre elsewhere."""

import json
import tracemalloc
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kb.importing import lines
from kb.models import ArticlePage, HelpHomePage, TopicPage
from portal.accounts.models import User
from tests.kb.makers import home, make_article, make_topic

BODY = (
    "<h1>First</h1><p>Open <b>it</b>.<script>alert(1)</script></p><ol><li>One</li><li>Two</li></ol>"
    "<table><tr><th>A</th><th>B</th></tr><tr><td>c</td><td>d</td></tr></table><ul><li>x</li></ul>"
)


def row(**fields: Any) -> dict[str, Any]:
    return {
        "id": "where",
        "language": "en",
        "topic": "delivery",
        "title": "Where is it?",
        "summary": "On its way.",
        "body": BODY,
    } | fields


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in row().items() if key != name}


@pytest.fixture
def file(tmp_path: Path, db: None) -> Path:
    return tmp_path / "articles.jsonl"


def write(file: Path, *rows: dict[str, Any] | bytes) -> Path:
    told = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in rows]
    file.write_bytes(b"\n".join(told))
    return file


def take_in(file: Path, *options: str) -> tuple[str, str]:
    """What the command says and what it complains about."""
    out, err = StringIO(), StringIO()
    call_command("import_articles", str(file), *options, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def exported() -> str:
    out = StringIO()
    call_command("export_articles", stdout=out)
    return out.getvalue()


def start_empty() -> None:
    for topic in TopicPage.objects.filter(depth=home().depth + 1):
        TopicPage.objects.get(pk=topic.pk).delete()
    assert not ArticlePage.objects.exists()


def revisions() -> list[tuple[int, int]]:
    return sorted(ArticlePage.objects.values_list("pk", "latest_revision_id"))


def test_rows_become_published_articles_in_their_topics(file: Path, client: Client) -> None:
    write(
        file,
        row(audience="public", review_date="2027-01-31", slug="where-is-it"),
        row(id="in-markdown", title="Two?", body="Look **here**.\n\n1. a\n2. b\n", topic="Returns & refunds"),
        row(language="pl", title="Gdzie?", topic="dostawa"),
    )
    assert take_in(file)[0].endswith("3 new.\n")
    page = client.get("/help/delivery/where-is-it/").content.decode()
    assert "<strong>it</strong>" in page
    assert "alert(1)" not in page
    article = ArticlePage.objects.get(slug="where-is-it")
    assert [block.block_type for block in article.body] == ["text", "steps", "table", "text"]
    assert article.review_date.isoformat() == "2027-01-31"
    assert client.get("/help/returns-refunds/two/").status_code == 200
    assert ArticlePage.objects.get(title="Gdzie?").translation_key == article.translation_key


def test_a_second_run_changes_nothing_and_makes_no_revision(file: Path) -> None:
    write(file, row(), row(id="second", body="Text with [a link](article:where).", topic="Returns & refunds"))
    take_in(file)
    before = revisions()
    assert take_in(file)[0].endswith("2 unchanged.\n")
    assert revisions() == before
    assert TopicPage.objects.count() == 2


def test_a_changed_row_changes_only_its_article(file: Path, client: Client) -> None:
    take_in(write(file, row(), row(id="other", title="Other?")))
    assert take_in(
        write(file, row(body="New words.", slug="moved", topic="returns"), row(id="other", title="Other?"))
    )[0].endswith("1 changed, 1 unchanged.\n")
    assert "New words." in client.get("/help/returns/moved/").content.decode()
    assert client.get("/help/delivery/where-is-it/")["Location"] == "/help/returns/moved/"


def test_articles_link_to_each_other_in_any_order(file: Path, client: Client) -> None:
    link = '<p>See <a href="article:b%20c">this</a> and <a href="article:gone">that</a>.</p>'
    _said, complained = take_in(write(file, row(body=link), row(id="b c", title="Second?", body="<p>x</p>")))
    page = client.get("/help/delivery/where-is-it/").content.decode()
    assert '<a href="/help/delivery/second/">this</a>' in page
    assert "and that." in page
    assert complained.splitlines() == [
        "articles.jsonl line 1, body: links to article:gone, which isn't there; its words are kept."
    ]


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (b'{"id": "x", ', "row: isn't JSON"),
        (b"[1]", "row: must be an object"),
        (b'{"id": "\xff"}', "row: isn't UTF-8"),
        (b"[" * 100_000, "row: isn't JSON"),
        (row(id="x", body="\ud800"), "body: holds half a character"),
        (row(id="x", title="a\0b"), "title: holds a NUL character"),
        (row(id="x", title=["list"]), "title: must be text, not list"),
        (row(id="x", title=" "), "title: is empty"),
        (row(id="x", title="x" * 256), "title: is 256 characters long, 255 is the most"),
        (without("body"), "body: is missing"),
        (without("id"), "id: is missing"),
        (without("topic"), "topic: is missing"),
        (row(id="x", language="de"), "language: the site has no help centre in “de”"),
        (row(id="x", audience="friends"), "audience: must be one of public, signed_in, agents"),
        (row(id="x", review_date="tomorrow"), "review_date: must be a day"),
        (row(id="x", review_date=7), "review_date: must be a day"),
        (row(id="x", slug="a/b"), "slug: may hold letters"),
        (row(id="x", format="word"), "format: must be html or markdown"),
        (row(id="x", topic_path="delivery"), "topic_path: must be a list"),
        (row(id="good"), "id: “good” in “en” was told before, in articles.jsonl line 1"),
        (row(id="x", body="a" * 600_000), "body: is 600000 characters long"),
    ],
    ids=range(21),
)
def test_a_broken_row_is_named_with_its_line_and_field(file: Path, broken: Any, named: str) -> None:
    write(file, row(id="good"), b"", broken, row(id="after", title="After?"))
    said, complained = take_in(file)
    assert complained.startswith(f"articles.jsonl line 3, {named}"), complained
    assert said.endswith("2 new; 1 left out.\n")
    assert set(ArticlePage.objects.values_list("source_id", flat=True)) == {"good", "after"}


@pytest.mark.parametrize("broken", [b"{", row(id="x", body='<a href="article:gone">x</a>'), row(id="good")])
def test_a_strict_run_changes_nothing_when_a_row_is_broken(file: Path, broken: Any) -> None:
    write(file, row(id="good", topic="New topic"), broken)
    with pytest.raises(CommandError, match="nothing was imported, 1 rows are wrong"):
        take_in(file, "--strict")
    assert not ArticlePage.objects.exists()
    assert not TopicPage.objects.exists()


def test_a_file_saved_by_a_spreadsheet_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(row()).encode() + b"\r\n\r\n" + json.dumps(row(id="b")).encode())
    assert take_in(file)[0].endswith("2 new.\n")


def test_a_file_that_is_no_text_says_so(file: Path) -> None:
    file.write_bytes("{}".encode("utf-16"))
    with pytest.raises(CommandError, match="is UTF-16"):
        take_in(file)
    with pytest.raises(CommandError, match="can't be read"):
        take_in(file.with_name("gone.jsonl"))


def test_an_endless_line_costs_no_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 1000)
    write(file, b'{"id": "' + b"x" * 3_000_000, row())
    tracemalloc.start()
    found = list(lines.read_lines(file, {"en"}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(found[0].problem).startswith("articles.jsonl line 1, row: is longer than")
    assert found[1].row is not None
    assert peak < 500_000


@pytest.mark.parametrize(
    "body",
    [
        "<p onclick=x()>hi</p><style>p{}</style><iframe src=//x></iframe>",
        '<p><a href="javascript:x()">hi</a></p>',
        '<div><div style="x"><span>hi</span></div></div><object data=x></object>',
        f"{'<div>' * 3000}hi{'</div>' * 3000}",
        '<p>hi <img src=x onerror="x()"></p>',
        '<p><a linktype="page" id="1">hi</a></p>',
        '<div data-block="text" data-value="&quot;<script>x()</script>hi&quot;"></div>hi',
    ],
)
def test_nothing_that_runs_gets_in(file: Path, body: str) -> None:
    take_in(write(file, row(body=body)))
    stored = json.dumps(list(ArticlePage.objects.get().body.raw_data))
    assert "hi" in stored
    for bad in ("script", "onclick", "onerror", "<iframe", "<img", "style", "<object", "linktype", "<div"):
        assert bad not in stored


def test_images_are_left_out_and_that_is_said(file: Path) -> None:
    write(file, row(body='<p>a</p><img src="x.png">'), row(id="md", body="![alt](x.png) b", title="B?"))
    assert take_in(file)[1].count("images are left out") == 2


def test_an_export_becomes_the_same_help_centre_in_an_empty_site(file: Path, eva: User, client: Client) -> None:
    topic = make_topic("Delivery", summary="Where it is.", icon="truck")
    inner = make_topic("Parcels & lockers", parent=topic)
    first = make_article(
        inner,
        "Where is it?",
        owner=eva,
        audience="signed_in",
        body=[
            ("text", '<p data-block-key="a1">Open <b>it</b> &amp; <i>see</i></p><ol><li>plain</li></ol>'),
            ("steps", {"steps": ["<p>One</p>", "<p>Two</p><ul><li>a</li></ul>"]}),
            ("callout", {"kind": "warning", "text": "<p>Never {{ x </p>"}),
            ("question", {"question": "On <Sundays>?", "answer": "<p>Yes</p>"}),
        ],
    )
    make_article(
        topic,
        "Second?",
        body=[("text", f'<p><a linktype="page" id="{first.pk}">first</a> and <a href="https://x.example/">x</a></p>')],
    )
    make_article(make_topic("Dostawa", "pl", translation_key=topic.translation_key), "Gdzie?")
    before = exported()
    assert before.count("\n") == 3
    file.write_text(before)
    assert take_in(file)[0].endswith("3 unchanged.\n")
    start_empty()
    assert take_in(file, "--strict")[0].endswith("3 new.\n")
    assert exported() == before
    assert ArticlePage.objects.get(title="Where is it?").owner == eva
    assert TopicPage.objects.get(title="Parcels & lockers").get_parent().specific.icon == "truck"
    assert HelpHomePage.objects.count() == 3


def test_markdown_from_elsewhere_needs_no_list_of_topics(tmp_path: Path, db: None, client: Client) -> None:
    (tmp_path / "deep" / "pl").mkdir(parents=True)
    (tmp_path / "old.md").write_bytes(
        b'\xef\xbb\xbf---\r\ntitle: "Old: but good?"\r\ndescription: Yes.\r\ncategory: Old things\r\nlang: en\r\n'
        b"tags:\r\n  - a\r\n---\r\nSee [new](new.md).\r\n"
    )
    (tmp_path / "deep" / "pl" / "nowe.md").write_text("---\ntitle: Nowe?\nsummary: Tak.\ntopic: nowe\n---\nTak.\n")
    (tmp_path / "README.md").write_text("Nothing in front.\n")
    said, complained = take_in(tmp_path)
    assert said.endswith("2 new; 1 left out.\n")
    assert "README.md, front matter: must stand between" in complained
    assert "new.md, which isn't there" in complained
    assert "Old: but good?" in client.get("/help/old-things/old/").content.decode()
    assert take_in(tmp_path)[0].endswith("2 unchanged; 1 left out.\n")
