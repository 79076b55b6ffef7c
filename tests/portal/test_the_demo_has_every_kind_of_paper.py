"""The demo's orders come from every kind of shop, and its documents are of every kind there is."""

from datetime import datetime

import pytest
from django.utils import timezone

from orders.models import Envelope, Invoice, Order
from portal.demo import papers
from portal.demo.company import make_company
from portal.demo.orders import make_orders
from portal.demo.papers import make_papers
from portal.demo.people import make_people
from portal.demo.shop import furnish_shop
from portal.demo.sources import make_other_orders

SOURCES = {"demo", "woocommerce", "shopify", "baselinker", "csv", "own-shop"}


def fill(now: datetime) -> None:
    make_orders(now)
    make_company(now)
    make_other_orders(now)
    make_papers(now)


def rows() -> tuple[int, int, int]:
    return Order.objects.count(), Envelope.objects.count(), Invoice.objects.count()


@pytest.mark.django_db
def test_every_source_and_every_kind_of_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "READY_AT_ONCE", 0)
    now = timezone.now()
    furnish_shop()
    make_people()
    fill(now)
    first = rows()
    fill(now)
    assert rows() == first
    assert set(Order.objects.values_list("source", flat=True)) == SOURCES
    assert set(Order.objects.filter(customer__email="anna@example.com").values_list("source", flat=True)) == SOURCES
    states = sorted(Envelope.objects.values_list("source", "state"))
    assert states == [
        ("easypost", "waiting"),
        ("generic", "applied"),
        ("shopify", "applied"),
        ("woocommerce", "applied"),
        ("woocommerce", "dead"),
    ]
    assert set(Invoice.objects.values_list("source", flat=True)) == set(Invoice.Source.values)
    assert set(Invoice.objects.values_list("kind", flat=True)) == set(Invoice.Kind.values)
    assert not Invoice.objects.filter(source=Invoice.Source.KSEF, state=Invoice.State.HELD).exists()
    frozen = Invoice.objects.filter(source=Invoice.Source.RENDERED).values_list("snapshot", flat=True)
    treatments = {content["terms"].get("treatment", "") for content in frozen}
    assert treatments == {"", "exempt", "margin", "intra_community"}
