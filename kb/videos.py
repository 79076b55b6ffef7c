"""Which videos an article may show, and how each host wants them asked for. Pure: nothing is fetched."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

ID = re.compile(r"[A-Za-z0-9_-]{4,40}")


class UnknownVideo(ValueError):
    """An address that is no video of a host we know."""


@dataclass(frozen=True, slots=True)
class Video:
    host: str
    """As readers know it: YouTube."""
    watch: str
    embed: str

    @property
    def origin(self) -> str:
        """What a page's security policy must allow to be framed."""
        return "https://" + urlsplit(self.embed).netloc


def video(address: str) -> Video:
    """From the address an editor copied out of the browser. Raises UnknownVideo."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        raise UnknownVideo(address) from None
    path = [part for part in parts.path.split("/") if part]
    if parts.scheme not in ("http", "https"):
        raise UnknownVideo(address)
    if host in ("youtube.com", "youtube-nocookie.com") and path:
        number = parse_qs(parts.query).get("v", [""])[0] if path == ["watch"] else ""
        if len(path) == 2 and path[0] in ("embed", "shorts", "live"):
            number = path[1]
        return _youtube(number, address)
    if host == "youtu.be" and len(path) == 1:
        return _youtube(path[0], address)
    if host in ("vimeo.com", "player.vimeo.com") and path:
        return _vimeo(path[1:] if path[0] == "video" else path, parse_qs(parts.query).get("h", [""])[0], address)
    if host in ("dailymotion.com", "geo.dailymotion.com") and len(path) == 2 and path[0] == "video":
        return _dailymotion(path[1], address)
    if host == "dai.ly" and len(path) == 1:
        return _dailymotion(path[0], address)
    raise UnknownVideo(address)


def _known(number: str, address: str) -> str:
    if not ID.fullmatch(number):
        raise UnknownVideo(address)
    return number


def _youtube(number: str, address: str) -> Video:
    _known(number, address)
    return Video(
        "YouTube",
        f"https://www.youtube.com/watch?v={number}",
        f"https://www.youtube-nocookie.com/embed/{number}?autoplay=1&rel=0",
    )


def _vimeo(path: list[str], key: str, address: str) -> Video:
    """Unlisted videos carry a key: vimeo.com/123/key, player.vimeo.com/video/123?h=key."""
    if not path[:1] or not path[0].isdecimal():
        raise UnknownVideo(address)
    key = key or (path[1] if len(path) > 1 else "")
    if key:
        _known(key, address)
    return Video(
        "Vimeo",
        f"https://vimeo.com/{path[0]}" + (f"/{key}" if key else ""),
        f"https://player.vimeo.com/video/{path[0]}?autoplay=1&dnt=1" + (f"&h={key}" if key else ""),
    )


def _dailymotion(number: str, address: str) -> Video:
    _known(number, address)
    return Video(
        "Dailymotion",
        f"https://www.dailymotion.com/video/{number}",
        f"https://geo.dailymotion.com/player.html?video={number}&autoplay=1",
    )
