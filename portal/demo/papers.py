"""Documents of every kind: taxed, untaxed, in euro, corrected, handed over by accounting, from KSeF, and one held."""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from orders.actions import Difference, issue_correction, issue_invoice, take_document
from orders.documents.terms import Terms
from orders.ksef.numbers import check_digits
from orders.ksef.taking import take_ksef_invoice
from orders.models import Invoice, Order
from orders.queries import invoices_due
from orders.rendering import make_pdf
from orders.tasks import render_invoice
from portal.demo.company import NUMBER, ROASTERY
from portal.demo.orders import ANNA, SOURCE
from portal.demo.shop import SELLER_NIP

FILES = Path(__file__).parent / "papers"
READY_AT_ONCE = 8


def make_papers(now: datetime) -> None:
    """After the orders. The customer who signs in finds her newest documents ready; the worker makes the others."""
    if Invoice.objects.filter(source=Invoice.Source.KSEF).exists():
        return
    correct(now)
    hand_over()
    leave_unsaid()
    from_ksef(now)
    hers = invoices_due(timezone.now()).filter(order__email=ANNA.email).order_by("-issued_date", "-pk")
    for pk in hers.values_list("pk", flat=True)[:READY_AT_ONCE]:
        render_invoice.call(pk)


def order(number: int) -> Order:
    return Order.objects.get(source=SOURCE, external_id=str(number))


def correct(now: datetime) -> None:
    """Honey and strainer came back: the correction takes both. A customer abroad gets a credit note for towels."""
    today = timezone.localdate(now)
    original = ready(order(1975))
    gone = [taken_back(original.order, position) for position in (1, 2)]
    issue_correction(original, f"KOR/{today:%Y/%m}/12", today, gone, "Zwrot towaru")
    abroad = ready(order(2008))
    towels = taken_back(abroad.order, 2)
    issue_correction(abroad, f"CN/{today:%Y/%m}/3", today, [towels], "Return", kind=Invoice.Kind.CREDIT_NOTE)


def ready(bought: Order) -> Invoice:
    """Only a document that somebody can have read is corrected."""
    issued = bought.invoices.get(kind=Invoice.Kind.INVOICE)
    render_invoice.call(issued.pk)
    return bought.invoices.get(pk=issued.pk)


def taken_back(bought: Order, position: int) -> Difference:
    """A whole line, with its sign."""
    line = bought.lines.all()[position - 1]
    total, tax = line.total or Decimal(0), line.tax_total or Decimal(0)
    return Difference(position, tax - total, -tax, Decimal(-line.quantity))


def hand_over() -> None:
    """Accounting's own PDF, served byte for byte."""
    bought = Order.objects.get(source="shopify", external_id="6128")
    issued = timezone.localdate(bought.placed_at)
    html = (FILES / "accounting.html").read_text("utf-8").replace("{date}", f"{issued:%d.%m.%Y}")
    take_document(
        bought,
        number="F/1042/2026",
        issued_date=issued,
        pdf=make_pdf(html, "text"),
        total=bought.total,
        language="pl",
    )


def leave_unsaid() -> None:
    """The table said no tax, so nobody may guess it: the document is held and the operator reads why."""
    bought = Order.objects.get(source="csv", external_id="csv-311")
    issue_invoice(bought, "FV/CSV/311", timezone.localdate(bought.placed_at), "pl", terms=Terms())


def from_ksef(now: datetime) -> None:
    """What the roastery bought, as the Ministry keeps it, and its correction: two towels fewer."""
    bought = order(1983)
    issued = timezone.localdate(now - timedelta(days=37))
    first = ksef_file("invoice.xml", issued=issued.isoformat(), made=now)
    known = take_ksef_invoice(first, ksef_number=ksef_number(issued.strftime("%Y%m%d"), first), order=bought)
    later = timezone.localdate(now - timedelta(days=20))
    second = ksef_file(
        "correction.xml", issued=later.isoformat(), made=now, first=issued.isoformat(), number=known.ksef_number
    )
    take_ksef_invoice(second, ksef_number=ksef_number(later.strftime("%Y%m%d"), second), order=bought)


def ksef_file(name: str, *, made: datetime, **words: str) -> bytes:
    words |= {"made": f"{made:%Y-%m-%dT%H:%M:%SZ}", "seller": SELLER_NIP, "nip": NUMBER, "buyer": ROASTERY.name}
    return (FILES / name).read_text("utf-8").format(**words).encode()


def ksef_number(day: str, content: bytes) -> str:
    """As the Ministry's system would give it."""
    body = f"{SELLER_NIP}-{day}-{sha256(content).hexdigest()[:12].upper()}"
    return f"{body}-{check_digits(body)}"
