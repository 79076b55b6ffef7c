"""What the pages of a conversation show, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.live.door import Party
from portal.live.limits import sender_of
from portal.live.models import Conversation
from portal.live.talk import queries
from portal.live.talk.actions import saw
from portal.live.talk.due import give_up_if_late
from portal.live.talk.forms import GuestSayForm, SayForm
from returns.models import Case, Message
from returns.queries import thread

FACES = {
    ("waiting", ""): "waiting",
    ("talking", ""): "talking",
    ("over", "nobody"): "nobody",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the conversation stands. face: waiting, talking, nobody or over; none: never talked live."""

    face: str
    talk: Conversation | None
    may_begin: bool

    @property
    def agent(self) -> str:
        who = self.talk.agent if self.talk else None
        return who.get_short_name() if who else ""


def standing(case: Case, now: datetime) -> Standing:
    talk = queries.latest(case)
    if talk is not None and give_up_if_late(talk, now):
        talk = queries.latest(case)
    if talk is None:
        return Standing("none", None, queries.is_open(now))
    face = FACES.get((talk.state, talk.end), "over")
    return Standing(face, talk, not talk.is_running and queries.is_open(now))


def messages_of(case: Case, internal: bool = False) -> list[Message]:
    return thread(case, internal=internal)


def messages_for(party: Party) -> list[Message]:
    """A guest's address is not proven: what came from another case of this address is not shown behind the link."""
    said = messages_of(party.case)
    return said if party.user else [each for each in said if each.moved_from_id is None]


def part(party: Party, now: datetime, is_seen: bool = True) -> dict[str, Any]:
    """The thread and how it stands; shown to the customer, it counts as seen."""
    found = {
        "case": party.case,
        "party": party,
        "standing": standing(party.case, now),
        "thread": messages_for(party),
        "fresh_key": uuid4(),
        "is_guest": party.user is None,
    }
    if is_seen:
        saw(party.case, now)
    return found


def say_form(request: HttpRequest, party: Party) -> SayForm | GuestSayForm:
    typing = party.address("typing")
    # What was sent may be nothing at all; then it is a form that was sent empty.
    sent, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if party.user is None:
        return guest_form(request, party, sent, files)
    return SayForm(sent, files, person=party.user, typing=typing)


def guest_form(request: HttpRequest, party: Party, sent: Any = None, files: Any = None) -> GuestSayForm:
    return GuestSayForm(
        sent,
        files,
        case=party.case,
        sender=sender_of(request),
        typing=party.address("typing"),
        one_go="X-Live" in request.headers,
        initial={"submission_key": uuid4()},
    )


def rest_of(request: HttpRequest, party: Party, form: GuestSayForm) -> GuestSayForm:
    """For the page after a message some of whose files were refused: empty, and it says which."""
    fresh = guest_form(request, party, {"submission_key": uuid4(), "body": ""})
    fresh.add_error("photos", [*form.refusals, _("Everything else was sent.")])
    return fresh
