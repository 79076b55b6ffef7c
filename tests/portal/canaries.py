"""A customer with a canary in everything that can be known about her: words that stand nowhere else."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import storages
from django.utils import timezone

from kb.models import ArticlePage, Tip, TrailPage
from orders.files import keep
from orders.models import Company, CompanyInvitation, CompanyMember, Invoice, Order, Refund, Shipment, TrackingEvent
from portal.accounts.models import User
from portal.notifications.models import Mail
from returns import actions
from returns.models import Case, Draft, Upload
from tests.orders.makers import make_order
from tests.returns.makers import make_question, upload

PLACED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
# Somewhere in the rows of whoever is planted; {n} makes them that person's own.
WORDS = (
    "name", "street", "phone", "note", "engraving", "tracking", "locker", "scan", "refund", "buyer", "paper",
    "question", "photo", "return", "tip", "second", "device", "mail", "company", "draft", "waiting", "payload",
)  # fmt: skip
# Kept after an erasure, locked: the books and the words of a return that is over.
LOCKED = {"buyer", "paper", "return", "photo"}


def canary(who: User | str, word: str) -> str:
    return f"{word}Canary{getattr(who, 'pk', who)}Zq"


def canaries(who: User | str) -> dict[str, str]:
    return {word: canary(who, word) for word in WORDS}


def plant(user: User, article: ArticlePage | None = None, number: int = 7000) -> Order:
    """Rows of every kind for this customer; gives her order."""
    said = canaries(user)
    user.name = said["name"]
    user.save()
    order = _order(user, said, number)
    _papers(order, said)
    _case(user, order, said)
    EmailAddress.objects.create(user=user, email=f"{said['second']}@example.com".lower(), verified=True)
    session = SessionStore()
    session.create()
    UserSession.objects.create(
        user=user, ip="203.0.113.9", user_agent=said["device"], session_key=str(session.session_key)
    )
    mail = Mail.objects.create(
        kind="case_opened", to=user.email, sender="shop@example.com", subject="S", text=said["mail"],
        message_id=uuid4().hex, due_at=timezone.now(),
    )  # fmt: skip
    Mail.objects.filter(pk=mail.pk).update(created_at=PLACED)
    company = Company.objects.create(name=f"Firm of {said['company']}", vat_number="5265877635", country="PL")
    CompanyMember.objects.create(company=company, user=user, role="administrator", joined_at=PLACED)
    CompanyInvitation.objects.create(
        company=company, email=user.email, role="buyer", language="en", token_hash=uuid4().hex, sent_at=PLACED,
        expires_at=PLACED,
    )  # fmt: skip
    _drafts(user, order, said)
    if article is not None:
        TrailPage.objects.create(user=user, article=article, read_at=timezone.now(), seconds=60)
        Tip.objects.create(
            user=user, article=article, first_name=said["name"][:40], text=said["tip"], written_at=PLACED
        )
    return order


def _order(user: User, said: dict[str, str], number: int) -> Order:
    order = make_order(user, number, email=user.email, placed_at=PLACED, external_updated_at=PLACED)
    address = {"name": said["name"], "street": said["street"], "phone": said["phone"], "country": "PL"}
    order.billing_address = order.shipping_address = address
    order.customer_note, order.payload, order.pickup_point = (
        said["note"],
        {"x": said["payload"]},
        {"n": said["locker"]},
    )
    order.status, order.delivered_at = Order.Status.DELIVERED, PLACED + timedelta(days=3)
    order.save()
    order.lines.update(properties=[{"name": "text", "value": said["engraving"]}])
    parcel = Shipment.objects.create(
        order=order, external_id=f"s{number}", carrier="inpost", tracking_number=said["tracking"],
        pickup_point={"n": said["locker"]},
    )  # fmt: skip
    TrackingEvent.objects.create(
        shipment=parcel, occurred_at=PLACED, status="delivered", text=said["scan"], dedupe_key=said["scan"]
    )
    Refund.objects.create(
        order=order, external_id="r1", amount=Decimal(1), currency="PLN", refunded_at=PLACED, reason=said["refund"],
        said_at=PLACED,
    )  # fmt: skip
    return order


def _papers(order: Order, said: dict[str, str]) -> None:
    Invoice.objects.create(
        order=order, number=f"FV/{order.number}", slug=f"fv-{order.number}", language="en",
        issued_date=date(2026, 3, 3), currency="PLN", total=Decimal(1), buyer_name=said["buyer"],
        snapshot={"buyer": said["buyer"]}, file=keep("invoices", ".pdf", said["paper"].encode()),
        state=Invoice.State.READY, rendered_at=PLACED,
    )  # fmt: skip


def _case(user: User, order: Order, said: dict[str, str]) -> None:
    question = make_question(user, now=PLACED, body=said["question"])
    finish(question, PLACED + timedelta(days=1))
    line = order.lines.order_by("pk").first()
    key = uuid4()
    assert line is not None
    actions.keep_uploads(by=user, key=key, files=[upload(name=f"{said['photo']}.jpg")], now=PLACED)
    case, _is_new = actions.open_return(
        by=user, order=order, lines=[actions.WantedLine(line.pk, 1, "wrong_size")], note=said["return"],
        submission_key=key, language="en", now=order.delivered_at + timedelta(days=1),
    )  # fmt: skip
    finish(case, timezone.now() - timedelta(days=1))


def finish(case: Case, at: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=at, due_at=None)


def _drafts(user: User, order: Order, said: dict[str, str]) -> None:
    Draft.objects.create(
        owner=user, key=uuid4(), kind="return", order=order, data={"x": said["draft"]}, created_at=PLACED,
        updated_at=PLACED, expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    Upload.objects.create(
        owner=user, key=uuid4(), file=keep("cases", ".jpg", b"x"), name=said["waiting"], content_type="image/jpeg",
        size=1, sha256="0" * 64, created_at=PLACED,
    )  # fmt: skip


def read_archive(content: bytes) -> tuple[str, dict[str, Any], list[str]]:
    """All its text, its JSON by area, and the names of its files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        said = "\n".join(archive.read(name).decode(errors="replace") for name in names) + "\n".join(names)
        data = {Path(name).stem: json.loads(archive.read(name)) for name in names if name.startswith("data/")}
    return said, data, names


def everything_in_the_database(without: set[type] = frozenset()) -> str:  # type: ignore[assignment]
    said = []
    for model in apps.get_models(include_auto_created=True):
        if model in without or not model._meta.managed or model._meta.db_table.endswith("fts"):
            continue
        for row in model._base_manager.all().values_list():
            said += [value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(said)


def everything_on_disk(*without: str) -> str:
    root = Path(storages["private"].path(""))
    folders = [root, Path(settings.MEDIA_ROOT)]
    files = [file for folder in folders if folder.exists() for file in folder.rglob("*") if file.is_file()]
    kept = [file for file in files if not any(part in without for part in file.parts)]
    return "\n".join(f"{file.name} {file.read_bytes().decode(errors='replace')}" for file in kept)
