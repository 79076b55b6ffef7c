"""Where customers are offered a conversation: the contact page, a case's page, a help article's contact call."""

import threading
import time
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.live.door import key_of
from portal.live.models import Conversation
from portal.live.talk import queries
from returns import case_panels, contact_ways
from returns.case_panels import CasePanel, marked
from returns.contact_ways import ContactWay
from returns.models import Case

# Seconds. Every reader of an article asks; whether somebody is there changes by the minute.
REMEMBERED = 5.0
_lock = threading.Lock()
_known: tuple[float, bool] = (-REMEMBERED, False)


def is_offered(now: datetime) -> bool:
    """As `queries.is_open`, asked at most every five seconds in a process."""
    global _known
    with _lock:
        asked_at, known = _known
        if time.monotonic() - asked_at < REMEMBERED:
            return known
    known = queries.is_open(now)
    with _lock:
        _known = (time.monotonic(), known)
    return known


def forget() -> None:
    """For tests: what the process remembers."""
    global _known
    with _lock:
        _known = (-REMEMBERED, False)


def panel(request: HttpRequest, case: Case) -> CasePanel:
    """The page hears of answers; a conversation that runs is one click away, a new one where somebody is there."""
    talk = None if marked(case, "has_talk") is False else queries.running(case)
    may_begin = talk is None and case.status != Case.Status.MERGED and is_offered(timezone.now())
    context = {"talk": talk, "may_begin": may_begin, "key": key_of(case)}
    return CasePanel("live/case_panel.html", context, "top" if talk else "thread")


def contact_way(request: HttpRequest) -> ContactWay | None:
    """On the contact page, while somebody is there; a chat that is closed is no way to reach us."""
    if not is_offered(timezone.now()):
        return None
    order = request.GET.get("order", "")
    url = reverse("live:start") + (f"?{urlencode({'order': order})}" if order else "")
    return ContactWay(_("Chat with us now"), _("Somebody is here: you get answers at once."), url)


def connect() -> None:
    talks = Conversation.objects.filter(case=OuterRef("pk"), state__in=queries.RUNNING)
    case_panels.mark("has_talk", Exists(talks))
    case_panels.register(panel)
    contact_ways.register(contact_way)
