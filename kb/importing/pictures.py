"""Pictures that lie beside an article's Markdown file become images of the site, each once."""

import hashlib
import warnings
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Pixels
from wagtail.images import get_image_model

from kb.importing.rows import BadField

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
LARGEST = 10 * 1024 * 1024


def picture(folder: Path, article: str, target: str, alt: str, caption: str) -> dict[str, Any]:
    """The value of an image block. `article` is the Markdown file in the folder, `target` the picture as it names it.

    Raises BadField, naming the picture.
    """
    if not alt.strip():
        raise BadField("body", f"the picture {target} needs words for people who can't see it: ![words]({target}).")
    path = (folder / article).parent / target
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadField("body", f"the picture {target} lies outside of the folder.")
    return {"image": _image(path, target), "alt": alt.strip()[:250], "caption": caption.strip()[:250]}


def _image(path: Path, target: str) -> int:
    try:
        if path.stat().st_size > LARGEST:
            raise BadField("body", f"the picture {target} is larger than {LARGEST // 1024 // 1024} MB.")
        data = path.read_bytes()
    except (OSError, ValueError):
        raise BadField("body", f"there is no picture {target}.") from None
    images = get_image_model().objects
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()  # as Wagtail reckons it
    known = images.filter(file_hash=digest).values_list("pk", flat=True).first()
    if known is not None:
        return int(known)
    width, height = _size(data, path, target)
    image = images.model(title=path.stem, width=width, height=height, file=ContentFile(data, path.name))
    image.file_size, image.file_hash = len(data), digest
    image.save()
    return int(image.pk)


def _size(data: bytes, path: Path, target: str) -> tuple[int, int]:
    """Its pixels are read to the last: half a picture is none."""
    kind = FORMATS.get(path.suffix.lower())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Pixels.open(ContentFile(data), formats=[kind] if kind else []) as pixels:
                pixels.load()
                return pixels.size
    except Exception:  # Pillow raises eight kinds, and each means the same
        raise BadField("body", f"the picture {target} is no PNG, JPEG or WebP that can be read.") from None
