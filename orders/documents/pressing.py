"""The press: a child that stays warm, checks XML, makes PDFs and embeds one in the other (R31).

`python -m orders.documents.pressing` reads jobs from stdin and answers on stdout, each a length and JSON:
    {"html": …, "kind": "invoice", "xml": base64, "name": "factur-x.xml", "relationship": …, "description": …,
     "level": "EN 16931", "check": true, "made_at": iso}       html "" only checks
    {"pdf": base64, "failed": [[rule, text], …], "error": ""}
Each job has its own CPU allowance; memory is capped for good. It ends with its parent, after many jobs, or when idle.
"""

import base64
import json
import resource
import select
import struct
import sys
from datetime import datetime
from typing import Any, BinaryIO

from orders.einvoice.checking import check
from orders.einvoice.embedding import Attached, NotThatPdf, finish
from orders.pdf import KINDS, NothingFromOutside, render

CPU_SECONDS = 20
# Saxon reserves 32 GB of addresses and uses little of them: what counts is the data.
DATA_SIZE = 512 * 1024 * 1024
FILE_SIZE = 64 * 1024 * 1024
IDLE_SECONDS = 300
MOST_JOBS = 200
LENGTH = struct.Struct(">I")


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_SIZE, DATA_SIZE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_cpu() -> None:
    """20 s from now; the kernel ends the process when they are used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS, hard))


def work(job: dict[str, Any]) -> dict[str, Any]:
    xml = base64.b64decode(job["xml"])
    if xml and job["check"] and (failed := check(xml)):
        return {"pdf": "", "failed": [[each.rule, each.text] for each in failed], "error": ""}
    if not job["html"]:
        return {"pdf": "", "failed": [], "error": ""}
    page = render(job["html"], KINDS[job["kind"]])
    if job["kind"] != "invoice":
        # Only what is kept for years is stamped as such.
        return {"pdf": base64.b64encode(page).decode(), "failed": [], "error": ""}
    attached = Attached(job["name"], xml, job["relationship"], job["description"], job["level"]) if xml else None
    pdf = finish(page, attached, datetime.fromisoformat(job["made_at"]))
    return {"pdf": base64.b64encode(pdf).decode(), "failed": [], "error": ""}


def read_job(source: BinaryIO) -> dict[str, Any] | None:
    """None when the parent is gone or there was nothing to do for a while."""
    if not select.select([source], [], [], IDLE_SECONDS)[0]:
        return None
    head = exactly(source, LENGTH.size)
    if not head:
        return None
    found: dict[str, Any] = json.loads(exactly(source, LENGTH.unpack(head)[0]))
    return found


def exactly(source: BinaryIO, size: int) -> bytes:
    """That many bytes, or none when the other side closed before: nothing is done by half."""
    found = b""
    while len(found) < size:
        more = source.read(min(size - len(found), 1024 * 1024))
        if not more:
            return b""
        found += more
    return found


def answer(target: BinaryIO, said: dict[str, Any]) -> None:
    content = json.dumps(said).encode()
    target.write(LENGTH.pack(len(content)) + content)
    target.flush()


def main() -> int:
    limit_this_process()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    for _job in range(MOST_JOBS):
        job = read_job(source)
        if job is None:
            return 0
        allow_cpu()
        try:
            said = work(job)
        except (NothingFromOutside, NotThatPdf, ValueError, KeyError) as error:
            said = {"pdf": "", "failed": [], "error": f"{type(error).__name__}: {error}"}
        except MemoryError:
            answer(target, {"pdf": "", "failed": [], "error": "MemoryError: the document needs more than 512 MB"})
            return 1
        answer(target, said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
