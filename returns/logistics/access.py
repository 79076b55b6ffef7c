"""Labels and slips are read by whose case it is, and by agents; everybody else gets 404."""

from django.http import Http404

from returns.access import Person, cases_of, cases_to_work
from returns.models import Case, ReturnLabel


def get_case_to_read(person: Person, reference: str) -> Case:
    for cases in (cases_of(person), cases_to_work(person)):
        case = cases.select_related("order", "customer").filter(reference=reference).first()
        if case is not None:
            return case
    raise Http404


def get_label(person: Person, reference: str) -> ReturnLabel:
    """The one that counts now; replaced ones are nobody's to use."""
    case = get_case_to_read(person, reference)
    label = case.labels.filter(replaced_at=None).first()
    if label is None:
        raise Http404
    return label
