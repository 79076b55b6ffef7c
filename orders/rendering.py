"""HTML becomes a PDF in a child process with limits, one for each; documents that are issued use orders.documents."""

import subprocess
import sys
import tempfile

from orders.documents.children import ROOT, environment

WALL_SECONDS = 20
MAX_PDF_BYTES = 20 * 1024 * 1024


class RenderingFailed(Exception):
    pass


def make_pdf(html: str, kind: str = "invoice") -> bytes:
    """Run the child for a kind of orders.pdf. Raises RenderingFailed with its last words; a slow child is killed."""
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - the kind is written in our code
                [sys.executable, "-m", "orders.pdf", kind],
                input=html.encode(),
                capture_output=True,
                timeout=WALL_SECONDS,
                cwd=ROOT,
                env=environment(folder),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RenderingFailed(f"The PDF was not ready after {WALL_SECONDS} seconds.") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-") or len(done.stdout) > MAX_PDF_BYTES:
        raise RenderingFailed(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
