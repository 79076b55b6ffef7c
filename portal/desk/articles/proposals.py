"""Articles that fit what the customer wrote, in the customer's language where there are any."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from kb.search.find import find
from returns.models import Case, Message

LIMIT = 3


@dataclass(frozen=True)
class Proposal:
    pk: int
    title: str
    url: str


def proposals(case: Case, messages: Sequence[Message]) -> list[Proposal]:
    """Asked with the subject and the newest words of the customer; only what the customer may read."""
    words = [message.body for message in messages if message.author == Message.Author.CUSTOMER]
    found = find(" ".join([case.subject, *words[-1:]]), language=case.language, user=case.customer)
    hits = (found.in_spoken or found.hits or found.others)[:LIMIT]
    return [Proposal(hit.page_id, hit.title, f"{settings.SITE_URL}{hit.url}") for hit in hits]
