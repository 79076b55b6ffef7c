"""An article as an accessible PDF: for who may read it, made once, with its date, version and address."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model

from kb.models import ArticlePage
from orders import pdf
from orders.rendering import RenderingFailed, make_pdf
from portal.accounts.models import User
from portal.dashboard import papers
from tests.kb.makers import make_article, make_topic


def picture() -> Any:
    content = io.BytesIO()
    Picture.new("RGBA", (40, 30), "#0b6e4f80").save(content, "PNG")
    content.seek(0)
    return get_image_model().objects.create(title="A parcel", file=ImageFile(content, name="parcel.png"))


@pytest.fixture
def article(db: None) -> ArticlePage:
    topic = make_topic("Dostawa", "pl")
    body = [
        ("text", '<h2>Najpierw</h2><p>Zażółć <a href="https://x.example/">gęślą</a>.</p><h3>Potem</h3>'),
        ("steps", {"steps": ["<p>Raz</p>", "<p>Dwa</p>"]}),
        ("callout", {"kind": "warning", "text": "<p>Uwaga na <b>deszcz</b></p>"}),
        ("image", {"image": picture(), "alt": "Zielona paczka", "caption": "Tak wygląda"}),
        ("question", {"question": "A w niedzielę?", "answer": "<p>Też</p>"}),
        ("own", {"texts": [], "otherwise": "<p>Zaloguj się</p>"}),
    ]
    return make_article(topic, "Gdzie jest paczka?", body=body, short_answer="W drodze.")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was rendered, without WeasyPrint's second for each."""
    done: list[str] = []

    def make(html: str, kind: str) -> bytes:
        done.append(html)
        return b"%PDF-1.7 " + str(len(done)).encode()

    monkeypatch.setattr(papers, "make_pdf", make)
    return done


def address(article: ArticlePage) -> str:
    return f"/help/pdf/{article.pk}/"


def test_the_pdf_is_tagged_and_says_its_language_title_and_address(client: Client, article: ArticlePage) -> None:
    answer = client.get(address(article))
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="gdzie-jest-paczka.pdf"' in answer["Content-Disposition"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "session" not in answer.cookies
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "pl"
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == "Gdzie jest paczka?"
        assert document.open_metadata()["pdfuaid:part"] == "1"
        with document.open_outline() as outline:
            (heading,) = outline.root
            assert heading.title == "Gdzie jest paczka?"
            assert [each.title for each in heading.children] == ["Najpierw"]
        figures = [each for each in elements(root.StructTreeRoot) if each.get("/S") == "/Figure"]
        assert [str(each.Alt) for each in figures] == ["Zielona paczka"]
        assert not document.check_pdf_syntax() if hasattr(document, "check_pdf_syntax") else not document.check()


def elements(node: Any) -> Any:
    for child in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def test_the_document_says_when_which_version_and_where(article: ArticlePage) -> None:
    article.save_revision().publish()
    html = papers.paper_of(ArticlePage.objects.get(pk=article.pk)).html
    assert '<html lang="pl">' in html
    assert f"https://testserver{article.url}" in html
    assert " 2 " in html.split('class="facts"')[1].split("</p>")[0]
    assert "Zaloguj się" in html
    assert "/media/" not in html


def test_it_is_made_once_and_again_when_it_says_something_else(
    client: Client, article: ArticlePage, made: list[str]
) -> None:
    first = client.get(address(article))
    assert client.get(address(article)).content == first.content
    assert len(made) == 1
    assert client.get(address(article), headers={"If-None-Match": first["ETag"]}).status_code == 304
    article.short_answer = "Już jest."
    article.save_revision().publish()
    assert client.get(address(article)).content != first.content
    assert "Już jest." in made[1]
    assert len(storages["private"].listdir(f"articles/{article.pk}")[1]) == 1


def test_only_one_is_made_at_a_time(client: Client, article: ArticlePage, made: list[str]) -> None:
    cache.add(papers.TURN, "another", 60)
    waiting = client.get(address(article))
    assert (waiting.status_code, waiting["Refresh"], made) == (202, "3", [])
    assert waiting["Cache-Control"] == "no-store"
    cache.delete(papers.TURN)
    assert client.get(address(article)).status_code == 200


def test_a_failure_is_tried_and_written_down_once_for_all_readers(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def fail(html: str, kind: str) -> bytes:
        tried.append(html)
        raise RenderingFailed("exit 1")

    monkeypatch.setattr(papers, "make_pdf", fail)
    assert {client.get(address(article)).status_code for _time in range(3)} == {503}
    assert len(tried) == 1
    assert cache.get(papers.TURN) is None
    (told,) = (record for record in caplog.records if record.levelname in {"WARNING", "ERROR"})
    assert "exit 1" in told.getMessage()


@pytest.mark.parametrize(("audience", "readers"), [("agents", {"mia"}), ("signed_in", {"mia", "anna"})])
def test_a_hidden_article_is_a_pdf_only_for_its_readers(
    client: Client, as_user: Any, anna: User, mia: User, made: list[str], audience: str, readers: set[str]
) -> None:
    hidden = make_article(make_topic(), "Hidden?", audience=audience)
    asking = {"nobody": client, "anna": as_user(anna), "mia": as_user(mia)}
    for name in ("mia", "anna", "nobody"):
        answer = asking[name].get(address(hidden))
        assert (answer.status_code == 200) is (name in readers)
        if name in readers:
            assert answer["Cache-Control"] == "private, no-store"


def test_a_draft_is_no_pdf(as_user: Any, mia: User, made: list[str]) -> None:
    draft = make_article(make_topic(), "Draft?", live=False)
    assert as_user(mia).get(address(draft)).status_code == 404


def test_a_picture_whose_file_is_gone_leaves_its_words(article: ArticlePage) -> None:
    image = get_image_model().objects.get()
    image.file.storage.delete(image.file.name)
    html = papers.paper_of(article).html
    assert "<img" not in html
    assert "Zielona paczka" in html


@pytest.mark.parametrize(
    "source", ["/etc/passwd", "file:///etc/passwd", "https://x.example/a.png", "data:image/svg+xml;base64,PA=="]
)
def test_nothing_is_fetched_for_it(source: str) -> None:
    with pytest.raises(RenderingFailed, match="NothingFromOutside"):
        make_pdf(
            f'<html lang="en"><title>x</title><base href="https://testserver/"><img alt="x" src="{source}">', "text"
        )


def test_an_invoice_still_takes_no_photographs() -> None:
    assert not pdf.JPEG.startswith(pdf.KINDS["invoice"].images)


def test_the_article_offers_it(client: Client, article: ArticlePage) -> None:
    page = client.get(article.url).content.decode()
    assert f'href="/pl/help/pdf/{article.pk}/"' in page
