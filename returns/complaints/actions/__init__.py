"""Everything that changes a complaint, a guarantee claim or a delivery problem."""

from returns.complaints.actions.answering import accept, accept_by_law, agree, decline, offer, switch, turn_down
from returns.complaints.actions.carrying import carry_out
from returns.complaints.actions.delivery import Outcome, arrived, settle_delivery, trace
from returns.complaints.actions.guarantee import accept_guarantee, decline_guarantee, forward
from returns.complaints.actions.guarding import guard

__all__ = [
    "Outcome",
    "accept",
    "accept_by_law",
    "accept_guarantee",
    "agree",
    "arrived",
    "carry_out",
    "decline",
    "decline_guarantee",
    "forward",
    "guard",
    "offer",
    "settle_delivery",
    "switch",
    "trace",
    "turn_down",
]
