"""Words of agents', customers' and unpublished articles stay out of everything a stranger, or Anna, can ask for.

Addresses are read from the URL resolver, so what is added tomorrow is asked too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.test import Client, TestCase
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from whoosh.index import open_dir

from kb.access import visible_to
from kb.models import ArticlePage, StateArticle, TopicPage
from kb.search.find import find, suggest
from kb.short_links import code_of
from portal.accounts.models import User
from portal.dashboard import papers
from tests.house.test_every_address_has_an_owner import all_addresses, row_of, table
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import index_files, rebuild

pytestmark = pytest.mark.django_db

AGENTS, CUSTOMERS, DRAFT, DELETED = "xagentcanary", "xcustomercanary", "xdraftcanary", "xdeletedcanary"
SECRET = (AGENTS, CUSTOMERS, DRAFT, DELETED)
# What each reader may never see.
HIDDEN_FROM = {"nobody": SECRET, "anna": (AGENTS, DRAFT, DELETED)}


def write(topic: TopicPage, word: str, **fields: Any) -> ArticlePage:
    body = [
        ("text", f"<h2>Parcel {word}</h2><p>parcel body{word}</p>"),
        ("question", {"question": f"Parcel q{word}?", "answer": f"<p>a{word}</p>"}),
    ]
    return make_article(
        topic,
        f"Parcel {word}?",
        short_answer=f"Parcel short{word}.",
        body=body,
        search_description=f"Meta {word}",
        slug=f"parcel-{word}",
        **fields,
    )


@pytest.fixture
def articles(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, ArticlePage]:
    """A public article, and hidden ones in its topic, in a topic of their own, as its translation, at its state."""
    monkeypatch.setattr(papers, "make_pdf", lambda html, kind: b"%PDF-" + html.encode())
    topic, polish = make_topic("Delivery"), make_topic("Dostawa", "pl")
    with TestCase.captureOnCommitCallbacks(execute=True):
        public = make_article(topic, "Where is my parcel?", short_answer="Parcel on its way.")
        found = {
            "public": public,
            "agents": write(topic, AGENTS, audience="agents"),
            "customers": write(topic, CUSTOMERS, audience="signed_in"),
            "draft": write(topic, DRAFT, live=False),
            "alone": write(make_topic(f"Topic {AGENTS}", summary=AGENTS), AGENTS, audience="agents"),
            "translated": write(polish, AGENTS, audience="agents", translation_key=public.translation_key),
        }
        # A draft of a published article, and one that is gone.
        public.title, public.short_answer = f"Parcel {DRAFT}?", DRAFT
        public.save_revision()
        gone = write(topic, DELETED)
        gone.unpublish()
        found["gone"] = gone
        StateArticle.objects.create(state="order.shipped", article=found["agents"])
        rename(found["agents"])
    rebuild()
    cache.clear()
    return found


def rename(article: ArticlePage) -> None:
    fresh = ArticlePage.objects.get(pk=article.pk)
    fresh.slug = f"renamed-{AGENTS}"
    fresh.save_revision().publish()


def asked(articles: dict[str, ArticlePage]) -> Iterator[str]:
    """Every address that is not the admin's, filled in with each article, its topic, its code, its words."""
    pages = [*articles.values(), *TopicPage.objects.all()]
    values = {
        "int": [str(page.pk) for page in pages],
        "str": [code_of(page.pk) for page in pages] + ["nobodys"],
        "slug": ["nobodys"],
        "path": ["a.png"],
        "uuid": ["00000000-0000-4000-8000-000000000000"],
    }
    for pattern in all_addresses():
        if table().get(row_of(pattern) or "") == "staff" or re.search(r"[\^$()\\]", pattern):
            continue
        holes = re.findall(r"<(?:(\w+):)?(\w+)>", pattern)
        for number in range(max((len(values.get(kind or "str", [])) for kind, _name in holes), default=1)):
            path = "/" + pattern
            for kind, name in holes:
                options = values.get(kind or "str", ["nobodys"])
                path = re.sub(rf"<(?:\w+:)?{name}>", options[number % len(options)], path, count=1)
            yield path
    yield from (page.url for page in [*pages, *TopicPage.objects.all()] if page.url)
    yield from ("/help/delivery/parcel-" + word + "/" for word in SECRET)
    yield from ("/help/", "/help/nothing-here/", "/documents/1/a.pdf")


QUERIES = [f"?q={word}" for word in (*SECRET, "parcel", *(word[:7] for word in SECRET), f"{AGENTS[:-1]}")]


