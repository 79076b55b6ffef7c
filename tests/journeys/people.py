"""What journeys need before they start: a help centre, an order of a real shop, codes from the mailbox, a photo."""

import io
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from shutil import copy

from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from kb.importing.pages import import_articles
from orders.actions import record_tracking_event
from orders.models import Order, Shipment, ShipmentLine
from portal.demo.variables import make_variables
from tests.house.source import ROOT
from tests.kb.searching import index_left_alone, rebuild

ARTICLES = ROOT / "portal" / "demo" / "articles"
WOOCOMMERCE = ROOT / "tests" / "orders" / "data" / "woocommerce_order.json"
# Ids of the articles that journeys meet; dozens more would only take time.
ENOUGH = {"where-is-my-parcel", "how-to-return", "refund-time", "parcel-late", "download-invoice", "ask-us"}
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
    """Some of the demo's articles in these languages, found by search. Indexed once, not once for every article."""
    make_variables(timezone.now())
    with tempfile.TemporaryDirectory() as name, index_left_alone():
        folder = Path(name)
        copy(ARTICLES / "topics.toml", folder)
        for language in languages:
            (folder / language).mkdir()
            for file in chosen(language):
                (folder / language / file.name).write_text(without_loose_ends(file), "utf-8")
        import_articles(folder, timezone.now())
    rebuild()


def chosen(language: str) -> list[Path]:
    """The files of ENOUGH: a file is named after its address in its language, and known by its id."""
    files = sorted((ARTICLES / language).glob("*.md"))
    return [
        file
        for file in files
        if (found := re.search(r"^id: (\S+)", file.read_text("utf-8"), re.M)) and found[1] in ENOUGH
    ]


def without_loose_ends(file: Path) -> str:
    """The article; what it says of articles that stay at home is text instead of a link."""
    there = {each.name for each in chosen(file.parent.name)}
    return re.sub(
        r"\[([^\]]*)\]\(([^)\s]+\.md)\)",
        lambda link: link[0] if link[2] in there else link[1],
        file.read_text("utf-8"),
    )
