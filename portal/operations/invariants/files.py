"""Files and rows: every stored file is named by a row. (That every row has its file, each room checks itself.)"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db.models import Model

from orders.models import Invoice, InvoiceArchive
from portal.operations.backup.files import names_in
from returns.logistics.labels import FOLDER as LABELS
from returns.models import Attachment, ReturnLabel, Upload

OWNERS: dict[str, tuple[tuple[type[Model], str], ...]] = {
    "cases": ((Attachment, "file"), (Attachment, "thumbnail"), (Upload, "file"), (Upload, "thumbnail")),
    "invoices": ((Invoice, "file"), (Invoice, "xml_file")),
    "archives": ((InvoiceArchive, "file"),),
    LABELS: ((ReturnLabel, "file"),),
}
# A file is kept a day without its row, and each folder is swept once a day.
PATIENCE = timedelta(hours=50)


def files_have_rows(now: datetime) -> Iterator[str]:
    storage = storages["private"]
    for folder, owners in OWNERS.items():
        strangers = set(names_in(storage, f"{folder}/"))
        for model, field in owners:
            strangers -= set(model._default_manager.exclude(**{field: ""}).values_list(field, flat=True))
        for name in sorted(strangers):
            if storage.get_modified_time(name) < now - PATIENCE:
                yield f"File {name} belongs to no row."


CHECKS = (files_have_rows,)
