"""Pictures that editors bring forget where and with what they were taken, before they are kept (R35).

Wagtail copies a photo's EXIF, with the place in it, into every size it shows to readers.
"""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.db.models.signals import pre_save
from django.dispatch import receiver
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

# What Pillow reads beside the pixels: the camera and the place, the program, what somebody wrote.
TELLING = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "Description", "Author", "Software", "Comment"}
QUALITY = {"JPEG": 92, "WEBP": 92, "AVIF": 85}


def without_telling(content: bytes) -> bytes | None:
    """The same picture, upright, and nothing but the picture; None when nothing else is in it.

    Raises whatever Pillow raises for what is no picture.
    """
    with Pillow.open(io.BytesIO(content)) as picture:
        if picture.format not in {"JPEG", "PNG", "WEBP", "AVIF"} or getattr(picture, "n_frames", 1) > 1:
            return None
        if not picture.getexif() and not TELLING & set(picture.info):
            return None
        options: dict[str, Any] = {"format": picture.format, "icc_profile": picture.info.get("icc_profile")}
        if picture.format in QUALITY:
            options["quality"] = QUALITY[picture.format]
        upright = ImageOps.exif_transpose(picture)
        clean = Pillow.new(upright.mode, upright.size)
        if upright.mode == "P":
            clean.putpalette(upright.getpalette() or [])
            if "transparency" in upright.info:
                options["transparency"] = upright.info["transparency"]
        clean.paste(upright)
        out = io.BytesIO()
        clean.save(out, **options)
        return out.getvalue()


# Forms, the chooser and imports all end in save(): it is the one place that none of them gets round.
@receiver(pre_save, sender=get_image_model(), dispatch_uid="pictures_forget_where_they_were_taken")
def forget_where(sender: type[AbstractImage], instance: AbstractImage, **kwargs: Any) -> None:
    file = instance.file
    if not file or file._committed:
        return
    file.open()
    clean = without_telling(file.read())
    file.seek(0)
    if clean is not None:
        instance.file = ContentFile(clean, name=file.name)
        instance._set_image_file_metadata()
