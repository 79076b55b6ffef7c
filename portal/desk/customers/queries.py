"""Everything an agent may know of one customer, in a fixed number of queries; never her sessions or passwords."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from kb.trail.queries import remembers
from orders.erasing import not_locked_for
from orders.models import CompanyMember, Invoice, Order, Shipment
from portal.accounts.models import User
from portal.desk.customers.access import Person
from portal.desk.models import CustomerMerge, CustomerNote
from portal.notifications.kinds import GROUPS, Group
from portal.notifications.models import Mail, MailChoice
from returns.models import Case, ReadArticle

MOST_ORDERS = 10
MOST_CASES = 15
MOST_MAILS = 20
MOST_READ = 15
MOST_NOTES = 30
MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Wish:
    group: Group
    wanted: bool


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    person: Person
    addresses: Sequence[EmailAddress]
    companies: Sequence[CompanyMember]
    orders: Sequence[Order]
    cases: Sequence[Case]
    invoices: Sequence[Invoice]
    parcels: Sequence[Shipment]
    mails: Sequence[Mail]
    read: Sequence[ReadArticle]
    wishes: Sequence[Wish]
    remembers: bool | None
    notes: Sequence[CustomerNote]
    merges: Sequence[CustomerMerge]
    # Where parcels and papers of the latest orders went, each once.
    places: Sequence[str]

    @property
    def unwanted(self) -> list[Wish]:
        return [wish for wish in self.wishes if not wish.wanted]


def customer_facts(person: Person, agent: User) -> CustomerFacts:
    user = person.user
    orders = list(
        Order.objects.filter(person.owns(), erased_at=None)
        .defer("payload")
        .order_by("-placed_at", "-pk")[:MOST_ORDERS]
    )
    cases = Case.objects.filter(person.owns()).select_related("assignee", "order").defer("order__payload")
    papers = Invoice.objects.filter(not_locked_for(agent), order__in=orders).select_related("order")
    parcels = Shipment.objects.filter(order__in=orders).select_related("order").defer("order__payload")
    chosen = MailChoice.objects.filter(user=user) if user else MailChoice.objects.none()
    wanted = dict(chosen.values_list("group", "wanted"))
    read = ReadArticle.objects.filter(person.owns("case__customer", "case__email")).select_related("case")
    return CustomerFacts(
        person=person,
        addresses=list(EmailAddress.objects.filter(user=user).order_by("-primary", "email")) if user else [],
        companies=list(CompanyMember.objects.filter(user=user).select_related("company")) if user else [],
        orders=orders,
        cases=list(cases.order_by("-opened_at", "-pk")[:MOST_CASES]),
        invoices=list(papers.defer("snapshot", "order__payload").order_by("-issued_date", "-pk")[:MOST_CASES]),
        parcels=list(parcels.order_by("-created_at", "-pk")[:MOST_CASES]),
        mails=list(mails_to(person)),
        read=list(read.order_by("-case__opened_at", "-read_at")[:MOST_READ]),
        wishes=[Wish(group, wanted.get(name, True)) for name, group in GROUPS.items()] if user else [],
        remembers=remembers(user) if user else None,
        notes=list(notes_about(person).select_related("author")[:MOST_NOTES]),
        merges=list(CustomerMerge.objects.filter(kept=user).select_related("asked_by")) if user else [],
        places=_places(orders),
    )


def mails_to(person: Person) -> QuerySet[Mail]:
    """By kind and date; what is in them stays between the customer and us, cases show what we wrote there."""
    addresses = {*person.addresses, *([person.user.email] if person.user else [])}
    rows = Mail.objects.filter(to__in=addresses).only("kind", "subject", "state", "created_at", "sent_at", "secret")
    return rows.order_by("-id")[:MOST_MAILS]


def notes_about(person: Person) -> QuerySet[CustomerNote]:
    mine = Q(customer=None, email__in=person.addresses)
    return CustomerNote.objects.filter(mine | Q(customer=person.user) if person.user else mine)


def _places(orders: Sequence[Order]) -> Sequence[str]:
    found: dict[str, str] = {}
    for order in orders:
        for place in (order.shipping_address, order.billing_address):
            parts = [place.get(key, "") for key in ("name", "company", "street", "street2")]
            parts += [f"{place.get('postcode', '')} {place.get('city', '')}".strip(), place.get("country", "")]
            if line := ", ".join(str(part) for part in parts if part):
                found[line] = found.get(line) or str(place.get("phone") or "")
    return [f"{line}, {phone}" if phone else line for line, phone in found.items()][:MOST_PLACES]
