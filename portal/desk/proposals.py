"""Articles that fit what the customer wrote, in the customer's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from returns.models import Case, Message

LIMIT = 3
CUSTOMERS_WORDS = 200


@dataclass(frozen=True)
class Proposal:
    pk: int
    title: str
    url: str


def proposals(case: Case, messages: Sequence[Message]) -> list[Proposal]:
    return []
