"""The door to drafts: hers, or 404."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from returns.access import Person
from returns.models import Draft


def drafts_of(person: Person, now: datetime) -> QuerySet[Draft]:
    """What she began and may go on with, the latest first."""
    if not person.is_authenticated or person.pk is None:
        return Draft.objects.none()
    return Draft.objects.filter(owner_id=person.pk, expires_at__gt=now).select_related("order")


def get_draft(person: Person, key: UUID, now: datetime) -> Draft:
    """Raises Http404, the same for somebody else's, a sent one and none."""
    draft = drafts_of(person, now).filter(key=key).first()
    if draft is None:
        raise Http404
    return draft
