"""The beacon of signed-in customers: how long they have had an article before them. Apart from the anonymous one."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kb.reading import door as reading
from kb.reading.limits import Limit
from kb.trail import actions, door

BEACONS = Limit(allowed=120)


@csrf_exempt
def trail(request: HttpRequest) -> HttpResponse:
    """Always the same empty answer, whatever came."""
    wanted = request.method == "POST" and reading.from_our_page(request) and door.may_remember(request)
    if wanted and not BEACONS.reached(reading.address_of(request)):
        _keep(request)
    return HttpResponse(status=204)


def _keep(request: HttpRequest) -> None:
    opened = reading.opened_page(request.POST.get("t", ""))
    seconds = request.POST.get("s", "")
    if opened is None or not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 6):
        return
    try:
        actions.add_time(request.user, opened[0], int(seconds))
    except DatabaseError:
        # A busy database: a lost beacon costs some seconds of a trail.
        return
