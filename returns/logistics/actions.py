"""Everything that changes what goods on their way back have: labels, parcels, proofs."""

from returns.logistics.labels import give_label, take_label_back
from returns.logistics.parcels import forget_parcel, tell_parcel
from returns.logistics.proofs import confirm_proof, refuse_proof, send_proof

__all__ = [
    "confirm_proof",
    "forget_parcel",
    "give_label",
    "refuse_proof",
    "send_proof",
    "take_label_back",
    "tell_parcel",
]
