"""One picture of a host the operator named, made small. Nothing else is asked: no redirect, no private address."""

import io
from urllib.parse import urlsplit

from django.conf import settings
from PIL import Image, ImageOps

from orders.outbound import Door, Limits, NotReached, Rules, TooLarge

LIMITS = Limits(connect=5, pause=20, whole=30, size=5 * 1024 * 1024)
RULES = Rules(ports=frozenset({443}))
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# Twice the size it is shown in, for sharp screens.
SIZE = (160, 160)


class NoPicture(Exception):
    """In a few words, for the operator."""


def small_copy(url: str) -> bytes:
    """The picture as WebP of SIZE at most. Raises NoPicture."""
    check(url)
    try:
        answer = Door(LIMITS, RULES).ask("GET", url, headers={"Accept": "image/*"})
    except TooLarge:
        raise NoPicture("larger than 5 MB") from None
    except NotReached as error:
        raise NoPicture(str(error)) from None
    if answer.status != 200:
        raise NoPicture(f"HTTP {answer.status}")
    return made_small(answer.body)


def check(url: str) -> None:
    """Raises NoPicture for a host nobody named; the door sees to it that it stands outside our network (R32)."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in settings.PICTURE_HOSTS or parts.port not in (None, 443):
        raise NoPicture("not a host of PICTURE_HOSTS by https")


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
