"""Where a pick-up point is on a map: a link, nothing embedded."""

import math
from collections.abc import Mapping
from urllib.parse import quote


def map_url(place: Mapping[str, object]) -> str:
    """OpenStreetMap at the place's coordinates, else a search for its address; "" without either."""
    spot = _coordinates(place)
    if spot:
        latitude, longitude = (f"{value:.6f}" for value in spot)
        return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"
    address = str(place.get("address", "")).strip()
    return f"https://www.openstreetmap.org/search?query={quote(address[:200], safe='')}" if address else ""


def _coordinates(place: Mapping[str, object]) -> tuple[float, float] | None:
    try:
        latitude, longitude = (float(str(place[name])) for name in ("latitude", "longitude"))
    except (KeyError, ValueError):
        return None
    is_on_earth = (
        math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180
    )
    return (latitude, longitude) if is_on_earth else None
