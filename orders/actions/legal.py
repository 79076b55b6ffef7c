"""What a shop says of the law, onto its order: only what it says, so a shop that never does takes nothing away."""

from orders.actions.amounts import stored
from orders.ingest.canonical import CanonicalOrder, Line
from orders.models import Order, OrderLine


def copy_order_law(said: CanonicalOrder, order: Order) -> None:
    order.buyer_protection = said.buyer_protection or order.buyer_protection
    order.contract_kind = said.contract_kind or order.contract_kind
    if said.is_from_visit is not None:
        order.is_from_visit = said.is_from_visit
    if said.withdrawal_informed is not None:
        order.withdrawal_informed = said.withdrawal_informed
    if said.withdrawal_informed_at is not None:
        order.withdrawal_informed_at = said.withdrawal_informed_at
    if said.standard_shipping_total is not None:
        order.standard_shipping_total = stored(said.standard_shipping_total)


def copy_line_law(said: Line, line: OrderLine) -> None:
    if said.withdrawal_exception is not None:
        line.withdrawal_exception = said.withdrawal_exception
    if said.withdrawal_evidence is not None:
        line.withdrawal_evidence = dict(said.withdrawal_evidence)
    if said.guarantor is not None:
        line.guarantor = said.guarantor
    if said.guarantee_months is not None:
        line.guarantee_months = said.guarantee_months
    if said.guarantee_url is not None:
        line.guarantee_url = said.guarantee_url
    if said.serial_numbers is not None:
        line.serial_numbers = list(said.serial_numbers)
    if said.documents is not None:
        line.documents = [{"title": title, "url": url} for title, url in said.documents]
