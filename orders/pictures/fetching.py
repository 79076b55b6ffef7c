"""One picture of a host the operator named, made small. Nothing else is asked: no redirect, no private address."""

import io
import ipaddress
import socket
from urllib.parse import urlsplit

import requests
from django.conf import settings
from PIL import Image, ImageOps

TIMEOUT = (5.0, 20.0)
LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# Twice the size it is shown in, for sharp screens.
SIZE = (160, 160)


class NoPicture(Exception):
    """In a few words, for the operator."""


def small_copy(url: str) -> bytes:
    """The picture as WebP of SIZE at most. Raises NoPicture."""
    check(url)
    session = requests.Session()
    session.trust_env = False
    try:
        with session.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise NoPicture(f"HTTP {answer.status_code}")
            content = answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise NoPicture(type(error).__name__) from None
    if len(content) > LARGEST:
        raise NoPicture("larger than 5 MB")
    return made_small(content)


def check(url: str) -> None:
    """Raises NoPicture for a host nobody named, or one that stands inside our own network (R32)."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in settings.PICTURE_HOSTS or parts.port not in (None, 443):
        raise NoPicture("not a host of PICTURE_HOSTS by https")
    try:
        found = socket.getaddrinfo(parts.hostname, 443, proto=socket.IPPROTO_TCP)
    except OSError:
        raise NoPicture("the host has no address") from None
    if not all(ipaddress.ip_address(str(address[4][0])).is_global for address in found):
        raise NoPicture("the host's address is not public")


def made_small(content: bytes) -> bytes:
    """New pixels only: whatever else the file held is gone. Raises NoPicture for what is no picture (R34)."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPicture("too many pixels")
            picture.draft("RGB", (SIZE[0] * 2, SIZE[1] * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail(SIZE)
        ground = Image.new("RGB", upright.size, "white")
        ground.paste(upright, mask=upright)
        target = io.BytesIO()
        ground.save(target, "WEBP", quality=82)
    except NoPicture:
        raise
    except Exception as error:
        # Decoders raise whatever they like at a file somebody made up.
        raise NoPicture(f"no picture ({type(error).__name__})") from None
    return target.getvalue()
