"""When there is no right to withdraw: Directive 2011/83/EU art. 16, UoPK art. 38 (W12), and what proves it (W13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.exempt import EVIDENCE


@dataclass(frozen=True, slots=True)
class Exempt:
    """`evidence`: what must be told for a line before anybody may be sent away; names ending in _at are moments."""

    code: str
    letter: str  # of art. 16
    evidence: tuple[str, ...]


# art. 16 (a) to (m), in this order.
EXCEPTIONS: Mapping[str, Exempt] = {
    code: Exempt(code, letter, names) for letter, (code, names) in zip("abcdefghijklm", EVIDENCE.items(), strict=True)
}
CODES = tuple(EXCEPTIONS)


def missing_evidence(code: str, evidence: Mapping[str, Any]) -> list[str]:
    """What is still needed for this exception to count; everything, when the code is none we know."""
    exempt = EXCEPTIONS.get(code)
    if exempt is None:
        return ["code"]
    return [name for name in exempt.evidence if not _is_said(name, evidence.get(name))]


def is_proven(code: str, evidence: Mapping[str, Any]) -> bool:
    """Fail open: with the smallest gap in the evidence the right stays (W13)."""
    return bool(code) and not missing_evidence(code, evidence)


def _is_said(name: str, value: Any) -> bool:
    words = value.strip() if isinstance(value, str) else ""
    if not name.endswith("_at"):
        return bool(words)
    try:
        datetime.fromisoformat(words)
    except ValueError:
        return False
    return True