def answers(client: Client, articles: dict[str, ArticlePage]) -> Iterator[tuple[str, str]]:
    """Everything that is told: body, address of a redirect, headers."""
    for path in dict.fromkeys(asked(articles)):
        for prefix in ("", "/pl"):
            for query in QUERIES if re.search(r"search|suggest|widget|contact", path) else [""]:
                answer = client.get(f"{prefix}{path}{query}")
                body = b"".join(answer) if answer.streaming else answer.content
                told = f"{body.decode(errors='replace')} {dict(answer.items())}"
                # A page repeats the question it was asked, and nothing else of it.
                yield f"{prefix}{path}{query}", told.replace(query[3:], "…") if query else told.replace(path, "…")


@pytest.mark.parametrize("name", HIDDEN_FROM)
def test_no_address_tells_a_word_of_them(
    articles: dict[str, ArticlePage], client: Client, as_user: Any, anna: User, name: str
) -> None:
    asking = as_user(anna) if name == "anna" else client
    seen, told_public = 0, 0
    for path, told in answers(asking, articles):
        leaked = [word for word in HIDDEN_FROM[name] if word in told.lower()]
        assert not leaked, (path, leaked)
        seen += 1
        told_public += "Where is my parcel?" in told
    assert seen > 100, "the rule must have something to look at"
    assert told_public > 5, "the public article must be found"


@pytest.mark.parametrize("name", HIDDEN_FROM)
def test_searching_neither_counts_nor_spells_them(articles: dict[str, ArticlePage], anna: User, name: str) -> None:
    user = anna if name == "anna" else None
    readable = visible_to(user).filter(locale__language_code="en").count()
    assert find("parcel", language="en", user=user).total == readable
    for word in HIDDEN_FROM[name]:
        for text in (word, word[:-1], f"short{word}", f"parcel {word[:-2]}"):
            result = find(text, language="en", user=user)
            assert word not in (result.did_you_mean or "").replace(text, "")
            assert all(
                word not in f"{hit.title}{hit.snippet}{hit.url}{hit.topic}" for hit in [*result.hits, *result.others]
            )
        assert all(word not in each.title for each in suggest(word[:6], language="en", user=user))


def test_agents_do_find_theirs(articles: dict[str, ArticlePage], mia: User, as_user: Any) -> None:
    assert any(AGENTS in hit.title for hit in find(AGENTS, language="en", user=mia).hits)
    assert AGENTS in as_user(mia).get("/help/delivery/").content.decode()


def test_the_index_on_disk_keeps_keys_and_no_text(articles: dict[str, ArticlePage]) -> None:
    files = index_files()
    if not files:
        pytest.skip("this run searches in the database")
    with open_dir(str(files[0].parent)).searcher() as searcher:
        stored = [fields for _number, fields in searcher.reader().iter_docs()]
    assert stored
    assert {name for fields in stored for name in fields} == {"key"}
    raw = b"".join(path.read_bytes() for path in files)
    for sentence in (f"Parcel {AGENTS}?", f"Parcel short{AGENTS}.", f"parcel body{AGENTS}"):
        assert sentence.encode() not in raw, "no title, snippet or sentence can be read from the files"
    assert {path.parent.stat().st_mode & 0o077 for path in files} == {0}


def test_pdfs_of_hidden_articles_stand_outside_of_what_is_served(
    articles: dict[str, ArticlePage], as_user: Any, mia: User
) -> None:
    assert as_user(mia).get(reverse("article_pdf", args=[articles["agents"].pk])).status_code == 200
    kept = Path(storages["private"].path(f"articles/{articles['agents'].pk}"))
    assert list(kept.iterdir())
    assert not kept.is_relative_to(settings.MEDIA_ROOT)


def test_there_is_no_api_of_wagtail() -> None:
    assert not [address for address in all_addresses() if "api/v2" in address or "api/v3" in address]
    with translation.override("en"), pytest.raises(NoReverseMatch):
        reverse("wagtailapi:pages:listing")


def test_a_preview_is_for_those_who_write(
    articles: dict[str, ArticlePage], client: Client, as_user: Any, anna: User
) -> None:
    for name, args in (
        ("wagtailadmin_pages:view_draft", [articles["draft"].pk]),
        ("wagtailadmin_pages:edit", [articles["agents"].pk]),
    ):
        for asking in (client, as_user(anna)):
            answer = asking.get(reverse(name, args=args))
            assert answer.status_code in (302, 403, 404)
            assert not any(word in answer.content.decode() for word in SECRET)
