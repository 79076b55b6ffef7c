"""A new question that begins as a conversation: of a member with her orders, or of a guest with an address."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orders.access import get_order, is_somebody, one_order, orders_placed_by
from portal.live.door import key_of, member
from portal.live.limits import is_too_often, sender_of
from portal.live.talk import actions
from portal.live.talk.forms import BeginForm, key_for, subject_of
from returns.actions import open_case
from returns.errors import Refused
from returns.models import Case, Way
from returns.starting.choices import RECENT_ORDERS, readable


def beginning(request: HttpRequest) -> BeginForm:
    """?order= of the page she came from is chosen beforehand, if it is hers."""
    if not is_somebody(request.user):
        return BeginForm(request.POST or None, is_guest=True)
    slug = request.GET.get("order", "").replace("\0", "")
    about = readable(one_order(request.user, slug)).first() if slug else None
    recent = list(dict.fromkeys([*([about] if about else []), *orders_placed_by(request.user)[:RECENT_ORDERS]]))
    return BeginForm(request.POST or None, orders=recent, initial={"order": about.slug if about else ""})


def open_talk(request: HttpRequest, form: BeginForm, now: datetime) -> str:
    """The key of the conversation's page; the same form twice leads to the same one. Raises Refused."""
    given = form.cleaned_data
    by = member(request) if is_somebody(request.user) else None
    email = given.get("email", "")
    if email and is_too_often("mailbox", email.casefold()):
        raise Refused(_("This address had several conversations within the hour. Please try again later."))
    who = sender_of(request) if by else f"{sender_of(request)}:{email}"
    with transaction.atomic():
        # News of the case go out after the conversation is there, so that no mail runs ahead of it.
        case, is_new = open_case(
            by=by,
            kind=Case.Kind.QUESTION,
            subject=subject_of(given["body"]),
            body=given["body"],
            submission_key=key_for(who, given["body"], timezone.localdate(now).isoformat()),
            language=get_language() or "en",
            now=now,
            email=email,
            order=get_order(request.user, given["order"]) if by and given.get("order") else None,
            way=Way.LIVE,
        )
        if is_new:
            actions.begin(case, now)
    return key_of(case)
