"""What a consumer declares: exactly what the law lets us ask for, and nothing else. Pure."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from returns.withdrawing import labels
from returns.withdrawing.chain import canonical

MOST_NAME, MOST_CONTRACT, MOST_ITEMS = 200, 200, 2000


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of an order's line, named as the customer saw them; `left` is how many she could still give back."""

    line: int  # OrderLine.pk
    name: str
    quantity: int
    left: int


@dataclass(frozen=True, slots=True)
class Statement:
    """`contract` is what identifies it, as typed; `order` the slug of one we know and may say that it is hers."""

    name: str
    contract: str
    email: str
    language: str
    items: str = ""
    order: str = ""
    # "account" or "link": how we know that the order is hers; "" for what anybody may have typed.
    proof: str = ""
    goods: tuple[Goods, ...] = ()
    # All that is left of the order: then no line needs to be named.
    is_whole: bool = True

    def content(self, salt: str) -> dict[str, Any]:
        """What is kept, hashed and sent back. With the salt gone nobody can try what a hash was made of."""
        return {
            "statement": labels.in_language(labels.STATEMENT, self.language),
            "name": self.name,
            "contract": self.contract,
            "email": self.email,
            "items": self.items,
            "goods": [
                {"line": each.line, "name": each.name, "quantity": each.quantity, "left": each.left}
                for each in self.goods
            ],
            "whole": self.is_whole,
            "order": self.order,
            "proof": self.proof,
            "language": self.language,
            "salt": salt,
        }


def key_of(said: Statement, day: date, secret: str) -> UUID:
    """The same words on the same day are one withdrawal: a second click, the back button, a second tab, a retry.

    One more piece of the same line is another one: less of it is left by then. Nobody without the secret can work it
    out, so it may stand for the whole in a link.
    """
    words = canonical({**said.content(""), "day": day.isoformat()})
    return UUID(bytes=hmac.new(secret.encode(), words, hashlib.sha256).digest()[:16])


def moment_of(now: datetime, tz: tzinfo) -> datetime:
    """To the second, with the offset of the shop's clock (law F5)."""
    return now.astimezone(tz).replace(microsecond=0)
