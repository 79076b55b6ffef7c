"""What agents write down about a customer."""

from datetime import datetime

from portal.accounts.models import User
from portal.desk.customers.access import Person
from portal.desk.models import CustomerNote


def add_note(person: Person, *, body: str, by: User, now: datetime) -> CustomerNote:
    """Added to what is there; nobody changes a note afterwards."""
    email = "" if person.user else person.addresses[0]
    return CustomerNote.objects.create(customer=person.user, email=email, body=body, author=by, written_at=now)
