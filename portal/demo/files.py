"""Documents that the demo's articles offer, found by their titles."""

from pathlib import Path

from django.core.files import File
from wagtail.documents import get_document_model

FOLDER = Path(__file__).parent / "files"
FILES = {
    "Model withdrawal form": "withdrawal-form.pdf",
    "Wzór formularza odstąpienia od umowy": "formularz-odstapienia.pdf",
    "Образец заявления об отказе от договора": "forma-otkaza.pdf",
}


def make_files() -> None:
    """A second run adds nothing twice."""
    documents = get_document_model().objects
    known = set(documents.values_list("title", flat=True))
    for title, name in FILES.items():
        if title not in known:
            with (FOLDER / name).open("rb") as content:
                documents.create(title=title, file=File(content, name))
