from portal.live.models.availability import Availability
from portal.live.models.conversation import Conversation
from portal.live.models.live_settings import LiveSettings
from portal.live.models.news import LiveNews
from portal.live.models.presence import Presence

__all__ = ["Availability", "Conversation", "LiveNews", "LiveSettings", "Presence"]
