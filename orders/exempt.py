"""What proves that an order line is out of the right to withdraw: Directive 2011/83/EU art. 16, UoPK art. 38.

By the code of OrderLine.Exempt; names ending in _at are moments. Shops tell them, returns.law judges by them.
"""

from collections.abc import Mapping

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "service_performed": ("consent_at", "acknowledged_at", "performed_at"),
    "price_fluctuates": ("market",),
    "made_to_order": ("specification",),
    "perishable": ("best_before",),
    "sealed_hygiene": ("seal_told_at", "unsealed_at"),
    "mixed": ("mixed_at",),
    "alcohol": ("price_agreed_at", "delivery_from", "market"),
    "urgent_visit": ("requested_at", "visited_at"),
    "sealed_media": ("seal_told_at", "unsealed_at"),
    "newspaper": ("title",),
    "auction": ("auctioned_at",),
    "dated_service": ("service_from",),
    "digital_begun": ("consent_at", "acknowledged_at", "confirmed_at", "begun_at"),
}
NAMES = tuple(dict.fromkeys(name for names in EVIDENCE.values() for name in names))
