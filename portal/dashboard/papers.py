"""An article as PDF: made once for what it says, kept beside the invoices, made again when it says something else."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils import translation

from kb.models import ArticlePage
from orders.files import discard, keep_as
from orders.rendering import RenderingFailed, make_pdf
from portal.dashboard.models import ShopSettings

log = logging.getLogger(__name__)

FOLDER = "articles"
# Bumped when orders/print/text.css changes what people see.
LOOK = 1
# Longer than the child process may live: one at a time, so that many readers never are many renderings.
TURN = "papers:turn"
TURN_SECONDS = 60
# After a failure: a mended template needs no hand, a broken one costs no child for every reader.
REST_SECONDS = 600


class NotReady(Exception):
    """Another article is being made; ask again in a few seconds."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The document and where its PDF is kept: the name follows from everything the PDF shows."""

    article: int
    html: str

    @property
    def digest(self) -> str:
        return sha256(f"{LOOK} {self.html}".encode()).hexdigest()[:40]

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.article}"

    @property
    def name(self) -> str:
        return f"{self.folder}/{self.digest}.pdf"


def paper_of(article: ArticlePage) -> Paper:
    """In the article's language, as everybody reads it: nothing of a reader's own orders is in it."""
    with translation.override(article.locale.language_code):
        context = {
            "page": article,
            "shop": ShopSettings.load().name or "Aftercare",
            "address": f"{settings.SITE_URL}{article.get_url() or ''}",
            "version": article.revisions.filter(pk__lte=article.live_revision_id or 0).count() or 1,
        }
        return Paper(article.pk, render_to_string("dashboard/paper.html", context))


def pdf_of(paper: Paper) -> bytes:
    """The kept bytes, or made now. Raises NotReady, and RenderingFailed for ten minutes after a failure."""
    with suppress(FileNotFoundError), storages["private"].open(paper.name) as kept:
        content: bytes = kept.read()
        return content
    failed = f"papers:failed:{paper.digest}"
    if told := cache.get(failed):
        raise RenderingFailed(told)
    if not cache.add(TURN, paper.digest, TURN_SECONDS):
        raise NotReady
    try:
        made = make_pdf(paper.html, "text")
    except RenderingFailed as error:
        log.error("article %s was not made a PDF: %s", paper.article, error)
        cache.set(failed, str(error)[:200], REST_SECONDS)
        raise
    finally:
        cache.delete(TURN)
    forget(paper.article)
    keep_as(paper.name, made)
    return made


def forget(article: int) -> None:
    """Throws away what is kept of an article."""
    folder = f"{FOLDER}/{article}"
    with suppress(FileNotFoundError):
        for name in storages["private"].listdir(folder)[1]:
            discard(f"{folder}/{name}")
