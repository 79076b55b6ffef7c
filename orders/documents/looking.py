"""A PDF on stdin, one line of JSON on stdout: `python -m orders.documents.looking`, a child with limits.

{"pages": 2, "attachments": ["factur-x.xml"], "xml": base64 or ""} or {"refused": code}. A PDF that crashes its reader
or never ends kills this process, not the one that answers the accounting system.
"""

import base64
import io
import json
import resource
import sys
from collections.abc import Iterator

import pikepdf

MEMORY = 512 * 1024 * 1024
SECONDS = 10
# What an accounting system may put beside the page; nothing that can run.
ATTACHMENTS = (".xml", ".pdf", ".csv", ".txt", ".png", ".jpg", ".jpeg")
# Names that a hybrid invoice gives its XML, most telling first.
XML_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
ACTIVE = frozenset(
    (
        "/JavaScript", "/JS", "/Launch", "/AA", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE",
        "/Sound", "/Movie", "/Rendition",
    )
)  # fmt: skip


class Refused(Exception):
    """The text is the reason's code."""


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def acts(found: pikepdf.Object, depth: int = 0) -> bool:
    """Does this object, or anything written inside it, name something that runs?"""
    if depth > 50:
        return True
    if isinstance(found, pikepdf.Stream):
        found = found.stream_dict
    if isinstance(found, pikepdf.Dictionary):
        if ACTIVE & set(found.keys()) or str(found.get("/S", "")) in ACTIVE:
            return True
        inside = list(found.as_dict().values())
    elif isinstance(found, pikepdf.Array):
        inside = list(found.as_list())
    else:
        return False
    return any(acts(each, depth + 1) for each in inside if nests(each) and not each.is_indirect)


def nests(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)


def opens_by_itself(document: pikepdf.Pdf) -> bool:
    """Word processors write "open at page 1"; anything else that acts on opening is not for a customer."""
    opening = document.Root.get("/OpenAction")
    return isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) != "/GoTo"


def attached(document: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    for name, file in document.attachments.items():
        if not name.lower().endswith(ATTACHMENTS):
            raise Refused("attachment")
        yield name, file.get_file().read_bytes()


def look(content: bytes) -> dict[str, object]:
    # A PDF that was cut off can often be mended, but what is missing is missing.
    if b"%%EOF" not in content[-2048:]:
        raise Refused("broken")
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Refused("password") from None
    except pikepdf.PdfError:
        raise Refused("broken") from None
    with document:
        if not len(document.pages):
            raise Refused("broken")
        if opens_by_itself(document) or any(acts(each) for each in document.objects):
            raise Refused("active")
        files = {name.lower(): held for name, held in attached(document)}
        # A hybrid invoice of a kind we don't know by name still says what it is by its one XML.
        names = [name for name in XML_NAMES if name in files] or [name for name in files if name.endswith(".xml")]
        xml = files[names[0]] if names else b""
        return {"pages": len(document.pages), "attachments": sorted(files), "xml": base64.b64encode(xml).decode()}


def main() -> int:
    limit_this_process()
    try:
        found = look(sys.stdin.buffer.read())
    except Refused as refused:
        found = {"refused": str(refused)}
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, RecursionError, MemoryError):
        found = {"refused": "broken"}
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
