"""The label for the parcel: from an agent or the shop's system, checked like every file, served through the door."""

import logging
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from orders.files import discard, keep
from orders.sending import careful
from returns.access import Person
from returns.actions.step import locked
from returns.attachments import EXTENSION, decode
from returns.errors import NotAllowed
from returns.logistics.noting import note
from returns.logistics.parcels import add_parcel, numbered
from returns.logistics.rules import EXPECTED, customer_keeps_it
from returns.logistics.signals import label_ready
from returns.models import Case, ReturnLabel, Teller
from returns.rules import Role

log = logging.getLogger(__name__)

FOLDER = "labels"
Response = TypeVar("Response", bound=HttpResponseBase)


def give_label(
    case: Case,
    *,
    by: Person | None,
    file: UploadedFile,
    now: datetime,
    carrier: str = "",
    tracking_number: str = "",
    valid_until: date | None = None,
    version: int | None = None,
) -> ReturnLabel:
    """Keep a label (PDF or picture) for the customer. A new one takes the old one's place, the same one does nothing.

    `by` None is the shop's system. With a tracking number the parcel is followed too. Raises FileRefused with a
    sentence that names the file, and Refused for a number that cannot be one.
    """
    number = numbered(tracking_number) if tracking_number else ""
    clean = decode(file)
    name = keep(FOLDER, EXTENSION[clean.content_type], clean.content)
    try:
        with locked(case, by, version, now) as step:
            if step.role is Role.CUSTOMER or not may_have_a_label(step.case):
                raise NotAllowed
            known = step.case.labels.filter(replaced_at=None).first()
            if known and (known.sha256, known.tracking_number) == (clean.sha256, number):
                step.changes = False
                transaction.on_commit(lambda: discard(name), robust=True)
                return known
            step.case.labels.filter(replaced_at=None).update(replaced_at=now)
            label = ReturnLabel.objects.create(
                case=step.case,
                file=name,
                content_type=clean.content_type,
                size=len(clean.content),
                sha256=clean.sha256,
                carrier=carrier[:80],
                tracking_number=number,
                valid_until=valid_until,
                source=Teller.AGENT if step.by else Teller.SHOP,
                given_by_id=step.by.pk if step.by else None,
                given_at=now,
            )
            if number:
                add_parcel(step, number, carrier, label.source)
            note(step, "label", label=label.pk)
            transaction.on_commit(partial(label_ready.send_robust, ReturnLabel, label=label))
    except BaseException:
        discard(name)
        raise
    return label


def take_label_back(case: Case, *, by: Person, version: int, now: datetime) -> None:
    """It was the wrong one: the customer no longer finds it."""
    with locked(case, by, version, now) as step:
        if step.role is not Role.AGENT or not step.case.labels.filter(replaced_at=None).update(replaced_at=now):
            raise NotAllowed
        note(step, "label_gone")


def may_have_a_label(case: Case) -> bool:
    """Also before a claim is decided: the shop may want to see the item first, at its own cost (C2)."""
    is_running = case.closed_at is None and case.received_at is None
    comes_back = case.kind in EXPECTED and not customer_keeps_it(case.kind, case.remedy)
    return case.order_id is not None and is_running and comes_back


def serve(label: ReturnLabel) -> FileResponse:
    """The stored copy, to be saved and printed; nothing in it may run (R37). Raises Http404 when it is gone."""
    try:
        content = label.file.open("rb")
    except FileNotFoundError as missing:
        log.error("label %s: its file is missing", label.pk)
        raise Http404 from missing
    ending = EXTENSION.get(label.content_type, "")
    return private_file(FileResponse(content, content_type=label.content_type), f"{label_name(label)}{ending}")


def label_name(label: ReturnLabel) -> str:
    return str(_("label %(number)s") % {"number": label.case.reference}).replace(" ", "-")


def private_file(response: Response, name: str) -> Response:
    """The headers every private file carries."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return careful(response)
