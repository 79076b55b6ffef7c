"""Which carriers are asked: TRACKING_POLL names them."""

import json
from functools import lru_cache

from django.conf import settings

from orders.carriers import carrier_key
from orders.tracking.answers import Adapter
from orders.tracking.inpost import InPost
from orders.tracking.karrio import Karrio, is_installed


def adapter_for(carrier: str) -> Adapter | None:
    """Whom to ask about a parcel of this carrier, as the shop writes it; None: nobody."""
    key = carrier_key(carrier)
    if key not in settings.TRACKING_POLL:
        return None
    if key == InPost.source:
        return InPost(settings.INPOST_API_URL)
    keys = settings.KARRIO_CARRIERS.get(key)
    return _karrio(key, json.dumps(keys, sort_keys=True)) if keys and is_installed() else None


@lru_cache(maxsize=64)
def _karrio(key: str, keys: str) -> Karrio:
    """Kept, because it holds the carrier's access token. `karrio` among the keys is karrio's own name for it."""
    said = json.loads(keys)
    return Karrio(said.pop("karrio", key.replace("-", "_")), said)
