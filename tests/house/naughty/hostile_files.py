"""Files that lie: made here, so that nothing dangerous lies about. Each is a name and bytes."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from tests.returns.makers import pdf, picture

# Names of our own collection; nothing but data.
NAMES: list[str] = json.loads(Path(__file__).with_name("data").joinpath("filenames.json").read_text())
SCRIPT = b"<html><script>window.__xss=1</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.__xss=1"><script>window.__xss=1</script></svg>'
SECRET = b"somewhere private"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def zipped(name: str = "evil.html", content: bytes = SCRIPT) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def with_place(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 47.0), 3: "E", 4: (21.0, 0.0, 42.0)})
    return picture(kind, (80, 60), exif=exif.tobytes())


def active(where: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        if where == "EmbeddedFile":
            document.attachments["virus.exe"] = b"MZ"
            return
        action = pikepdf.Dictionary(
            S=pikepdf.Name(f"/{where}"), JS="app.alert(1)", F="calc.exe", URI="https://evil.example"
        )
        document.Root.OpenAction = document.make_indirect(action)

    return pdf(change)


def on_the_page() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.pages[0].obj.AA = pikepdf.Dictionary(O=action)

    return pdf(change)


def files() -> dict[str, bytes]:
    """By what they are: none of them may be kept as it is."""
    photo = picture()
    return {
        "page.jpg": SCRIPT,
        "drawing.jpg": SVG,
        "drawing.svg": SVG,
        "drawing.svgz": zlib.compress(SVG),
        "page.pdf": b"%PDF-1.7\n" + SCRIPT,
        "empty.jpg": b"",
        "one byte.jpg": b"\xff",
        "cut.jpg": photo[: len(photo) // 2],
        "cut.png": picture("PNG")[:60],
        "head.jpg": photo[:3],
        "animated.gif": b"GIF89a/*\x01\x00*/=1;window.__xss=1;",
        "archive.zip": zipped(),
        "archive.docx": zipped("word/document.xml", b"<x/>"),
        "bomb.zip": zipped("zeros", bytes(5_000_000)),
        "bomb.png": png(60_000, 60_000),
        "wide.png": png(2_000_000_000, 1),
        "text bomb.png": png(10, 10, chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(5_000_000)))),
        "script.pdf": active("JavaScript"),
        "launch.pdf": active("Launch"),
        "submit.pdf": active("SubmitForm"),
        "attached.pdf": active("EmbeddedFile"),
        "opened page.pdf": on_the_page(),
        "locked.pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "late.pdf": b"x" * 1025 + pdf(),
        "half.pdf": pdf()[:100],
        "table.csv": b"=cmd|' /C calc'!A0\n",
        "program.exe": b"MZ" + bytes(500),
        "shell.php": b"<?php system($_GET[0]);",
        ".htaccess": b"AddType application/x-httpd-php .jpg",
        "eps.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
        "tiff.jpg": picture("TIFF"),
        "icon.jpg": b"\0\0\1\0\1\0" + bytes(40),
        "mvg.jpg": b"push graphic-context\nimage over 0,0 0,0 'https://evil.example/x'\n",
    }


def polyglots() -> dict[str, bytes]:
    """Real pictures and documents with something behind or inside them: taken, and clean afterwards."""
    return {
        f"{kind.lower()} and {word}.jpg": (pdf() if kind == "PDF" else picture(kind)) + tail
        for kind in ("JPEG", "PNG", "WEBP", "PDF")
        for word, tail in (("page", SCRIPT), ("archive", zipped()))
    } | {"place.jpg": with_place(), "place.webp": with_place("WEBP"), "place.png": with_place("PNG")}


def is_clean(content: bytes) -> Any:
    """Nothing of what came is left: no script, no archive, no place, no second file."""
    bad = (
        b"<script",
        b"<svg",
        b"Exif",
        b"GPS",
        SECRET,
        b"PK\x03\x04",
        b"/JavaScript",
        b"/Launch",
        b"/EmbeddedFile",
        b"MZ\0",
    )
    return not any(each in content for each in bad)
