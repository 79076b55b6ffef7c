"""The short address of an article: /a/<code>/, the same however the article is renamed or moved.

The code is the page's number with the letters of base 36. It is no secret: who may read is decided when it is opened.
"""

import re

from kb.access import visible_to
from kb.models import ArticlePage
from kb.rules import Reader

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
CODE = re.compile(r"[0-9a-z]{1,12}")


def code_of(pk: int) -> str:
    code = ""
    while pk:
        pk, digit = divmod(pk, len(DIGITS))
        code = DIGITS[digit] + code
    return code


def article_with(code: str, user: Reader | None) -> ArticlePage | None:
    """What this reader may see at a short address; None for everything else, also for what is no code."""
    if not CODE.fullmatch(code):
        return None
    found: ArticlePage | None = visible_to(user).filter(pk=int(code, len(DIGITS))).first()
    return found
