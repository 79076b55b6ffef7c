"""The locked drawer: records that outlive their person, until their day comes or somebody opens one with a reason."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders.files import discard, keep_stream
from portal.accounts.models import DataRequest, Kept, KeptLook, PrivacySettings
from portal.accounts.privacy.files import discard_after_commit
from portal.accounts.privacy.registry import Area, Keep, areas
from portal.accounts.privacy.rules import is_over

AT_ONCE = 200


def lock(keep: Keep, request: DataRequest | None, now: datetime) -> Kept | None:
    """One row a record, however often. None: its day has passed already, so nothing is kept."""
    today = timezone.localdate(now)
    files = [_moved(file) for file in keep.files if not is_over(date.fromisoformat(file["until"]), today)]
    gone = [file["file"] for file in keep.files]
    for name in gone:
        discard_after_commit(name)
    if is_over(keep.until, today):
        Kept.objects.filter(label=keep.label, object_id=keep.object_id).delete()
        return None
    said: dict[str, Any] = {"title": keep.title[:200], "reason": keep.reason, "basis": keep.basis, "until": keep.until}
    if keep.content or keep.files:
        # A second erasure finds an empty record: what the first one took out is not overwritten by nothing.
        said |= {"content": dict(keep.content), "files": [file for file in files if file]}
    kept, _is_new = Kept.objects.update_or_create(
        label=keep.label,
        object_id=keep.object_id,
        defaults=said,
        create_defaults={**said, "request": request, "since": now},
    )
    return kept


def _moved(file: Mapping[str, str]) -> dict[str, str] | None:
    """Out of the folder of open cases, whose sweeper knows no drawer. None: it was not there any more."""
    try:
        with storages["private"].open(file["file"]) as stored:
            name = keep_stream("kept", PurePosixPath(file["file"]).suffix, stored)
    except FileNotFoundError:
        return None
    return {**file, "file": name}


def finish_open(now: datetime) -> int:
    """What was not finished at the erasure: lock what is finished by now."""
    terms, count = PrivacySettings.load(), 0
    for kept in Kept.objects.filter(reason=Kept.Reason.OPEN).select_related("request").order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            keep = _area_of(kept).finish(kept, terms, now)
            if keep is not None:
                lock(keep, kept.request, now)
                count += 1
    return count


def end_kept(now: datetime) -> int:
    """Records whose last day has passed go, with their files; files whose own day has passed go before."""
    today, count = timezone.localdate(now), 0
    for kept in Kept.objects.filter(until__lt=today).order_by("until", "pk")[:AT_ONCE]:
        with transaction.atomic():
            names = [*_area_of(kept).end(kept), *(file["file"] for file in kept.files)]
            kept.delete()
        for name in names:
            discard(name)
        count += 1
    return count + _end_files(today)


def _end_files(today: date) -> int:
    count = 0
    for kept in Kept.objects.exclude(files=[]).only("pk", "files").iterator():
        over = [file for file in kept.files if is_over(date.fromisoformat(file["until"]), today)]
        if over:
            Kept.objects.filter(pk=kept.pk).update(files=[file for file in kept.files if file not in over])
            for file in over:
                discard(file["file"])
            count += len(over)
    return count


def _area_of(kept: Kept) -> Area:
    return next((area for area in areas() if kept.label in area.keeps), Area())


def kept_records() -> QuerySet[Kept]:
    return Kept.objects.select_related("request").order_by("-since", "-pk")


@transaction.atomic
def look(kept: Kept, by: Any, why: str, now: datetime) -> KeptLook:
    """Written down before anything is shown."""
    return KeptLook.objects.create(kept=kept, by=by, why=why[:300], at=now)
