"""The only door to orders and invoices: the owner, the owner's company by role, a guest by link, or 404 (R2, R3).

Who of a company sees what is the table in orders/companies/rules.py. An order of a company is seen by its people
only, whoever placed it: somebody who leaves sees nothing of it at the next request (R9).
"""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from orders.companies.rules import ACT_FOR_ALL, SEE_ALL_INVOICES
from orders.deletion import visible
from orders.models import CompanyMember, Invoice, Order, OrderLink

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Guest:
    """Nobody we know, let in to one order by a link from a mail (orders.finding); reads, and changes nothing."""

    link: int  # OrderLink.pk
    pk: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = False


def orders_of(user: Any) -> QuerySet[Order]:
    """Her own, and all of her companies; a guest's one, as long as the link lasts."""
    if isinstance(user, Guest):
        link = OrderLink.objects.filter(pk=user.link, revoked_at=None, expires_at__gt=timezone.now())
        return orders_links_open().filter(pk__in=link.values("order_id"))
    if not is_somebody(user):
        return Order.objects.none()
    return _shown().filter(_hers(user, companies_of(user)))


def orders_links_open() -> QuerySet[Order]:
    """Those the mail address on them may open: not a company's whose buyer is not in it any more (R9)."""
    buyer = CompanyMember.objects.filter(company=OuterRef("company"), user=OuterRef("customer"))
    return _shown().filter(Q(company=None) | Exists(buyer))


def own_shelf(user: Any) -> QuerySet[Order]:
    """What she placed, for herself or for a company she is in: one walk down an index."""
    hers = CompanyMember.objects.filter(user=user).values("company")
    return _shown().filter(Q(company=None) | Q(company__in=hers), customer=user)


def company_shelves(user: Any) -> list[QuerySet[Order]]:
    """Each of her companies' orders, another walk each. With own_shelf() these are orders_of()."""
    return [_shown().filter(company=company) for company in companies_of(user)]


def orders_to_act_on(user: Any) -> QuerySet[Order]:
    """Those she may send something back from: placed by her, or of a company whose administrator she is."""
    if not is_somebody(user):
        return Order.objects.none()
    roles = companies_of(user)
    leading = [company for company, role in roles.items() if role in ACT_FOR_ALL]
    return _shown().filter(_hers(user, roles)).filter(Q(customer=user) | Q(company__in=leading))


def invoices_of(user: Any) -> QuerySet[Invoice]:
    """Waiting or ready, never held: of orders she placed, and of all orders where her role says so."""
    return documents_of(user).exclude(state=Invoice.State.HELD)


def documents_of(user: Any) -> QuerySet[Invoice]:
    """The same in whatever state, to say where each stands; bytes are for get_invoice."""
    if isinstance(user, Guest):
        return Invoice.objects.filter(order__in=orders_of(user))
    if not is_somebody(user):
        return Invoice.objects.none()
    roles = companies_of(user)
    orders = Order.objects.filter(_hers(user, roles))
    accounting = [company for company, role in roles.items() if role in SEE_ALL_INVOICES]
    mine = orders.filter(Q(customer=user) | Q(company__in=accounting)) if roles else orders
    return Invoice.objects.filter(order__in=mine)


def orders_placed_by(user: Any) -> QuerySet[Order]:
    """What she ordered herself, for herself or for her company; without her colleagues' orders."""
    return orders_of(user).filter(customer=user) if is_somebody(user) else Order.objects.none()


def may_act_on(user: Any, order: Order) -> bool:
    """The same for one order that came through this door."""
    if not is_somebody(user):
        return False
    if order.company_id is None or order.customer_id == user.pk:
        return bool(order.customer_id == user.pk)
    return companies_of(user).get(order.company_id) in ACT_FOR_ALL


def companies_of(user: Any) -> dict[int, str]:
    """Role by company. Asked for at every request, so that a change is in force at once."""
    return dict(CompanyMember.objects.filter(user=user).values_list("company_id", "role"))


def is_somebody(user: Any) -> bool:
    # A person without an id would match the orders of erased customers.
    return bool(user.is_authenticated and user.pk)


def _shown() -> QuerySet[Order]:
    """Without those that the shop deleted and nothing hangs on."""
    return Order.objects.filter(visible())


def _hers(user: Any, companies: dict[int, str]) -> Q:
    own = Q(customer=user, company=None)
    return own | Q(company__in=list(companies)) if companies else own


def get_order(user: Any, slug: str) -> Order:
    """Raises Http404, the same for somebody else's order and for none."""
    return _the_only(one_order(user, slug))


def one_order(user: Any, slug: str) -> QuerySet[Order]:
    """orders_of() for a single one, in one query: among many, two walks down an index are quicker than this OR."""
    if not is_somebody(user):
        return orders_of(user).filter(slug=slug)
    hers = CompanyMember.objects.filter(user=user).values("company")
    return _shown().filter(Q(customer=user, company=None) | Q(company__in=hers), slug=slug)


def get_order_to_act_on(user: Any, slug: str) -> Order:
    """Raises Http404 also for an order that is hers to read only."""
    return _the_only(orders_to_act_on(user).filter(slug=slug))


def find_invoice(user: Any, slug: str, invoice_slug: str) -> Invoice:
    """In whatever state, to say where it stands; its bytes are for get_invoice. Raises Http404 like get_order."""
    return _the_only(documents_of(user).filter(order__slug=slug, slug=invoice_slug).select_related("order"))


def get_invoice(user: Any, slug: str, invoice_slug: str) -> Invoice:
    """One whose checks all passed. Raises Http404, the same for somebody else's, a held one and none."""
    invoice = find_invoice(user, slug, invoice_slug)
    if not invoice.is_ready:
        raise Http404
    return invoice


def _the_only(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise Http404
    return found
