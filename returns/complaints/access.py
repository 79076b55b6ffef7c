"""The door to answers on paper: whose case it is, agents at their work, or 404."""

from django.http import Http404

from returns.access import WORK_CASES, Person, cases_of
from returns.models import Decision


def get_decision(person: Person, reference: str, pk: int) -> Decision:
    """A printed answer; one that the press still works on is not there yet."""
    found = Decision.objects.select_related("case").filter(case__reference=reference, pk=pk).exclude(file="")
    if not person.has_perm(WORK_CASES):
        found = found.filter(case__in=cases_of(person))
    decision = found.first()
    if decision is None:
        raise Http404
    return decision
