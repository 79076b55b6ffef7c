"""When there is no right to withdraw: Directive 2011/83/EU art. 16, UoPK art. 38 (W12), and what proves it (W13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Exempt:
    """`evidence`: what must be told for a line before anybody may be sent away; names ending in _at are moments."""

    code: str
    letter: str  # of art. 16
    evidence: tuple[str, ...]


EXCEPTIONS: Mapping[str, Exempt] = {
    each.code: each
    for each in (
        Exempt("service_performed", "a", ("consent_at", "acknowledged_at", "performed_at")),
        Exempt("price_fluctuates", "b", ("market",)),
        Exempt("made_to_order", "c", ("specification",)),
        Exempt("perishable", "d", ("best_before",)),
        Exempt("sealed_hygiene", "e", ("seal_told_at", "unsealed_at")),
        Exempt("mixed", "f", ("mixed_at",)),
        Exempt("alcohol", "g", ("price_agreed_at", "delivery_from", "market")),
        Exempt("urgent_visit", "h", ("requested_at", "visited_at")),
        Exempt("sealed_media", "i", ("seal_told_at", "unsealed_at")),
        Exempt("newspaper", "j", ("title",)),
        Exempt("auction", "k", ("auctioned_at",)),
        Exempt("dated_service", "l", ("service_from",)),
        Exempt("digital_begun", "m", ("consent_at", "acknowledged_at", "confirmed_at", "begun_at")),
    )
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
