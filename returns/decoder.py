"""Decode one hostile file in a process of its own: python -I decoder.py FOLDER < file

Writes FOLDER/file, for pictures FOLDER/thumbnail, and prints one line of JSON: {"type": …} or {"refused": reason}, or
{"missing": "room"} when the disk is full, which is not the file's fault.
A crash, a bomb or an endless loop ends this process, not a web worker; nothing of Django is loaded here.
"""

import errno
import io
import json
import resource
import sys
import warnings
from pathlib import Path

import pikepdf
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

# As portal.outages has them; nothing of ours is imported here.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MEMORY = 1024**3
SECONDS = 10
MAX_PIXELS = 40_000_000
# Longest sides in pixels: enough to judge a scratch, and what a list shows.
LARGE, SMALL = 4000, 320
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# Names of PDF objects that do something when opened, or carry other files.
ACTIVE = frozenset(
    {
        "/JavaScript",
        "/JS",
        "/Launch",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/AA",
        "/RichMedia",
        "/XFA",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Sound",
        "/Movie",
        "/Rendition",
        "/AF",
    }
)


class Refused(Exception):
    """The text is the reason's code."""


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error")


def flat(image: Image.Image) -> Image.Image:
    """RGB on white, whatever it was."""
    if image.mode == "RGB":
        return image
    if image.has_transparency_data:
        image = image.convert("RGBA")
        sheet = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(sheet, image).convert("RGB")
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256, "L").convert("RGB")
    return image.convert("RGB")


def pixels_only(image: Image.Image) -> Image.Image:
    """A new picture with the same pixels and nothing else."""
    copy = Image.new("RGB", image.size)
    copy.paste(image)
    return copy


def picture(content: bytes, folder: Path) -> str:
    image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise Refused("too_many_pixels")
    image.draft("RGB", (LARGE, LARGE))
    image.load()
    if image.mode == "P":
        image = image.convert("RGBA")
    image.thumbnail((LARGE, LARGE))
    upright = pixels_only(flat(ImageOps.exif_transpose(image)))
    write(upright, 88, folder / "file")
    upright.thumbnail((SMALL, SMALL))
    write(pixels_only(upright), 80, folder / "thumbnail")
    return "image/jpeg"


def write(image: Image.Image, quality: int, path: Path) -> None:
    """By way of memory: Pillow does not tell a full disk from a picture that can't be encoded."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    path.write_bytes(out.getvalue())


def has_active_parts(pdf: pikepdf.Pdf) -> bool:
    return any(acts(each) for each in pdf.objects)


def acts(found: pikepdf.Object, depth: int = 0) -> bool:
    """Does this object, or anything written inside it, name an action or a file?"""
    if depth > 50:
        return True
    if isinstance(found, pikepdf.Stream):
        found = found.stream_dict
    if isinstance(found, pikepdf.Dictionary):
        keys = set(found.keys())
        if keys & ACTIVE or str(found.get("/S", "")) in ACTIVE or str(found.get("/Type", "")) in ACTIVE:
            return True
        return any(
            not value.is_indirect and acts(value, depth + 1) for value in found.as_dict().values() if nests(value)
        )
    if isinstance(found, pikepdf.Array):
        return any(nests(value) and not value.is_indirect and acts(value, depth + 1) for value in found.as_list())
    return False


def nests(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)


def pdf(content: bytes, folder: Path) -> str:
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Refused("pdf_password") from None
    with document:
        if not document.pages:
            raise Refused("broken")
        opening = document.Root.get("/OpenAction")
        # Many word processors write a harmless "open at page 1"; it is dropped. Anything else that acts is refused.
        if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) != "/GoTo":
            raise Refused("pdf_active")
        if has_active_parts(document):
            raise Refused("pdf_active")
        for name in ("/OpenAction", "/Metadata", "/PieceInfo"):
            if name in document.Root:
                del document.Root[name]
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    (folder / "file").write_bytes(out.getvalue())
    return "application/pdf"


def decode(content: bytes, folder: Path) -> dict[str, str]:
    try:
        if content.startswith(b"%PDF-"):
            return {"type": pdf(content, folder)}
        pillow_heif.register_heif_opener()
        return {"type": picture(content, folder)}
    except Refused as refused:
        return {"refused": str(refused)}
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "too_many_pixels"}
    except UnidentifiedImageError:
        return {"refused": "unsupported"}
    # Decoders raise nearly anything on hostile input (measured: eight classes); every one means the same.
    except Exception as error:
        is_full = isinstance(error, OSError) and error.errno in NO_ROOM
        return {"missing": "room"} if is_full else {"refused": "broken"}


if __name__ == "__main__":
    limit_this_process()
    sys.stdout.write(json.dumps(decode(sys.stdin.buffer.read(), Path(sys.argv[1]))))
