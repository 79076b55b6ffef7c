"""What a page's key opened already: a second click, a retry or the back button lands where the first one did."""

from uuid import UUID

from returns.access import Person, cases_of
from returns.models import Case


def sent_before(person: Person, key: UUID) -> Case | None:
    return cases_of(person).filter(submission_key=key).first()
