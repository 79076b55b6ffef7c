"""When a case was talked about live belongs to the case; who looks at what is forgotten within half an hour."""

from portal.accounts.privacy.areas.cases import CASE_BELOW
from portal.accounts.privacy.records import Part
from portal.accounts.privacy.registry import left_out


def connect() -> None:
    CASE_BELOW["live_conversations"] = (
        "conversations",
        Part("live.Conversation", frozenset({"waits_since", "customer_seen_at"})),
    )
    left_out(
        {
            "live.Conversation": "Handed out with its case; after an erasure some moments of a case without a person.",
            "live.Presence": "Who looks at a case, for half an hour (portal.live.rules.PRESENCE_KEPT).",
            "live.Availability": "An agent's switch; nothing of a customer.",
        }
    )
