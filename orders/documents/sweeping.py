"""Files that no row names: what a killed worker or a lost race left behind."""

from datetime import datetime, timedelta

from django.core.files.storage import storages

from orders.models import Invoice, InvoiceArchive

KEPT_FOR = timedelta(hours=24)
HOURS = 24


FIELDS: dict[str, tuple[tuple[type[Invoice | InvoiceArchive], str], ...]] = {
    "invoices": ((Invoice, "file"), (Invoice, "xml_file")),
    "archives": ((InvoiceArchive, "file"),),
}


def sweep_documents(now: datetime) -> int:
    """Looks through a twenty-fourth of the folders, those of this hour; a day sees them all."""
    storage = storages["private"]
    return sum(
        _sweep(f"{top}/{folder}", top, now)
        for top in FIELDS
        if storage.exists(top)
        for folder in storage.listdir(top)[0]
        if _is_due(folder, now)
    )


def _sweep(folder: str, top: str, now: datetime) -> int:
    storage, gone = storages["private"], 0
    names = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
    for model, field in FIELDS[top]:
        names -= set(model._default_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True))
    for name in names:
        if storage.get_modified_time(name) < now - KEPT_FOR:
            storage.delete(name)
            gone += 1
    return gone


def _is_due(folder: str, now: datetime) -> bool:
    try:
        return int(folder, 16) % HOURS == now.hour
    except ValueError:
        return False
