"""A roastery buys together: Anna leads it, Marek orders, Julia keeps the books, Ola is invited."""

from datetime import datetime, timedelta

from orders.actions import link_orders
from orders.companies.actions.founding import Details, found_company
from orders.companies.actions.giving import give_orders_of
from orders.companies.actions.inviting import accept, invite
from orders.companies.actions.members import change_role
from orders.ingest.canonical import Address
from orders.models import Company, CompanyRole, Order
from portal.accounts.models import User
from portal.demo.orders import ANNA, SOURCE, Customer, Story, tell
from portal.demo.people import make_person
from portal.demo.sign_ins import SignIn

# The number the Polish tax office uses in its own examples.
NUMBER = "1234563218"
ROASTERY = Details("Palarnia Nowak sp. z o.o.", "PL", f"PL{NUMBER}", "ul. Wadowicka 3", "30-415", "Kraków")
MAREK = SignIn("marek@example.com", "Marek Zieliński", "buyer of a company", "/orders/", "pl")
JULIA = SignIn("julia@example.com", "Julia Kamińska", "accountant of a company", "/orders/", "pl")


def at_work(person: SignIn | Customer, name: str) -> Customer:
    """Somebody who orders to the roastery's address, on its VAT number."""
    address = Address(
        name=name,
        company=ROASTERY.name,
        vat_number=NUMBER,
        street=ROASTERY.street,
        postcode=ROASTERY.postcode,
        city=ROASTERY.city,
        country=ROASTERY.country,
    )
    return Customer(person.email, person.language, address)


MAREK_AT_WORK, ANNA_AT_WORK = at_work(MAREK, MAREK.name), at_work(ANNA, ANNA.address.name)
STORIES = (
    Story(2038, MAREK_AT_WORK, 1.2, {"MUG-01": 24, "POT-07": 4}, "shipped", (("dpd", "out_for_delivery", 2),)),
    Story(2028, ANNA_AT_WORK, 3.5, {"KET-02": 2}, "shipped", (("inpost", "in_transit", 7),)),
    Story(2016, MAREK_AT_WORK, 7.5, {"TIN-03": 30}, "processing", method="Przelew bankowy"),
    Story(
        1983, MAREK_AT_WORK, 38, {"MUG-01": 12, "TOW-02": 10}, "completed", (("dpd", "delivered", 850),), terms=None
    ),
    Story(1895, ANNA_AT_WORK, 155, {"POT-07": 2, "KET-02": 1}, "completed", (("dpd", "delivered", 3600),)),
)


def make_company(now: datetime) -> None:
    """Everything through the same steps people take; a second run adds nothing."""
    marek, julia = make_person(MAREK), make_person(JULIA)
    anna = User.objects.get(email=ANNA.email)
    if not Company.objects.filter(members__user=anna, vat_number=ROASTERY.vat_number).exists():
        come_together(anna, marek, julia, now)
    known = set(Order.objects.filter(source=SOURCE).values_list("external_id", flat=True))
    for story in reversed(STORIES):
        if str(story.number) not in known:
            tell(story, now)
    for user in (anna, marek):
        link_orders(user, user.email)
        give_orders_of(user, now)


def come_together(anna: User, marek: User, julia: User, now: datetime) -> None:
    first = now - timedelta(days=60)
    company = found_company(ROASTERY, by=anna, now=first)
    for days, person in ((1, marek), (2, julia)):
        day = first + timedelta(days=days)
        accept(invite(company, person.email, CompanyRole.BUYER, "pl", by=anna, now=day), by=person, now=day)
    member = company.members.get(user=julia)
    change_role(member, CompanyRole.ACCOUNTANT, by=anna, now=first + timedelta(days=3))
    invite(company, "ola@example.com", CompanyRole.BUYER, "pl", by=anna, now=now - timedelta(hours=5))
