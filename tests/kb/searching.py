"""What tests about searching share."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from django.core.management import call_command

from kb.models import ArticlePage
from kb.rules import Reader
from kb.search.backend.index import WhooshIndex
from kb.search.engine import article_store
from kb.search.find import SearchResults, find
from tests.kb.makers import make_article, make_topic

POLISH = [
    ("Gdzie jest moja paczka?", "Otwórz zamówienie, a zobaczysz, gdzie jest przesyłka."),
    ("Jak zwrócić towar?", "Otwórz zamówienie i wybierz zwrot."),
    ("Kiedy dostanę zwrot pieniędzy?", "Najpóźniej 14 dni od zgłoszenia odstąpienia."),
    ("Gdzie znajdę fakturę?", "Faktura jest na stronie zamówienia."),
    ("Jak złożyć reklamację?", "Opisz wadę i dodaj zdjęcie."),
    ("Jak zmienić hasło do konta?", "Wejdź w ustawienia konta."),
]


def polish_articles() -> list[ArticlePage]:
    topic = make_topic("Pomoc", language="pl")
    body = [("text", "<p>Szczegóły są na stronie.</p>")]
    with indexed_at_the_end():
        return [make_article(topic, title, short_answer=answer, body=body) for title, answer in POLISH]


def titles(text: str, language: str = "en", user: Reader | None = None) -> list[str]:
    return [hit.title for hit in search(text, language, user).hits]


def search(text: str, language: str = "en", user: Reader | None = None, page: int = 1) -> SearchResults:
    return find(text, language=language, user=user, page=page)


def rebuild() -> None:
    call_command("wagtail_update_index", verbosity=0)


def index_folder() -> Path:
    store = article_store()
    assert store is not None
    return store.folder


def index_files() -> list[Path]:
    folder = index_folder()
    return [path for path in (folder / (folder / "CURRENT").read_text()).iterdir() if path.is_file()]


@contextlib.contextmanager
def index_left_alone() -> Iterator[None]:
    """What happens inside changes the database only, as if no worker ran."""
    with mock.patch.object(WhooshIndex, "add_items"), mock.patch.object(WhooshIndex, "delete_item"):
        yield


@contextlib.contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Many articles at once: the index is written one time and not for each."""
    with index_left_alone():
        yield
    rebuild()
