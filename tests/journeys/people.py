"""What journeys need before they start: a help centre, an order of a real shop, codes from the mailbox, a photo."""

import io
import re
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from kb.importing.pages import import_articles
from orders.actions import record_tracking_event
from orders.models import Order, Shipment, ShipmentLine
from tests.house.source import ROOT
from tests.kb.searching import index_left_alone, rebuild

ARTICLES = ROOT / "portal" / "demo" / "articles"
WOOCOMMERCE = ROOT / "tests" / "orders" / "data" / "woocommerce_order.json"
NUMBER = "727"
NEWS = [("accepted", 70, "Warszawa"), ("in_transit", 60, "Kraków"), ("delivered", 48, "KRA01M")]


def import_order() -> Order:
    """WooCommerce's own sample, brought by a parcel that arrived two days ago, with its invoice."""
    call_command("import_orders", "--source", "woocommerce", str(WOOCOMMERCE), verbosity=0, stdout=io.StringIO())
    order = Order.objects.get(number=NUMBER)
    parcel = Shipment.objects.create(
        order=order, external_id="p1", carrier="inpost", tracking_number="620000000000000000000001"
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=parcel, order_line=line, quantity=line.quantity) for line in order.lines.all()
    )
    for status, hours, place in NEWS:
        record_tracking_event(
            parcel, occurred_at=timezone.now() - timedelta(hours=hours), status=status, location=place
        )
    return Order.objects.get(pk=order.pk)


def code_from_mail(address: str) -> str:
    """The newest code that went to this address; the mail that really left, not the row."""
    letters = [letter for letter in mail.outbox if letter.to == [address]]
    found = re.search(r"\b\d{4}-\d{4}\b", str(letters[-1].body))
    assert found, letters[-1].body
    return found[0]


def letters_to(address: str) -> list[str]:
    return [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if letter.to == [address]]


def photo(path: Path) -> Path:
    """A photo as phones take it: turned by a note in its EXIF, which says where it was taken too."""
    image = Image.new("RGB", (64, 48), "teal")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone of Anna"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 30.0), 3: "E", 4: (21.0, 0.0, 30.0)})
    image.save(path, "JPEG", exif=exif)
    return path


def open_help_centre(*languages: str) -> None:
    """The demo's articles in these languages, found by search. Indexed once, not once for every article."""
    with tempfile.TemporaryDirectory() as folder, index_left_alone():
        for name in ("topics.toml", *languages):
            Path(folder, name).symlink_to(ARTICLES / name)
        import_articles(Path(folder), timezone.now())
    rebuild()
