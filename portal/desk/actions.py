"""What agents do beyond returns' own actions: answers whose article links are tracked."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.desk.articles import addresses_in, article_at, replace_addresses
from portal.desk.models import ArticleLink
from portal.desk.steps import desk_step
from returns.actions import post_message
from returns.models import Case, Message

LINKS_IN_A_MESSAGE = 20


def send_answer(
    case: Case, *, by: User, body: str, now: datetime, internal: bool, version: int, key: UUID | None = None
) -> Message:
    """Post an answer or a note; in an answer every article's address becomes a short link of its own.

    Raises returns' Refused: SomeoneWasFaster when the case moved on, then nothing is written.
    """
    with transaction.atomic():
        text, links = (body, {}) if internal else with_short_links(case, body)
        message = post_message(case, by=by, body=text, now=now, internal=internal, version=version, key=key)
        keep_links(message, links)
    return message


def take_step(case: Case, verb: str, *, by: User, version: int, now: datetime, **values: Any) -> Case:
    """A step of returns' table; articles in the agent's words become short links here too. Raises Refused."""
    name = "reason" if "reason" in values else "message"
    with transaction.atomic():
        text, links = with_short_links(case, values[name])
        changed = desk_step(case.kind, verb).action(case, by=by, version=version, now=now, **{**values, name: text})
        if links:
            keep_links(changed.messages.filter(author=Message.Author.AGENT, internal=False).latest("id"), links)
    return changed


def keep_links(message: Message, links: dict[str, ArticlePage]) -> None:
    ArticleLink.objects.bulk_create(
        ArticleLink(
            case_id=message.case_id,
            message=message,
            page=page,
            code=code,
            sent_by_id=message.user_id,
            sent_at=message.created_at,
        )
        for code, page in links.items()
        # A form that was sent twice finds its first message, which has the first codes.
        if code in message.body
    )


def with_short_links(case: Case, body: str) -> tuple[str, dict[str, ArticlePage]]:
    """The body with short addresses beside the articles' titles, and which code stands for which article."""
    urls = addresses_in(body)[:LINKS_IN_A_MESSAGE]
    found = {url: page for url in urls if (page := article_at(url, case))}
    codes = {page.pk: secrets.token_urlsafe(16) for page in found.values()}
    named = {page.pk for page in found.values() if page.title in body}

    def shorten(url: str) -> str:
        page = found.get(url)
        if page is None:
            return url
        title = "" if page.pk in named else f"{page.title}: "
        named.add(page.pk)
        return f"{title}{settings.SITE_URL}/a/{codes[page.pk]}/"

    return replace_addresses(body, shorten), {codes[page.pk]: page for page in found.values()}
