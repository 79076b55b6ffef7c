"""The EU's register of VAT numbers, by its REST interface (optional: VIES_CHECK=on).

https://ec.europa.eu/assets/taxud/vow-information/swagger_publicVAT.yaml: POST {countryCode, vatNumber} answers
{valid, name, address, requestDate}; a member state that is away answers {actionSucceed: false, errorWrappers}, or
carries its error in userError with valid false. Only "valid" with no error is an answer about the number.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from orders.outbound import Door, Limits, NotReached, Rules

URL = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
LIMITS = Limits(connect=5, pause=20, whole=30, size=64 * 1024)
# What VIES says about a number; every other word (MS_UNAVAILABLE, TIMEOUT, IP_BLOCKED…) is about VIES.
ABOUT_THE_NUMBER = frozenset({"", "VALID", "INVALID", "INVALID_INPUT"})
# VIES writes this where a member state gives no names away.
NOT_SAID = "---"


@dataclass(frozen=True, slots=True)
class Answer:
    valid: bool
    name: str = ""


class NoAnswer(Exception):
    """VIES or a member state is away, or said something we do not understand: ask again later."""


def ask(vat_number: str) -> Answer:
    """`vat_number` as companies have it: PL5260001246, EL for Greece. Raises NoAnswer."""
    question = {"countryCode": vat_number[:2], "vatNumber": vat_number[2:]}
    try:
        answer = Door(LIMITS, Rules(http=settings.DEBUG, inside=settings.DEBUG)).ask("POST", URL, document=question)
    except NotReached as error:
        raise NoAnswer(str(error)) from error
    return read(answer.status, answer.body)


def read(status: int, body: bytes) -> Answer:
    """Raises NoAnswer."""
    try:
        said = json.loads(body)
    except ValueError:
        raise NoAnswer(f"HTTP {status}") from None
    if not isinstance(said, dict) or status != 200 or said.get("actionSucceed") is False:
        raise NoAnswer(trouble(said) or f"HTTP {status}")
    valid = said.get("valid", said.get("isValid"))
    error = str(said.get("userError") or "")
    if not isinstance(valid, bool) or error not in ABOUT_THE_NUMBER:
        raise NoAnswer(error[:100] or "no answer about the number")
    name = str(said.get("name") or "").replace("\x00", "").strip()
    return Answer(valid, "" if name == NOT_SAID else name[:300])


def trouble(said: Any) -> str:
    """MS_UNAVAILABLE, from the first of errorWrappers."""
    wrappers = said.get("errorWrappers") if isinstance(said, dict) else None
    first = wrappers[0] if isinstance(wrappers, list) and wrappers else {}
    return str(first.get("error", ""))[:100] if isinstance(first, dict) else ""
