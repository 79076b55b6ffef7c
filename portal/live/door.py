"""Who may listen, and to what: an agent; a case's owner; a guest with the link to her own conversation."""

from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from portal.accounts.models import User
from portal.live.listening import Ear
from returns.access import WORK_CASES, get_case, get_case_to_work
from returns.models import Case

SALT = "portal.live.guest"
LINK_LIVES = 30 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Party:
    """A customer at her conversation. user None: a guest, whose key is the secret of the link."""

    case: Case
    user: User | None
    key: str

    def address(self, name: str) -> str:
        return reverse(f"live:{name}", args=[self.key])


def guest_key(case: Case) -> str:
    """In the link only. It opens this conversation, for a month and while nobody's account owns the case."""
    return signing.dumps(case.submission_key.hex, salt=SALT)


def key_of(case: Case) -> str:
    return guest_key(case) if case.customer_id is None else case.reference


def party(request: HttpRequest, key: str) -> Party:
    """The owner by the number, a guest by the link; 404 for everybody else."""
    if "\0" in key:
        raise Http404
    if ":" not in key:
        case = get_case(request.user, key)
        return Party(case, member(request), key)
    try:
        secret = signing.loads(key, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature:
        raise Http404 from None
    found = Case.objects.select_related("order").filter(submission_key=secret, customer=None).first()
    if found is None:
        raise Http404
    return Party(found, None, key)


def member(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def agent(request: HttpRequest) -> User:
    """Asked at every request, so a disabled agent is out at once."""
    if not isinstance(request.user, User) or not request.user.has_perm(WORK_CASES):
        raise PermissionDenied
    return request.user


def ear_of_agent(request: HttpRequest) -> Ear:
    """?case= of the page, if it shows one."""
    user = agent(request)
    reference = request.GET.get("case", "").replace("\0", "")
    case = get_case_to_work(user, reference) if reference else None
    # An agent with a case of her own is its customer there.
    if case is not None and case.customer_id == user.pk:
        case = None
    return Ear(
        user.pk,
        True,
        case.pk if case else None,
        case.reference if case else "",
        request.session.session_key or "",
        get_language() or "en",
    )


def ear_of_customer(request: HttpRequest, key: str) -> Ear:
    who = party(request, key)
    session = request.session.session_key or "" if who.user else ""
    return Ear(
        who.user.pk if who.user else None,
        False,
        who.case.pk,
        who.case.reference,
        session,
        get_language() or "en",
    )
